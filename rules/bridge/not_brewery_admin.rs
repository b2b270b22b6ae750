//! An account is missing among the admins of the bridges' room service.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Jid, same_jid};
use crate::text::Span;

/// See the page.
pub struct NotBreweryAdmin;

static META: Meta = Meta {
    id: "bridge/not-brewery-admin",
    severity: Severity::Warning,
    title: "service without rights in the internal room",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "jicofo/focus-not-admin",
        "bridge/brewery-component-missing",
        "bridge/brewery-mismatch",
        "bridge/account-host-missing",
        "jicofo/account-host-missing",
        "jicofo/client-proxy-target-mismatch",
        "bridge/legacy-client-shadows",
    ],
    page: include_str!("not_brewery_admin.md"),
};

impl Rule for NotBreweryAdmin {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jicofo)) = (&deployment.prosody, &deployment.jicofo) else { return };
        let Fact::Known(brewery, _) = jicofo.brewery() else { return };
        let Some(brewery) = Jid::parse(&brewery) else { return };
        let Some(service) = prosody.muc(&brewery.domain).found() else { return };
        let restricted = prosody.option(service, "restrict_room_creation").is(|_| true);
        let admins = prosody.inherited_texts(service, "admins");
        let mut accounts: Vec<(Jid, Span)> = Vec::new();
        let bridges = deployment.jvb.iter().flat_map(|jvb| jvb.clients()).map(|client| client.jid());
        for jid in std::iter::once(jicofo.jid()).chain(bridges) {
            if let Fact::Known(jid, origin) = jid
                && prosody.virtual_host(&jid.domain).found().is_some()
            {
                accounts.push((jid, origin.span));
            }
        }
        let is_admin = |jid: &Jid| admins.any(|admin| same_jid(admin, &jid.to_string()));
        // Where nobody is an admin and rooms are open to all, that is how it was meant.
        let some = accounts.iter().any(|(jid, _)| matches!(is_admin(jid), Verdict::Yes));
        if !some && !matches!(restricted, Verdict::Yes) {
            return;
        }
        for (jid, span) in &accounts {
            if !sink.no(is_admin(jid)) {
                continue;
            }
            let nearly = admins.find(|admin| {
                let other = accounts.iter().any(|(other, _)| same_jid(admin, &other.to_string()));
                let alike = admin.split('@').next().is_some_and(|node| node == jid.node);
                !other && (alike || admin.ends_with(&jid.domain))
            });
            let list = prosody.own_option(service, "admins");
            let place = nearly.map(|item| item.span).or(list.place()).unwrap_or(service.place);
            let finding = Finding::new(Problem {
                place,
                label: format!("`{jid}` is not among the admins"),
                message: "bridges may not be found after a restart: a service has no rights in their room"
                    .into(),
                effect: format!(
                    "Jicofo and the bridges meet in a room of `{}`; who comes first makes it. An account that is no admin \
                     may be refused, or see nothing of the others where the service hides rooms.",
                    service.name
                ),
                help: format!("Add `\"{jid}\"` to `admins` below `Component \"{}\" \"muc\"`.", service.name),
            });
            sink.report(
                finding
                    .about(deployment.subject_near(&service.name))
                    .related(*span, "the account")
                    .related(service.place, "the bridges' room is here"),
            );
            return;
        }
    }
}

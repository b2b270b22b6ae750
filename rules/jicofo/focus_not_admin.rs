//! Jicofo's account is not among the `admins` of the rooms' Component.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct FocusNotAdmin;

static META: Meta = Meta {
    id: "jicofo/focus-not-admin",
    severity: Severity::Error,
    title: "Jicofo is no admin of the rooms",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "rooms/muc-component-missing",
        "jicofo/account-host-missing",
        "jicofo/client-proxy-target-mismatch",
        "jicofo/xmpp-domain-mismatch",
    ],
    page: include_str!("focus_not_admin.md"),
};

impl Rule for FocusNotAdmin {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jicofo)) = (&deployment.prosody, &deployment.jicofo) else { return };
        for site in deployment.sites() {
            let Some(rooms) = site.muc() else { continue };
            let jid = jicofo.jid();
            let Some((jid, own)) = sink.known(&jid) else { continue };
            let jid_text = jid.to_string();
            if !sink.yes(jicofo.serves(&site)) {
                continue;
            }
            // Breakout rooms are made by Jicofo too; one finding says enough.
            let breakout = site.main().and_then(|main| match prosody.text(main, "breakout_rooms_muc") {
                Fact::Known(name, _) => prosody.muc(&name).found(),
                _ => None,
            });
            let mut services = [Some(rooms), breakout].into_iter().flatten();
            let Some(muc) = services.find(|muc| sink.no(prosody.is_admin(muc, &jid_text))) else { continue };
            let list = prosody.own_option(muc, "admins");
            let admins = prosody.inherited_texts(muc, "admins");
            let nearly = admins.find(|admin| {
                admin.split('@').next().is_some_and(|user| user.eq_ignore_ascii_case(&jid.node))
            });
            let place = nearly.map(|item| item.span).or(list.place()).unwrap_or(muc.place);
            let help = match nearly {
                Some(item) => format!("Write `\"{jid_text}\"` instead of `\"{}\"`.", item.text),
                None => format!(
                    "Write `admins = {{ \"{jid_text}\" }}` below `Component \"{}\" \"muc\"`.",
                    muc.name
                ),
            };
            let finding = Finding::new(Problem {
                place,
                label: format!("Jicofo is `{jid_text}`"),
                message: match muc.name == rooms.name {
                    true => "no meeting can begin, or it has no moderator: Jicofo has no rights in the rooms",
                    false => "breakout rooms cannot be opened, or have no moderator",
                }
                .into(),
                effect: "Jicofo opens the rooms and makes people moderators, which takes an admin. Prosody answers \"Room \
                         creation is restricted\", or Jicofo logs \"Local role has no owner rights, can not manage roles\"."
                    .into(),
                help,
            })
            .about(deployment.subject_near(&muc.name))
            .related(own.span, "Jicofo's account is on this domain");
            sink.report(finding);
        }
    }
}

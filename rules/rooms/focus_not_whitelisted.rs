//! Jicofo is not exempt from the passwords of rooms.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, same_domain, same_jid};

/// See the page.
pub struct FocusNotWhitelisted;

static META: Meta = Meta {
    id: "rooms/focus-not-whitelisted",
    severity: Severity::Warning,
    title: "Jicofo kept out by passwords",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "jicofo/client-proxy-target-mismatch",
        "jicofo/account-host-missing",
        "rooms/muc-component-missing",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
    ],
    page: include_str!("focus_not_whitelisted.md"),
};

impl Rule for FocusNotWhitelisted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        for site in deployment.sites() {
            let (Some(prosody), Some(muc)) = (site.prosody(), site.muc()) else { continue };
            let Some(module) = prosody.modules(muc).place_of("muc_password_whitelist") else { continue };
            let list = prosody.texts(muc, "muc_password_whitelist");
            let jid = jicofo.jid();
            let Some((jid, own)) = sink.known(&jid) else { continue };
            if !matches!(jicofo.serves(&site), Verdict::Yes) {
                continue;
            }
            let text = jid.to_string();
            let (place, nearly) = match &list {
                Fact::Known(items, origin) => {
                    if !sink.no(items.any(|item| same_jid(item, &text) || same_domain(item, &jid.domain))) {
                        continue;
                    }
                    let nearly =
                        items.find(|item| item.starts_with(&jid.node) || item.ends_with(&jid.domain));
                    (nearly.map_or(origin.span, |item| item.span), nearly.is_some())
                }
                Fact::Absent(_) => (module, false),
                Fact::Unknown(reason, origin) => {
                    sink.cannot_tell(reason.clone(), Some(origin.span));
                    continue;
                }
            };
            let finding = Finding::new(Problem {
                place,
                label: match nearly {
                    true => format!("Jicofo is `{text}`"),
                    false => format!("`{text}` is not in `muc_password_whitelist`"),
                },
                message: "after a restart of Jicofo, meetings with a password do not work".into(),
                effect: "Jicofo does not know the passwords of rooms. `muc_password_whitelist` lets the listed accounts in \
                         without one; an account that is not listed cannot come back to its rooms."
                    .into(),
                help: format!("Write `muc_password_whitelist = {{ \"{text}\" }}` below `Component \"{}\" \"muc\"`.", muc.name),
            });
            sink.report(
                finding
                    .about(site.subject())
                    .related(own.span, "Jicofo's account is on this domain")
                    .related(muc.place, "the rooms"),
            );
        }
    }
}

//! The limit of people in a room counts Jicofo, and keeps it out of full rooms.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Prosody, same_domain, same_jid};
use crate::value::Value;

/// See the page.
pub struct FocusCountedAsGuest;

static META: Meta = Meta {
    id: "rooms/focus-counted-as-guest",
    severity: Severity::Warning,
    title: "Jicofo counted among the people of a room",
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
    page: include_str!("focus_counted_as_guest.md"),
};

impl Rule for FocusCountedAsGuest {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        for site in deployment.sites() {
            let (Some(prosody), Some(muc)) = (site.prosody(), site.muc()) else { continue };
            let Some(module) = prosody.modules(muc).place_of("muc_max_occupants") else { continue };
            let Some(limit) = limit(prosody, muc, sink) else { continue };
            let list = prosody.texts(muc, "muc_access_whitelist");
            let jid = jicofo.jid();
            let Some((jid, own)) = sink.known(&jid) else { continue };
            if !matches!(jicofo.serves(&site), Verdict::Yes) {
                continue;
            }
            let text = jid.to_string();
            let place = match &list {
                Fact::Known(items, origin) => {
                    if !sink.no(items.any(|item| same_jid(item, &text) || same_domain(item, &jid.domain))) {
                        continue;
                    }
                    origin.span
                }
                Fact::Absent(_) => module,
                Fact::Unknown(reason, origin) => {
                    sink.cannot_tell(reason.clone(), Some(origin.span));
                    continue;
                }
            };
            let people = limit - 1;
            let finding = Finding::new(Problem {
                place,
                label: format!("`{text}` is not in `muc_access_whitelist`"),
                message: match people {
                    0 => "nobody can join a meeting: Jicofo takes the only place".into(),
                    1 => "a meeting has place for one person: Jicofo takes the other".into(),
                    _ => format!("a meeting has place for {people} people instead of {limit}"),
                },
                effect: "Jicofo is in every room as one more occupant. `muc_max_occupants` counts it unless it is listed, and after a \
                         restart turns it away from a room that is full."
                    .into(),
                help: format!("Write `muc_access_whitelist = {{ \"{text}\" }}` below `Component \"{}\" \"muc\"`, and add the recorder's \
                              account if there is one.", muc.name),
            });
            let finding =
                finding.about(site.subject()).related(own.span, "Jicofo's account is on this domain");
            sink.report(if people < 2 { finding.severity(Severity::Error) } else { finding });
        }
    }
}

/// How many may enter, if that is limited.
fn limit(prosody: &Prosody, muc: &Host, sink: &mut Sink<'_>) -> Option<i64> {
    let option = prosody.option(muc, "muc_max_occupants");
    let (node, _) = sink.known(&option)?;
    let number = match &node.value {
        Value::Int(number) => *number,
        Value::Str(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (number > 0).then_some(number)
}

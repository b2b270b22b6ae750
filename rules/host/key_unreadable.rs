//! A service may not read its certificate or key.

use super::facts::{Access, Asker, may_read, name_first, runs};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::load::Evidence;
use crate::model::Deployment;
use crate::value::Node;

/// See the page.
pub struct KeyUnreadable;

static META: Meta = Meta {
    id: "host/key-unreadable",
    severity: Severity::Error,
    title: "key that its service may not read",
    restart: &[Service::Prosody, Service::Nginx, Service::Coturn],
    follows: &["files/named-file-missing"],
    page: include_str!("key_unreadable.md"),
};

impl Rule for KeyUnreadable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for named in deployment.named_keys() {
            if !runs(deployment, named.unit, sink) {
                continue;
            }
            let user = deployment.host.text(&["units", named.unit, "user"]);
            let Some((user, _)) = sink.known(&user) else { continue };
            let groups = match deployment.host.list(&["units", named.unit, "groups"]) {
                Fact::Known(groups, _) => groups.iter().filter_map(Node::as_str).collect(),
                _ => Vec::new(),
            };
            let asker = Asker { user: Some(user), groups };
            let (stop, fact) = match may_read(deployment, &named.path, &asker) {
                Access::Granted => continue,
                Access::CannotTell(reason, place) => {
                    sink.cannot_tell(reason, Some(place));
                    continue;
                }
                Access::Refused(stop, fact) => (stop, fact),
            };
            let (message, loss) = match named.unit {
                "coturn" => ("people behind strict firewalls get no audio and no video", "serves no TLS"),
                "prosody" => {
                    ("services that check Prosody's certificate cannot log in", "offers no TLS for this host")
                }
                _ => ("no page of Jitsi Meet opens", "does not start"),
            };
            let finding = Finding::new(Problem {
                place: named.span,
                label: format!("`{user}` may not read it"),
                message: message.into(),
                effect: format!(
                    "{} runs as `{user}`, whom `{stop}` does not let in. So it {loss}.",
                    name_first(named.unit)
                ),
                help: format!(
                    "Copy certificate and key to a directory of that service, give them `chown root:{user}` and `chmod 640`, and \
                     name the copies here; let the program that renews them copy them again. `sudo -u {user} cat {} >/dev/null` shows \
                     whether it works.",
                    named.path
                ),
            });
            sink.report(
                finding
                    .about(named.unit)
                    .related(fact, "owner and mode")
                    .restart_what_reads(deployment, named.span),
            );
        }
    }
}

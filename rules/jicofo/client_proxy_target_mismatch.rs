//! The focus Component passes requests to another account than Jicofo's.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, same_jid};

/// See the page.
pub struct ClientProxyTargetMismatch;

static META: Meta = Meta {
    id: "jicofo/client-proxy-target-mismatch",
    severity: Severity::Error,
    title: "requests for Jicofo go to nobody",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "jicofo/focus-component-missing",
        "jicofo/legacy-property-shadows",
        "jicofo/account-host-missing",
    ],
    page: include_str!("client_proxy_target_mismatch.md"),
};

impl Rule for ClientProxyTargetMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jicofo)) = (&deployment.prosody, &deployment.jicofo) else { return };
        for site in deployment.sites() {
            let focus = site.web.focus();
            let crate::fact::Fact::Known(name, _) = &focus else { continue };
            let Some(host) = prosody.host(name).found() else { continue };
            if !matches!(host.is_component("client_proxy"), Verdict::Yes) {
                continue;
            }
            let (target, jid) = (prosody.text(host, "target_address"), jicofo.jid());
            let wanted = match &jid {
                crate::fact::Fact::Known(jid, _) => jid.to_string(),
                _ => "focus@auth.…".to_owned(),
            };
            let finding = if sink.absent(&target) {
                Finding::new(Problem {
                    place: host.place,
                    label: "has no `target_address`".into(),
                    message: "no meeting can begin: requests for Jicofo go nowhere".into(),
                    effect: "The module `client_proxy` passes everything on to `target_address` and does not load without it.".into(),
                    help: format!("Write `target_address = \"{wanted}\"` below this line."),
                })
            } else {
                let (Some((target, origin)), Some((jid, own))) = (sink.known(&target), sink.known(&jid))
                else {
                    continue;
                };
                if same_jid(target, &jid.to_string()) || !sink.yes(jicofo.serves(&site)) {
                    continue;
                }
                Finding::new(Problem {
                    place: origin.span,
                    label: format!("Jicofo is `{jid}`"),
                    message: "no meeting can begin: requests for Jicofo go to somebody else".into(),
                    effect: format!(
                        "Prosody passes requests on to `{target}`. Nobody is logged in under that address (\"no sessions to \
                         send to!\"), and browsers give up after some tries."
                    ),
                    help: format!("Write `target_address = \"{jid}\"`."),
                })
                .related(own.span, "Jicofo's account is on this domain")
            };
            sink.report(finding.about(deployment.subject_near(&host.name)));
        }
    }
}

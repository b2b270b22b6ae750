//! `xmpp-domain` of an environment is no host of the Prosody to which Jibri connects.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, alike_domains};

/// See the page.
pub struct UnknownDomain;

static META: Meta = Meta {
    id: "recording/unknown-domain",
    severity: Severity::Error,
    title: "recorder for a domain that Prosody does not have",
    restart: &[Service::Jibri],
    follows: &[
        "syntax/invalid-hocon",
        "syntax/invalid-lua",
        "prosody/main-host-missing",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "recording/incomplete-environment",
    ],
    page: include_str!("unknown_domain.md"),
};

impl Rule for UnknownDomain {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        if deployment.jibri.is_none() {
            return;
        }
        let recorders = deployment.recorders();
        let Some((recorders, _)) = sink.known(&recorders) else { return };
        for recorder in recorders {
            let domain = recorder.xmpp_domain();
            let Some((name, origin)) = sink.known(&domain) else { continue };
            let missing = prosody.virtual_host(name).exists().negate();
            if matches!(missing, Verdict::No) {
                continue;
            }
            // Its own room is here, so that this is the Prosody that asks for recordings.
            let Fact::Known(room, _) = recorder.control_muc() else { continue };
            if prosody.muc(&room.domain).found().is_none()
                || !matches!(recorder.connects_here(deployment), Verdict::Yes)
                || !sink.yes(missing)
            {
                continue;
            }
            let meant = prosody.virtual_hosts().find(|host| alike_domains(&host.name, name));
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("no VirtualHost `{name}`"),
                message: "recordings do not start: Jibri cannot tell the address of any meeting".into(),
                effect: format!(
                    "Jibri looks for `{name}` in the name of the room that it is to record, and makes the address of the meeting of the \
                     rest. Rooms of this Prosody never contain it: \"CallUrlInfoFromJidException\"."
                ),
                help: match meant {
                    Some(host) => format!("Write `xmpp-domain = \"{}\"`.", host.name),
                    None => "Write the name of the main VirtualHost as `xmpp-domain`.".to_owned(),
                },
            });
            sink.report(finding.about(deployment.subject_near(name)));
        }
    }
}

//! Jicofo's test of itself opens a room on a service that does not exist.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Jid};

/// See the page.
pub struct HealthCheckRoomMissing;

static META: Meta = Meta {
    id: "jicofo/health-check-room-missing",
    severity: Severity::Error,
    title: "health check in a room that cannot be",
    restart: &[Service::Jicofo],
    follows: &["rooms/muc-component-missing", "jicofo/xmpp-domain-mismatch", "prosody/host-file-not-linked"],
    page: include_str!("health_check_room_missing.md"),
};

impl Rule for HealthCheckRoomMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jicofo)) = (&deployment.prosody, &deployment.jicofo) else { return };
        let checks = jicofo.layers.is_on("jicofo.health.enabled");
        if matches!(checks, Verdict::No) {
            return;
        }
        let own = deployment.is_own_prosody(&jicofo.text("jicofo.xmpp.client.hostname"));
        let set = jicofo.text("jicofo.xmpp.client.conference-muc-jid");
        let (service, origin) =
            match set.or_else(|| jicofo.xmpp_domain().map(|domain| format!("conference.{domain}"))) {
                Fact::Known(service, origin) => (service, origin),
                Fact::Unknown(reason, origin) => return sink.cannot_tell(reason, Some(origin.span)),
                Fact::Absent(_) => return,
            };
        // The name of a room's service, or of a room there.
        let service = Jid::parse(&service).map_or(service, |jid| jid.domain).to_lowercase();
        let missing = prosody.muc(&service).exists().negate();
        if !sink.yes(missing) || !sink.yes(own) || !sink.yes(checks) {
            return;
        }
        let right = prosody
            .muc_components()
            .find(|host| deployment.sites().any(|site| site.muc().is_some_and(|muc| muc.name == host.name)));
        let help = match right {
            Some(host) => format!("Write `conference-muc-jid = \"{}\"` in `jicofo.xmpp.client`.", host.name),
            None => "Write the name of the rooms' Component as `conference-muc-jid` in `jicofo.xmpp.client`."
                .to_owned(),
        };
        sink.report(
            Finding::new(Problem {
                place: origin.span,
                label: format!("no MUC Component `{service}`"),
                message: "Jicofo reports itself as broken, and is started again and again where something watches it".into(),
                effect: format!(
                    "With `jicofo.health.enabled` Jicofo opens a room on `{service}` every few seconds to test itself. Prosody has \
                     no such Component, so every test fails."
                ),
                help,
            })
            .about(deployment.subject_of(&service))
            .related_opt(right.map(|host| host.place), "the rooms are here")
            .related_opt(jicofo.boolean("jicofo.health.enabled").place(), "the test is switched on here"),
        );
    }
}

//! `XMPP_MUC_DOMAIN` is not one label before `XMPP_DOMAIN`, as the page takes it to be.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, same_domain};

/// See the page.
pub struct RoomServiceOutsideDomain;

static META: Meta = Meta {
    id: "docker/room-service-outside-domain",
    severity: Severity::Error,
    title: "rooms outside of the XMPP domain",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose", "docker/domain-not-shared"],
    page: include_str!("room_service_outside_domain.md"),
};

impl Rule for RoomServiceOutsideDomain {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let Some(web) = docker.service("web") else { return };
        // Older releases know nothing of subdomains, and take the variable as it is.
        let known = web.environment().any(|entry| entry.key == "ENABLE_SUBDOMAINS");
        if !known || !matches!(docker.is_on("ENABLE_SUBDOMAINS", true), Verdict::Yes) {
            return;
        }
        let (domain, rooms) = (docker.setting("XMPP_DOMAIN"), docker.setting("XMPP_MUC_DOMAIN"));
        if !domain.is_set() && !rooms.is_set() {
            return;
        }
        let mut text = |fact: &Fact<String>, default: &str| match fact {
            Fact::Absent(_) => Some(default.to_owned()),
            set => sink.known(set).map(|(value, _)| value.clone()),
        };
        let (Some(base), Some(service)) = (text(&domain, "meet.jitsi"), text(&rooms, "muc.meet.jitsi"))
        else {
            return;
        };
        let label = service.split('.').next().unwrap_or_default();
        let wanted = format!("{label}.{base}");
        if same_domain(&wanted, &service) {
            return;
        }
        if let (Some(reason), false) = (docker.incomplete(), domain.is_set() && rooms.is_set()) {
            return sink.cannot_tell(reason, domain.place().or(rooms.place()));
        }
        let (Some(place), other) =
            (if rooms.is_set() { rooms.place() } else { domain.place() }, domain.place())
        else {
            return;
        };
        let finding = Finding::new(Problem {
            place,
            label: format!("the rooms are on `{service}`, and browsers ask `{wanted}`"),
            message: "no meeting can begin: browsers ask for rooms on a host that Prosody does not have"
                .into(),
            effect: format!(
                "config.js takes the first part of XMPP_MUC_DOMAIN and puts XMPP_DOMAIN behind it: `{wanted}`. Prosody opens the \
                 rooms at XMPP_MUC_DOMAIN itself, `{service}`."
            ),
            help: format!(
                "Write `XMPP_MUC_DOMAIN={wanted}` in .env, or remove XMPP_DOMAIN as well; then run `docker compose up -d`."
            ),
        });
        let other = other.filter(|other| *other != place && domain.is_set());
        sink.report(finding.about("XMPP_DOMAIN").related_opt(other, "the domain"));
    }
}

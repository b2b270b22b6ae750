//! Reservations are set up in Jicofo, which does not know of them any more.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;

/// See the page.
pub struct ReservationNotRead;

static META: Meta = Meta {
    id: "jicofo/reservation-not-read",
    severity: Severity::Warning,
    title: "reservation system that nobody asks",
    restart: &[Service::Prosody],
    follows: &["jicofo/legacy-file-not-read"],
    page: include_str!("reservation_not_read.md"),
};

/// The old property, and the block that took its place for a while.
const PROPERTY: &str = "org.jitsi.impl.reservation.rest.BASE_URL";
const BLOCK: &str = "jicofo.reservation";

impl Rule for ReservationNotRead {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let layers = &jicofo.layers;
        let old = layers.legacy_entry(PROPERTY).or_else(|| layers.hocon_entry(BLOCK));
        let Some(entry) = old else { return };
        // Prosody asks the reservation system today. One that is not here may do so.
        let Some(prosody) = &deployment.prosody else { return };
        let asks = prosody
            .virtual_hosts()
            .fold(Verdict::No, |any, host| any.or(prosody.modules(host).has("reservations")));
        if !sink.no(asks) {
            return;
        }
        sink.report(Finding::new(Problem {
            place: entry.key_span,
            label: "no Jicofo since 2021 reads this".into(),
            message: "meetings begin without a reservation: nothing asks the reservation system".into(),
            effect: "Jicofo's part for reservations was removed in 2021; the module `reservations` of Prosody does its work. \
                     Prosody does not load it here."
                .into(),
            help: "Remove this, add `\"reservations\";` to `modules_enabled` of the main VirtualHost, and \
                   `reservations_api_prefix = \"…\"` with the address below it."
                .into(),
        }));
    }
}

//! Prosody wants a room in every token; identity providers know nothing of rooms.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Address, Deployment};

/// See the page.
pub struct OidcRoomClaimRequired;

static META: Meta = Meta {
    id: "auth/oidc-room-claim-required",
    severity: Severity::Error,
    title: "room claim that the identity provider does not give",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "auth/oidc-keys-url-is-not-a-key-set",
        "prosody/swallowed-options",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/jwt-app-id-missing",
    ],
    page: include_str!("oidc_room_claim_required.md"),
};

impl Rule for OidcRoomClaimRequired {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let keys = site.keys_url();
            let Some((keys, keys_at)) = sink.known(&keys) else { continue };
            if !Address::parse(keys).is_openid() {
                continue;
            }
            let required = prosody.boolean(main, "asap_require_room_claim");
            if !sink.yes(required.effective(true, |required| *required)) {
                continue;
            }
            // Set on another host, where nobody asks for it.
            let stray = prosody.hosts().filter(|host| host.name != main.name).find_map(|host| match prosody
                .own_option(host, "asap_require_room_claim")
            {
                Fact::Known(_, origin) => Some(origin.span),
                _ => None,
            });
            let (place, label) = match (&required, stray) {
                (Fact::Known(_, origin), _) => (origin.span, "tokens of this provider name no room"),
                (_, Some(stray)) => (stray, "Prosody does not read it here"),
                _ => (keys_at.span, "tokens of this provider name no room"),
            };
            let finding = Finding::new(Problem {
                place,
                label: label.into(),
                message: "everybody who logs in at the identity provider is refused".into(),
                effect: "Prosody wants a claim `room` in every token unless told otherwise. Tokens of an identity \
                         provider have none, and it answers \"'room' claim is missing\"."
                    .into(),
                help: format!(
                    "Write `asap_require_room_claim = false` below `VirtualHost \"{}\"` or above the first VirtualHost.",
                    main.name
                ),
            });
            sink.report(finding.about(site.subject()));
        }
    }
}

//! Users have passwords and guests have a host, but Jicofo treats everybody alike.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Login};
use crate::text::Span;

/// See the page.
pub struct JicofoLoginCheckMissing;

static META: Meta = Meta {
    id: "auth/jicofo-login-check-missing",
    severity: Severity::Error,
    title: "secure domain without the login check of Jicofo",
    restart: &[Service::Jicofo],
    follows: &[
        "jicofo/section-outside-root",
        "auth/jicofo-legacy-url-without-type",
        "auth/jicofo-auth-without-type",
        "auth/jicofo-auth-type-invalid",
        "auth/main-host-without-login-method",
        "auth/token-method-not-switched",
        "jicofo/legacy-file-not-read",
    ],
    page: include_str!("jicofo_login_check_missing.md"),
};

impl Rule for JicofoLoginCheckMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(jicofo) = site.jicofo() else { continue };
            let auth = jicofo.auth();
            let active = auth.is_active();
            if matches!(active, Verdict::Yes) || !site.web.anonymous_domain().is_set() {
                continue;
            }
            let Some(main) = sink.value(site.main_host()).filter(|main| main.login == Login::Password) else {
                continue;
            };
            let Some((prosody, guest)) = sink.value(site.guest_host()) else { continue };
            if !sink.yes(prosody.login(guest).is(|login| *login == Login::Anonymous)) {
                continue;
            }
            // Something else may decide who opens a meeting.
            let gate = prosody.waits_for_host().or(prosody.modules(main.host).has("reservations"));
            if !sink.no(gate) || !sink.no(active) {
                continue;
            }
            let misspelt = |name: &str| jicofo.layers.is_misspelt(&format!("jicofo.authentication.{name}"));
            if misspelt("enabled") || misspelt("type") {
                continue;
            }
            let legacy = jicofo.layers.legacy.as_ref().map(|(file, _)| Span::start_of(*file));
            let domain = &main.host.name;
            let finding = Finding::new(Problem {
                place: auth.enabled.place().or(legacy).unwrap_or(main.place),
                label: "no login check is on here".into(),
                message: "guests can open meetings and become their moderators without logging in".into(),
                effect: format!(
                    "Only Jicofo can tell users of `{domain}` from guests of `{}`. Without its login check it opens \
                     a meeting for whoever asks first, so the passwords protect nothing.",
                    guest.name
                ),
                help: format!(
                    "Write `authentication {{ enabled = true, type = XMPP, login-url = \"{domain}\" }}` into the `jicofo {{ … }}` block of `jicofo.conf`."
                ),
            });
            sink.report(
                finding
                    .about(domain)
                    .related(main.place, "users of this VirtualHost need a password")
                    .related(guest.place, "guests need none"),
            );
        }
    }
}

//! Anybody can create an account and log in with it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Login, Prosody};
use crate::text::Span;

/// See the page.
pub struct OpenRegistration;

static META: Meta = Meta {
    id: "auth/open-registration",
    severity: Severity::Error,
    title: "accounts that anybody can create",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("open_registration.md"),
};

impl Rule for OpenRegistration {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        // Other hosts may be another service with its own reasons. The accounts of Jicofo come first.
        let account = deployment.jicofo.iter().map(|jicofo| (jicofo.account_domain(), "a meeting service"));
        let main = deployment.sites().map(|site| (site.web.domain(), "a user"));
        for (name, who) in account.chain(main) {
            let Fact::Known(name, _) = name else { continue };
            let Some(host) = prosody.virtual_host(&name).found() else { continue };
            let (open, place) = registration(prosody, host);
            // A method without passwords has no accounts that could be created.
            let passwords = prosody.login(host).is(|login| *login == Login::Password);
            if matches!(open, Verdict::No) || !sink.yes(open.and(passwords)) {
                continue;
            }
            sink.report(
                Finding::new(Problem {
                    place,
                    label: "lets anybody create an account".into(),
                    message: format!("anybody on the internet can create an account and log in as {who}"),
                    effect: format!(
                        "Prosody lets everybody who reaches it register an account on `{}`. Passwords then keep nobody \
                         out.",
                        host.name
                    ),
                    help: "Write `allow_registration = false` into the global section, remove `register_ibr` from \
                           `modules_enabled`, and create accounts with `prosodyctl adduser`."
                        .into(),
                })
                .about(&host.name)
                .related_opt(Some(host.place).filter(|span| *span != place), "accounts are created here"),
            );
            // One open door has one line to change.
            return;
        }
    }
}

/// Whether strangers may register on the host, and the text that lets them. `prosodyctl check config` looks
/// for the same, but takes an unset `registration_invite_only` for false; `mod_invites_register` does not.
fn registration(prosody: &Prosody, host: &Host) -> (Verdict, Span) {
    let modules = prosody.modules(host);
    let allowed = prosody.boolean(host, "allow_registration");
    let by_option = modules.has("register").and(allowed.is(|allowed| *allowed));
    let by_module = modules.has("register_ibr");
    let invited = modules
        .has("invites_register")
        .and(prosody.boolean(host, "registration_invite_only").effective(true, |only| *only));
    let listed = prosody
        .boolean(host, "allowlist_registration_only")
        .or_else(|| prosody.boolean(host, "whitelist_registration_only"))
        .is(|only| *only);
    let place = match (&by_option, modules.place_of("register_ibr")) {
        (Verdict::Yes, _) | (_, None) => allowed.place(),
        (_, module) => module,
    };
    (by_option.or(by_module).and(invited.negate()).and(listed.negate()), place.unwrap_or(host.place))
}

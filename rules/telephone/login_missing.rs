//! Jigasi joins meetings without logging in, where that is not possible.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Login, same_domain};
use crate::text::Span;

/// See the page.
pub struct LoginMissing;

static META: Meta = Meta {
    id: "telephone/login-missing",
    severity: Severity::Error,
    title: "Jigasi without a login",
    restart: &[Service::Jigasi],
    follows: &["syntax/invalid-properties", "prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("login_missing.md"),
};

impl Rule for LoginMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jigasi) = &deployment.jigasi else { return };
        if jigasi.meeting_login().is_set() || jigasi.control_accounts().is_empty() {
            return;
        }
        // Only where Jigasi is told the domain is it certain that it joins as a user of the main one.
        let bases = jigasi.control_accounts().into_iter().map(|account| account.domain_base());
        let Some(base) = bases.chain([jigasi.domain_base()]).find(|base| matches!(base, Fact::Known(..)))
        else {
            return;
        };
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            if !matches!(base.is(|base| same_domain(base, &main.name)), Verdict::Yes) {
                continue;
            }
            let login = site.login();
            let Some((login, origin)) = sink.known(&login) else { continue };
            let closed = match login {
                Login::Password => Verdict::Yes,
                Login::Token => prosody.token_options(main).allow_empty.is(|empty| *empty).negate(),
                Login::Anonymous | Login::Other => continue,
            };
            if !sink.yes(closed) {
                continue;
            }
            let start = jigasi.layers.legacy.as_ref().map(|(file, _)| Span::start_of(*file));
            let Some(place) = base.place().or(start) else { continue };
            let finding = Finding::new(Problem {
                place,
                label: "Jigasi joins meetings of this domain without a login".into(),
                message: "who calls by telephone does not get into the meeting: Jigasi may not log in".into(),
                effect: format!(
                    "Jigasi connects to `{}` for each call. That VirtualHost wants a {}, and without \
                     `org.jitsi.jigasi.xmpp.acc.USER_ID` Jigasi has none: \"No supported and enabled SASL Mechanism\".",
                    main.name,
                    if *login == Login::Token { "token" } else { "name and a password" }
                ),
                help: "Register an account for Jigasi on a VirtualHost with passwords, and write \
                       `org.jitsi.jigasi.xmpp.acc.USER_ID`, `….PASS` and `….ANONYMOUS_AUTH=false`."
                    .into(),
            });
            sink.report(finding.about(site.subject()).related(origin.span, "how people log in there"));
        }
    }
}

//! The main VirtualHost says nothing about logins and so asks everybody for a password.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Login};

/// See the page.
pub struct MainHostWithoutLoginMethod;

static META: Meta = Meta {
    id: "auth/main-host-without-login-method",
    severity: Severity::Error,
    title: "main VirtualHost without a login method",
    restart: &[Service::Prosody],
    follows: &["prosody/misspelt-option", "auth/token-method-not-switched"],
    page: include_str!("main_host_without_login_method.md"),
};

impl Rule for MainHostWithoutLoginMethod {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(jicofo) = site.jicofo() else { continue };
            let Some((prosody, main)) = sink.value(site.virtual_host(site.web.domain())) else { continue };
            let own = prosody.own_option(main, "authentication");
            let global = prosody.global_option("authentication");
            let usual = match &global {
                // Any other global method was chosen by somebody.
                Fact::Known(node, _) => matches!(node.as_str(), Some("internal_hashed" | "internal_plain")),
                _ => true,
            };
            if matches!(own, Fact::Known(..)) || !usual {
                continue;
            }
            // Signs that logins are meant: somewhere for guests to go, or a check of who opens a meeting.
            let guests = prosody
                .virtual_hosts()
                .map(|host| prosody.login(host).is(|login| *login == Login::Anonymous))
                .fold(Verdict::No, Verdict::or);
            let named =
                ["anonymousdomain", "authdomain"].iter().any(|name| site.web.domain_of(name).is_set());
            let checked = jicofo.auth().enabled.is(|enabled| *enabled);
            let meant = Verdict::from_bool(named).or(guests).or(checked);
            if !sink.no(meant) || !sink.absent(&own) {
                continue;
            }
            if let Fact::Unknown(reason, origin) = &global {
                sink.cannot_tell(reason.clone(), Some(origin.span));
                continue;
            }
            sink.report(
                Finding::new(Problem {
                    place: main.place,
                    label: "no `authentication` is written for this VirtualHost".into(),
                    message: "everybody is asked for a user name and password before joining".into(),
                    effect: "A VirtualHost without `authentication` takes the global one, and without that Prosody's \
                             default: both ask for passwords."
                        .into(),
                    help: format!(
                        "For a server that everybody may use, write `authentication = \"jitsi-anonymous\"` below \
                         `VirtualHost \"{}\"`. If everybody is to log in, write `authentication = \"internal_hashed\"` \
                         (or `\"token\"`) there.",
                        main.name
                    ),
                })
                .about(&main.name)
                .related_opt(
                    match &global {
                        Fact::Known(_, origin) => Some(origin.span),
                        _ => None,
                    },
                    "so it takes this method",
                ),
            );
        }
    }
}

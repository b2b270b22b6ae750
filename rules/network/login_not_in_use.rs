//! The running Prosody offers another way to log in than its files say.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;
use crate::model::Login;
use crate::value::Node;

/// See the page.
pub struct LoginNotInUse;

static META: Meta = Meta {
    id: "network/login-not-in-use",
    severity: Severity::Error,
    title: "way to log in that the running Prosody does not offer",
    restart: &[Service::Prosody],
    follows: &["network/domain-not-running", "auth/token-library-missing", "prosody/module-file-missing"],
    page: include_str!("login_not_in_use.md"),
};

impl Rule for LoginNotInUse {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(main), login) = (site.main(), site.login()) else { continue };
            let Some((&login, origin)) = sink.known(&login) else { continue };
            let offered = deployment.answer("bosh", &main.name).list("mechanisms");
            let Some((offered, learnt)) = sink.known(&offered) else { continue };
            let offered: Vec<&str> = offered.iter().filter_map(Node::as_str).collect();
            let open = offered.contains(&"ANONYMOUS");
            let password = offered.iter().any(|name| *name == "PLAIN" || name.starts_with("SCRAM-"));
            let message = match login {
                _ if offered.is_empty() => "nobody can join a meeting: Prosody offers no way to log in",
                // Both are SASL ANONYMOUS; which of them it is cannot be seen.
                Login::Anonymous | Login::Token if !open && password => {
                    "users are asked for a password that nobody has"
                }
                Login::Password if open && !password => "everybody can open meetings without a password",
                _ => continue,
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "not what the running Prosody does".into(),
                message: message.into(),
                effect: match offered.is_empty() {
                    true => "Asked as browsers do it, Prosody offers no mechanism: the module of this method is not loaded, or Prosody takes the \
                             connection of the web server for an unencrypted one."
                        .to_owned(),
                    false => format!("Asked as browsers do it, Prosody offers {}. That is another method than this one.", offered.join(", ")),
                },
                help: match offered.is_empty() {
                    true => "See Prosody's log for an error of this host's authentication module at the last start, and write `consider_bosh_secure = true` \
                             into the global section.",
                    false => "Restart Prosody (`systemctl restart prosody`), which reads its configuration only then.",
                }
                .into(),
            });
            sink.report(finding.related(learnt.span, "what was learnt").about(site.subject()));
        }
    }
}

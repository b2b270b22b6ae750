//! A secure domain without a single account.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Login, Lookup};

/// See the page.
pub struct NoAccounts;

static META: Meta = Meta {
    id: "auth/no-accounts",
    severity: Severity::Error,
    title: "password login without accounts",
    restart: &[],
    follows: &[
        "prosody/misspelt-option",
        "auth/main-host-without-login-method",
        "prosody/main-host-missing",
        "auth/token-method-not-switched",
    ],
    page: include_str!("no_accounts.md"),
};

/// Accounts of services, not of people.
const SERVICES: [&str; 8] =
    ["focus", "jvb", "jibri", "jigasi", "recorder", "transcriber", "callcontrol", "jibria"];

impl Rule for NoAccounts {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let Fact::Known(method, origin) = prosody.text(main, "authentication") else { continue };
            if !method.starts_with("internal_") || Login::of(&method) != Login::Password {
                continue;
            }
            if !sink.yes(prosody.keeps_accounts_in_files(main)) {
                continue;
            }
            let accounts = match deployment.accounts.of(&main.name) {
                Lookup::Found(accounts) => accounts,
                // A store without any account is not the one in use.
                Lookup::Missing => continue,
                Lookup::Unknown(reason) => {
                    sink.cannot_tell(reason, Some(origin.span));
                    continue;
                }
            };
            if !accounts.is_empty() {
                continue;
            }
            let strayed = prosody.virtual_hosts().filter(|host| host.name != main.name).find_map(|host| {
                let accounts = deployment.accounts.of(&host.name).found()?;
                let person = accounts.iter().any(|name| !SERVICES.contains(&name.as_str()));
                person.then_some(host)
            });
            let help = match strayed {
                Some(host) => format!(
                    "There are accounts of people on `{}`: register them again on the main domain with \
                     `prosodyctl register NAME {} PASSWORD`.",
                    host.name, main.name
                ),
                None => format!(
                    "Run `prosodyctl register NAME {} PASSWORD` for everybody who may open a meeting.",
                    main.name
                ),
            };
            sink.report(
                Finding::new(Problem {
                    place: origin.span,
                    label: "asks for a name and a password".into(),
                    message: "nobody can log in, so nobody can open a meeting".into(),
                    effect: format!(
                        "Prosody checks logins against its account store, and the store has no account on `{}`.",
                        main.name
                    ),
                    help,
                })
                .about(&main.name)
                .related_opt(strayed.map(|host| host.place), "the accounts are on this host"),
            );
        }
    }
}

//! `muc_mapper_domain_base` is not the domain that users are on.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::modules::that_need;
use crate::model::{Deployment, Host, Prosody, same_domain};

/// See the page.
pub struct MapperBaseMismatch;

static META: Meta = Meta {
    id: "rooms/mapper-base-mismatch",
    severity: Severity::Error,
    title: "muc_mapper_domain_base of another domain",
    restart: &[Service::Prosody],
    follows: &["prosody/invalid-host-name", "prosody/main-host-missing"],
    page: include_str!("mapper_base_mismatch.md"),
};

impl Rule for MapperBaseMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let base = prosody.text(muc, "muc_mapper_domain_base");
            let users = prosody.hosts().filter(|host| host.name.ends_with(&main.name));
            let needed = users.fold(Verdict::No, |verdict, host| match verdict {
                Verdict::Yes => Verdict::Yes,
                verdict => verdict.or(needs_base(prosody, host)),
            });
            if matches!(needed, Verdict::No) {
                continue;
            }
            let Some((base, origin)) = sink.known(&base) else { continue };
            // One global value can serve only one of several meets; which one is the admin's to say.
            let of_another = || {
                deployment.sites().any(|other| other.main().is_some_and(|host| same_domain(&host.name, base)))
            };
            if same_domain(base, &main.name) || of_another() || !sink.yes(needed) {
                continue;
            }
            let domain = site.web.domain();
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("users are on `{}`", main.name),
                message: format!("tokens, moderators and lobby are not recognised in rooms of `{}`", main.name),
                effect: format!(
                    "Jitsi's modules look for users, rooms and the lobby below `{base}`, but `config.js` sends everybody to \
                     `{}`.",
                    main.name
                ),
                help: format!("Write `muc_mapper_domain_base = \"{}\"`.", main.name),
            })
            .about(&main.name)
            .related_opt(domain.place(), "browsers connect to this domain");
            sink.report(finding);
        }
    }
}

/// Whether a module of the host computes names from the option.
fn needs_base(prosody: &Prosody, host: &Host) -> Verdict {
    let modules = prosody.modules(host);
    that_need("muc_mapper_domain_base")
        .fold(Verdict::No, |verdict, name| verdict.or(modules.has(name)).or(host.is_component(name)))
}

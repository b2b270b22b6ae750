//! The name of the rooms' Component is not the mapper's prefix before its base.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, same_domain};

/// See the page.
pub struct MapperPrefixMismatch;

static META: Meta = Meta {
    id: "rooms/mapper-prefix-mismatch",
    severity: Severity::Error,
    title: "room service under another prefix",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/invalid-host-name",
        "prosody/misspelt-option",
        "rooms/mapper-base-mismatch",
        "rooms/mapper-base-missing",
        "rooms/muc-component-missing",
    ],
    page: include_str!("mapper_prefix_mismatch.md"),
};

impl Rule for MapperPrefixMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let (Some(prosody), Some(main), Some(muc)) = (site.prosody(), site.main(), site.muc()) else {
                continue;
            };
            let modules = prosody.modules(muc);
            let used = USERS.iter().fold(Verdict::No, |verdict, name| verdict.or(modules.has(name)));
            let whole = prosody.text(muc, "muc_mapper_domain");
            let prefix = prosody.text(muc, "muc_mapper_domain_prefix");
            let base = prosody.text(muc, "muc_mapper_domain_base");
            if matches!(used, Verdict::No) || !base.is_set() {
                continue;
            }
            let Some((base, _)) = sink.known(&base) else { continue };
            if !same_domain(base, &main.name) {
                continue;
            }
            let (computed, place) = match (&whole, &prefix) {
                (Fact::Absent(_), Fact::Absent(_)) => (format!("conference.{base}"), muc.place),
                (Fact::Absent(_), prefix) => {
                    let Some((prefix, origin)) = sink.known(prefix) else { continue };
                    (format!("{prefix}.{base}"), origin.span)
                }
                (whole, _) => {
                    let Some((whole, origin)) = sink.known(whole) else { continue };
                    (whole.clone(), origin.span)
                }
            };
            if same_domain(&computed, &muc.name) || !sink.yes(used) {
                continue;
            }
            let help = match muc.name.strip_suffix(&format!(".{}", main.name)) {
                Some(prefix) if !whole.is_set() => {
                    format!("Set `muc_mapper_domain_prefix = \"{prefix}\"` above the first VirtualHost.")
                }
                _ => format!("Set `muc_mapper_domain = \"{}\"` above the first VirtualHost.", muc.name),
            };
            let finding = Finding::new(Problem {
                place,
                label: format!("the modules look for rooms at `{computed}`"),
                message: match modules.has("token_verification") {
                    Verdict::Yes => "nobody can enter a room with a token".into(),
                    _ => "rooms of tenants and the rights of moderators do not work".into(),
                },
                effect: format!(
                    "Jitsi's modules put `muc_mapper_domain_prefix` (`conference` if it is not set) before \
                     `muc_mapper_domain_base` and look for rooms at `{computed}`. The rooms are at `{}`.",
                    muc.name
                ),
                help,
            })
            .about(&main.name)
            .related_opt((place != muc.place).then_some(muc.place), "the rooms are here");
            sink.report(finding);
        }
    }
}

/// Modules that compute the name of the rooms' service.
const USERS: [&str; 4] =
    ["muc_domain_mapper", "token_verification", "muc_wait_for_host", "jitsi_permissions"];

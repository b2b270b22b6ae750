//! Modules need `muc_mapper_domain_base`, and it is not set.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::modules::that_need;
use crate::model::{Deployment, Host, Prosody};
use crate::text::Span;

/// See the page.
pub struct MapperBaseMissing;

static META: Meta = Meta {
    id: "rooms/mapper-base-missing",
    severity: Severity::Error,
    title: "muc_mapper_domain_base is missing",
    restart: &[Service::Prosody],
    follows: &["prosody/invalid-host-name", "prosody/misspelt-option", "prosody/global-option-in-host"],
    page: include_str!("mapper_base_missing.md"),
};

impl Rule for MapperBaseMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let mut lacking: Vec<(&Host, &str, Span)> = Vec::new();
        let mut unknown = None;
        for host in prosody.hosts() {
            let Some((module, place)) = user(prosody, host) else { continue };
            match prosody.option(host, "muc_mapper_domain_base") {
                Fact::Known(..) => {}
                Fact::Unknown(reason, origin) => {
                    // Every host that needs it would say the same.
                    unknown.get_or_insert((reason, origin.span));
                }
                Fact::Absent(_) => lacking.push((host, module, place)),
            }
        }
        if let Some((reason, place)) = unknown {
            sink.cannot_tell(reason, Some(place));
        }
        // The check of tokens is the worst to lose, so it is named first.
        let at = lacking.iter().position(|(_, module, _)| *module == "token_verification").unwrap_or(0);
        let Some((host, module, place)) = lacking.get(at).copied() else { return };
        let subject = deployment.subject_of(&host.name);
        let base = match (subject == host.name, host.name.split_once('.')) {
            // A Component alone: the domain is what follows its first label.
            (true, Some((_, parent))) if host.module.is_some() => parent.to_owned(),
            _ => subject.clone(),
        };
        let message = match module {
            "token_verification" => "nobody can enter a room with a token",
            _ => "parts of the meetings do not work: their modules switch themselves off",
        };
        let mut finding = Finding::new(Problem {
            place,
            label: format!("`{module}` needs `muc_mapper_domain_base`"),
            message: message.into(),
            effect: format!(
                "`{module}` asks for the name below which all rooms are. Without it the module does nothing, and a check \
                 of tokens finds no room (\"Room does not exist\")."
            ),
            help: format!("Add `muc_mapper_domain_base = \"{base}\"` above the first VirtualHost."),
        })
        .about(subject);
        for main in deployment.sites().filter_map(|site| site.main()) {
            finding = finding.related(main.place, "the name is this one");
        }
        for (host, module, place) in lacking.iter().filter(|(_, _, other)| *other != place) {
            finding = finding.related(*place, format!("`{module}` of `{}` needs it too", host.name));
        }
        sink.report(finding);
    }
}

/// A module of the host that needs the option, and where it is named.
fn user<'p>(prosody: &'p Prosody, host: &'p Host) -> Option<(&'static str, Span)> {
    let modules = prosody.modules(host);
    // Releases that still count the length of meetings in a Component kept speaker statistics without the option.
    let old = prosody.hosts().any(|other| {
        matches!(&other.module, Some(Fact::Known(module, _)) if module == "conference_duration_component")
    });
    let needing = that_need("muc_mapper_domain_base");
    needing.filter(|name| !(old && *name == "speakerstats_component")).find_map(|name| {
        let typed = match &host.module {
            Some(Fact::Known(module, origin)) if module == name => Some(origin.span),
            _ => None,
        };
        Some((name, typed.or_else(|| modules.place_of(name))?))
    })
}

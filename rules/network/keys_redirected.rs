//! The address of the keys answers with a redirect, which Prosody does not follow.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::Deployment;

/// See the page.
pub struct KeysRedirected;

static META: Meta = Meta {
    id: "network/keys-redirected",
    severity: Severity::Error,
    title: "address of the token keys that leads elsewhere",
    restart: &[Service::Prosody],
    follows: &[
        "auth/oidc-address-misspelt",
        "auth/oidc-keys-url-is-not-a-key-set",
        "auth/asap-key-server-not-a-url",
    ],
    page: include_str!("keys_redirected.md"),
};

impl Rule for KeysRedirected {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for source in deployment.key_sources() {
            let (status, target) = (source.answer.number("status"), source.answer.text("redirect"));
            let Some((&status, learnt)) = sink.known(&status) else { continue };
            if !(300..400).contains(&status) {
                continue;
            }
            let target = sink.known(&target).map(|(target, _)| *target);
            // A login page is not where the keys are.
            let keys = target.filter(|target| same_end(&source.address, target));
            let finding = Finding::new(Problem {
                place: source.span,
                label: format!("answers {status}"),
                message: "every login with a token is refused, because Prosody cannot load the keys".into(),
                effect: match target {
                    Some(target) => format!("This address sends its visitors on to `{target}`. A browser goes there; Prosody follows no redirects."),
                    None => "This address sends its visitors on to another one. A browser goes there; Prosody follows no redirects.".into(),
                },
                help: match (keys, source.is_set()) {
                    (Some(target), true) => format!("Write `cache_keys_url = \"{target}\"`."),
                    _ => format!("Write the address into `{}` that answers without a redirect: see `curl -v` with this one.", source.option),
                },
            });
            sink.report(finding.related(learnt.span, "what was learnt").about(&source.host.name));
        }
    }
}

/// Whether both addresses end in the same word, so that only the way to it is another.
fn same_end(one: &str, other: &str) -> bool {
    let end =
        |text: &str| text.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().map(str::to_owned);
    end(one).is_some_and(|word| !word.is_empty() && Some(word) == end(other))
}

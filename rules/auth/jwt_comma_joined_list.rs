//! An item of `asap_accepted_issuers` or `asap_accepted_audiences` holds a comma or blanks around it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct JwtCommaJoinedList;

static META: Meta = Meta {
    id: "auth/jwt-comma-joined-list",
    severity: Severity::Error,
    title: "several names in one text",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing", "prosody/host-file-not-linked"],
    page: include_str!("jwt_comma_joined_list.md"),
};

impl Rule for JwtCommaJoinedList {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for (host, takes_tokens) in prosody.token_hosts() {
            let options = prosody.token_options(host);
            for (option, claim, fact) in [
                ("asap_accepted_issuers", "iss", &options.issuers),
                ("asap_accepted_audiences", "aud", &options.audiences),
            ] {
                let Some((list, _)) = sink.known(fact) else { continue };
                if !sink.yes(takes_tokens.clone().and(list.any(is_odd))) {
                    continue;
                }
                for item in list.items.iter().filter(|item| is_odd(&item.text)) {
                    let names: Vec<&str> =
                        item.text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
                    let quoted =
                        names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
                    let joined = item.text.contains(',');
                    let finding = Finding::new(Problem {
                        place: item.span,
                        label: if joined { "one name with a comma in it" } else { "the blank belongs to the name" }.into(),
                        message: format!("tokens are refused: no token has exactly this text as `{claim}`"),
                        effect: format!(
                            "Prosody compares each item of `{option}` with the token letter by letter and splits nothing. \
                             The log says \"invalid '{claim}' claim\"."
                        ),
                        help: format!("Write `{quoted}` in the list, each name in its own quotes."),
                    })
                    .about(&host.name)
                    .severity(if joined { Severity::Error } else { Severity::Warning });
                    sink.report(finding);
                }
            }
        }
    }
}

/// A distinguished name (`CN=a,O=b`) may hold commas.
fn is_odd(item: &str) -> bool {
    item.trim() != item || (item.contains(',') && !item.contains('='))
}

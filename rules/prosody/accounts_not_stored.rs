//! A host with passwords whose storage forgets them.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Host, Prosody};
use crate::text::Span;
use crate::value::{Node, Value};

/// See the page.
pub struct AccountsNotStored;

static META: Meta = Meta {
    id: "prosody/accounts-not-stored",
    severity: Severity::Error,
    title: "accounts that are not kept",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("accounts_not_stored.md"),
};

impl Rule for AccountsNotStored {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for host in prosody.virtual_hosts() {
            let method = prosody.text(host, "authentication");
            let internal =
                method.effective("internal_hashed".into(), |method| method.starts_with("internal_"));
            if !matches!(internal, crate::fact::Verdict::Yes) {
                continue;
            }
            let Some((word, place)) = storage(prosody, host, sink) else { continue };
            let forgets = match word.as_str() {
                "memory" => "forgets them when Prosody restarts",
                "none" | "null" => "keeps nothing",
                _ => continue,
            };
            let finding = Finding::new(Problem {
                place,
                label: format!("the storage of accounts on `{}`", host.name),
                message: match word.as_str() {
                    "memory" => format!("nobody can log in on `{}` after a restart", host.name),
                    _ => format!("nobody can log in on `{}`: its accounts cannot be stored", host.name),
                },
                effect: format!(
                    "This host keeps names and passwords of people or services in Prosody's storage, and the storage \
                     `{word}` {forgets}. `prosodyctl register` says \"No data storage active\", or its account is gone later."
                ),
                help: format!(
                    "Set `storage = \"{word}\"` only below the Components of rooms it is meant for; remove it here, or write \
                     `storage = \"internal\"` below `VirtualHost \"{}\"`.",
                    host.name
                ),
            });
            sink.report(
                finding
                    .about(deployment.subject_near(&host.name))
                    .related(host.place, "accounts are kept for this host"),
            );
        }
    }
}

/// The storage of accounts by name, and where it is written.
fn storage(prosody: &Prosody, host: &Host, sink: &mut Sink<'_>) -> Option<(String, Span)> {
    for name in ["storage", "default_storage"] {
        let option = match name {
            "storage" => prosody.option(host, name),
            _ => prosody.global_option(name),
        };
        if let Fact::Absent(_) = option {
            continue;
        }
        let (node, _) = sink.known(&option)?;
        let word = |node: &Node| Some((node.as_str()?.to_owned(), node.span));
        match &node.value {
            Value::Map(stores) => match stores.get("accounts") {
                Some(node) => return word(node),
                // What the table does not name is where the default says.
                None => continue,
            },
            _ => return word(node),
        }
    }
    None
}

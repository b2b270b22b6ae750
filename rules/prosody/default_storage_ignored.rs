//! `default_storage` beside a `storage` that names one for everything.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;
use crate::value::Value;

/// See the page.
pub struct DefaultStorageIgnored;

static META: Meta = Meta {
    id: "prosody/default-storage-ignored",
    severity: Severity::Warning,
    title: "default storage that nothing uses",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("default_storage_ignored.md"),
};

impl Rule for DefaultStorageIgnored {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let default = prosody.global_text("default_storage");
        if !default.is_set() {
            return;
        }
        let storage = prosody.global_option("storage");
        let (Some((node, theirs)), Some((default, origin))) = (sink.known(&storage), sink.known(&default))
        else {
            return;
        };
        let Value::Str(storage) = &node.value else { return };
        if storage == default {
            return;
        }
        let finding = Finding::new(Problem {
            place: origin.span,
            label: format!("`storage = \"{storage}\"` decides"),
            message: format!("accounts and rooms are kept in `{storage}`, not in `{default}`"),
            effect: "Prosody asks `default_storage` only for what `storage` does not name. Where `storage` is a single word it names all."
                .into(),
            help: format!("Remove one of the two, or write `storage = {{ accounts = \"{storage}\" }}` for what is meant to differ."),
        });
        sink.report(finding.related(theirs.span, "this names one storage for all"));
    }
}

//! An option of the web app has another name today, and the old one is no longer read.

use crate::catalogue::{CONFIG_JS, Setting};
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Deployment, Web, web_options};
use crate::value::Value;

/// See the page.
pub struct RenamedOption;

static META: Meta = Meta {
    id: "web/renamed-option",
    severity: Severity::Warning,
    title: "option of the web app that was renamed",
    restart: &[],
    follows: &["syntax/invalid-javascript"],
    page: include_str!("renamed_option.md"),
};

impl Rule for RenamedOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let installed = deployment.jitsi_release();
        for site in deployment.sites() {
            let Some(config) = site.web.config() else { continue };
            for option in web_options(config, CONFIG_JS) {
                let Some((old, new, release)) = option.setting.and_then(renamed) else { continue };
                if installed.is_some_and(|installed| installed < release) {
                    continue;
                }
                match &option.entry.node.value {
                    Value::Unknown(reason) => {
                        sink.cannot_tell(reason.clone(), Some(option.entry.node.span));
                        continue;
                    }
                    value if changes_nothing(value, new) || is_set(site.web, new) => continue,
                    _ => {}
                }
                let (severity, since) = match installed {
                    Some(_) => (Severity::Warning, "The installed release does not read the old name."),
                    None => (
                        Severity::Info,
                        "Whether the old name is still read depends on the version, which is not known here.",
                    ),
                };
                let finding = Finding::new(Problem {
                    place: option.entry.key_span,
                    label: format!("it is called `{}` today", new.name),
                    message: format!("`{}` has no effect since release {release} of Jitsi Meet", old.name),
                    effect: format!("The web app reads `config.{}` instead. {since}", new.name),
                    help: match new.block() {
                        "" => format!("Write `{}` with the same value.", new.name),
                        block => {
                            format!(
                                "Write `{block}: {{ {}: … }}` with the same value, directly in `config`.",
                                new.key()
                            )
                        }
                    },
                });
                sink.report(finding.about(site.subject()).severity(severity));
            }
        }
    }
}

/// The old option, the one that took its place with the same values, and the first release without the old.
fn renamed(old: &'static Setting) -> Option<(&'static Setting, &'static Setting, u32)> {
    let new = CONFIG_JS.get(old.replaced_by?).filter(|new| new.kind == old.kind)?;
    Some((old, new, old.until?.strip_prefix("stable-")?.parse().ok()?))
}

/// Whether the value is the one that the web app takes anyway.
fn changes_nothing(value: &Value, new: &Setting) -> bool {
    match value {
        Value::Bool(value) => *value == (new.default == Some("true")),
        Value::Str(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Null | Value::Undefined => true,
        _ => false,
    }
}

/// Whether the new option is there, or another old name of it that is still read.
fn is_set(web: &Web, new: &Setting) -> bool {
    let other_names =
        CONFIG_JS.iter().filter(|other| other.replaced_by == Some(new.name) && other.until.is_none());
    web.value(new.name).is_set() || other_names.into_iter().any(|other| web.value(other.name).is_set())
}

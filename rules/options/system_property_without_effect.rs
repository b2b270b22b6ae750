//! A system property that the file beats, or that stands where Java does not look for any.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Layers};
use crate::value::{Node, Value};

/// See the page.
pub struct SystemPropertyWithoutEffect;

static META: Meta = Meta {
    id: "options/system-property-without-effect",
    severity: Severity::Warning,
    title: "system property without effect",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jigasi],
    follows: &[],
    page: include_str!("system_property_without_effect.md"),
};

impl Rule for SystemPropertyWithoutEffect {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for layers in deployment.layers() {
            beaten(layers, deployment, sink);
            behind_class(layers, deployment, sink);
        }
    }
}

/// Of the new names, the file is asked before the system.
fn beaten(layers: &Layers, deployment: &Deployment, sink: &mut Sink<'_>) {
    for entry in layers.system.iter().filter(|_| !layers.system_first) {
        let known = layers.catalogue.get(&entry.key).is_some() && !entry.key.starts_with("org.");
        let Some(winner) = layers.hocon_entry(&entry.key).filter(|_| known) else { continue };
        match (text(&winner.node), text(&entry.node)) {
            (Some(this), Some(that)) if !this.eq_ignore_ascii_case(&that) => {}
            (None, _) if matches!(winner.node.value, Value::Unknown(_)) => {
                if let Value::Unknown(reason) = &winner.node.value {
                    sink.cannot_tell(reason.clone(), Some(winner.node.span));
                }
                continue;
            }
            _ => continue,
        }
        sink.report(
            Finding::new(Problem {
                place: entry.key_span.to(entry.node.span),
                label: "this has no effect".into(),
                message: format!("`-D{}` does nothing: the `.conf` file wins", entry.key),
                effect: "Other than most Java programs, Jicofo and Videobridge look at system properties only for what their \
                         `.conf` file does not say."
                    .into(),
                help: format!("Change `{}` in the `.conf` file, and remove the `-D…` here.", entry.key),
            })
            .related(winner.node.span, "this is in effect")
            .restart_what_reads(deployment, entry.node.span),
        );
    }
}

fn behind_class(layers: &Layers, deployment: &Deployment, sink: &mut Sink<'_>) {
    let Some((_, env)) = &layers.env else { return };
    for entry in env.root.iter().filter(|entry| OPTIONS.contains(&entry.key.as_str())) {
        let node = &entry.node;
        if let Value::Unknown(reason) = &node.value {
            sink.cannot_tell(reason.clone(), Some(node.span));
        }
        let Some(word) =
            node.as_str().and_then(|text| text.split_ascii_whitespace().find(|word| is_of_java(word)))
        else {
            continue;
        };
        let name = word.split('=').next().unwrap_or(word);
        sink.report(
            Finding::new(Problem {
                place: node.span,
                label: "these words come behind the name of the program".into(),
                message: format!("`{name}` does nothing in `{}`", entry.key),
                effect: "The start script puts this variable behind the main class. There Java looks for no options of its own; \
                         the program gets them and passes over them."
                    .into(),
                help: format!("Write `{name}…` into `JAVA_SYS_PROPS` instead."),
            })
            .restart_what_reads(deployment, node.span),
        );
    }
}

/// Variables that the start scripts put behind the main class.
const OPTIONS: [&str; 3] = ["JICOFO_OPTS", "JIGASI_OPTS", "JVB_OPTS"];

fn is_of_java(word: &str) -> bool {
    word.starts_with("-D") && word.len() > 2 || word.starts_with("-Xm") || word.starts_with("-XX:")
}

fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Str(text) => Some(text.trim_matches(['"', '\'']).to_owned()),
        _ => None,
    }
}

//! A key stands twice in one object of `config.js`, with two values.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;
use crate::text::Span;
use crate::value::{Entry, Map, Node, Value};

/// See the page.
pub struct KeyWrittenTwice;

static META: Meta = Meta {
    id: "web/key-written-twice",
    severity: Severity::Warning,
    title: "key with two values in one object",
    restart: &[],
    follows: &["syntax/invalid-javascript"],
    page: include_str!("key_written_twice.md"),
};

/// Objects in objects that are looked through; the web app knows none that is deeper.
const DEEPEST: usize = 8;

impl Rule for KeyWrittenTwice {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(config) = site.web.config_node() else { continue };
            let mut todo: Vec<(&Node, &Map, usize)> =
                config.as_map().map(|map| (config, map, 0)).into_iter().collect();
            while let Some((object, map, depth)) = todo.pop() {
                for entry in map.iter() {
                    if let Some(first) = beaten_in(object.span, entry, sink) {
                        sink.report(finding(entry, first).about(format!("{} {}", site.subject(), entry.key)));
                    }
                    if let Value::Map(inner) = &entry.node.value
                        && depth < DEEPEST
                    {
                        todo.push((&entry.node, inner, depth + 1));
                    }
                }
            }
        }
    }
}

/// Where the object itself sets the key before, to another value. Lines below the object may replace what is
/// in it: they are written for that.
fn beaten_in(object: Span, entry: &Entry, sink: &mut Sink<'_>) -> Option<Span> {
    let inside =
        |span: Span| span.file == object.file && object.start <= span.start && span.end <= object.end;
    if !inside(entry.key_span) {
        return None;
    }
    let first =
        entry.beaten.iter().rfind(|beaten| inside(beaten.key_span) && beaten.key_span != entry.key_span)?;
    for node in [&first.node, &entry.node] {
        if let Value::Unknown(reason) = &node.value {
            sink.cannot_tell(reason.clone(), Some(node.span));
            return None;
        }
    }
    let plain =
        |value: &Value| matches!(value, Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_));
    let differ = first.node.value != entry.node.value;
    (differ && plain(&first.node.value) && plain(&entry.node.value)).then_some(first.key_span)
}

fn finding(entry: &Entry, first: Span) -> Finding {
    let key = &entry.key;
    Finding::new(Problem {
        place: first,
        label: "this value has no effect".into(),
        message: format!("one of two values of `{key}` has no effect"),
        effect: format!(
            "`{key}` stands twice in one object. JavaScript takes the last value and says nothing."
        ),
        help: format!("Keep the `{key}` that is meant, and delete the other."),
    })
    .related(entry.key_span, "this one counts")
}

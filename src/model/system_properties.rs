//! Java's system properties: `-Dname=value` in `JAVA_SYS_PROPS` of `/etc/jitsi/*/config`.
//!
//! The start scripts put the variable on the command line without quotes, so that a shell splits it at
//! blanks and quotes in it are part of the text. What stands in `JICOFO_OPTS` and the like comes behind the
//! main class, where `-D` is no property.

use crate::load::{Loader, join};
use crate::syntax::shell_env;
use crate::text::{Sources, Span};
use crate::value::{Map, Node, Value};

/// The file that `-Dconfig.file=` names in the place of the packaged one, if it is there. Where it is not, the
/// service does not start, and the packaged one is what was meant.
pub(super) fn config_file(env: &shell_env::Document, loader: &Loader<'_>) -> Option<String> {
    let properties = parse(env, loader.sources());
    // A relative path starts where the service is started, which is not known.
    let path = properties.get("config.file")?.as_str().filter(|path| path.starts_with('/'))?;
    let path = join("", path);
    loader.tree().real_path(&path).map(|_| path)
}

/// The properties; the last of several definitions wins.
pub(super) fn parse(env: &shell_env::Document, sources: &Sources) -> Map {
    let mut properties = Map::default();
    let Some(node) = env.root.get("JAVA_SYS_PROPS") else { return properties };
    let Value::Str(text) = &node.value else { return properties };
    let written = sources.slice(node.span);
    let mut from = 0;
    for word in text.split_ascii_whitespace() {
        // Found where it is written, if the shell changes nothing in it.
        let start = written.get(from..).and_then(|rest| rest.find(word)).map(|at| from + at);
        from = start.map_or(from, |start| start + word.len());
        let Some(definition) = word.strip_prefix("-D") else { continue };
        let (name, value) = definition.split_once('=').unwrap_or((definition, ""));
        let (key_span, value_span) = match start {
            Some(start) => {
                let first = node.span.range().start + start;
                let equals = first + 2 + name.len();
                let end = first + word.len();
                (
                    Span::new(node.span.file, first, equals),
                    Span::new(node.span.file, (equals + 1).min(end), end),
                )
            }
            None => (node.span, node.span),
        };
        properties.set(name, key_span, Node::new(Value::Str(value.to_owned()), value_span));
    }
    properties.seal_secrets();
    properties
}

//! Templates that were given in place of the files that are made of them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::SyntaxError;
use crate::text::{FileId, Sources, Span};

/// Leaves one error of each file that is a template of Jinja or Go: all others come of what was not filled in.
pub(super) fn tell(errors: &mut Vec<SyntaxError>, sources: &Sources) {
    let mut told: BTreeMap<FileId, bool> = BTreeMap::new();
    errors.retain_mut(|error| {
        let file = error.span.file;
        if let Some(template) = told.get(&file) {
            return !*template;
        }
        let template = template(file, sources);
        told.insert(file, template.is_some());
        if let Some(template) = template {
            *error = template;
        }
        true
    });
}

/// What to say of a file that is a template.
pub(super) fn template(file: FileId, sources: &Sources) -> Option<SyntaxError> {
    let hole = first_hole(sources.file(file).text())?;
    let cause = "this is a template whose `{{ … }}` were not filled in";
    let error = SyntaxError::new(Span::new(file, hole.start, hole.end), cause);
    Some(error.fix("check the file that is generated from it"))
}

/// Whether a file with mistakes is a template.
pub(crate) fn is_template(text: &str) -> bool {
    first_hole(text).is_some()
}

/// The first `{{ … }}` or `{% … %}` that stands for text. Inside of quotes it may be meant as it is, and a Lua
/// table in a table has more in it than a name.
fn first_hole(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let comment = ["--", "#", "//"].iter().any(|mark| line.trim_start().starts_with(mark));
        if let Some(range) = hole(line).filter(|_| !comment) {
            return Some(start + range.start..start + range.end);
        }
        start += line.len();
    }
    None
}

fn hole(line: &str) -> Option<Range<usize>> {
    let open = line.find(['{']).and_then(|_| {
        let go = line.find("{{").map(|at| (at, "}}"));
        let jinja = line.find("{%").map(|at| (at, "%}"));
        [go, jinja].into_iter().flatten().min()
    });
    let (at, end) = open?;
    let quoted = ['"', '\''].iter().any(|quote| line[..at].matches(*quote).count() % 2 == 1);
    let inner = &line[at + 2..];
    let inner = &inner[..inner.find(end)?];
    let name = inner.trim_start_matches('-').trim_start();
    let stands_for_text = name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '$' | '_'))
        && (end == "%}" || name.contains(":=") || !name.contains(['=', ';', ',', '{']));
    (!quoted && stands_for_text).then(|| at..at + 2 + inner.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::first_hole;

    #[test]
    fn holes() {
        for (text, hole) in [
            ("a\nVirtualHost {{ domain }}\n", Some("{{ domain }}")),
            ("{{ $X := .Env.X -}}\n", Some("{{ $X := .Env.X -}}")),
            ("{{- .Env.X | default \"1\" -}}\n", Some("{{- .Env.X | default \"1\" -}}")),
            ("{% if auth == 'jwt' %}", Some("{% if auth == 'jwt' %}")),
            ("x = {{ a = 1 }, { b = 2 }}", None),
            ("x = {{ type = \"stun\" }}", None),
            ("x = {{\"a\"}}", None),
            ("url = \"wss://x/{{MEETING_ID}}\"", None),
            ("-- {{ domain }}", None),
            ("{{ open", None),
        ] {
            assert_eq!(first_hole(text).map(|range| &text[range]), hole, "{text}");
        }
    }
}

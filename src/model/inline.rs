//! Comments that silence a rule where they stand: `jitsi-doctor: ignore area/name -- reason`.

use std::ops::{Range, RangeInclusive};

use crate::load::{FileRecord, Role};
use crate::syntax::{apache, compose, dotenv, hocon, js, lua, nginx, properties, shell_env, turnserver};
use crate::text::{FileId, SourceFile, Sources, Span};

/// One comment to jitsi-doctor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inline {
    /// From `jitsi-doctor:` to the end of what it says.
    pub span: Span,
    /// What is to be done: only `ignore` means something.
    pub verb: Word,
    /// The ids as they are written.
    pub rules: Vec<Word>,
    /// Why. Without a reason the comment does not count.
    pub reason: Option<String>,
    /// The lines it is about, from 0: its own and, if nothing else stands there, all up to the next one with code.
    pub lines: RangeInclusive<usize>,
}

/// A word of such a comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What every such comment starts with.
const SIGNATURE: &str = "jitsi-doctor:";
/// Rules that all comments together may name. An installation has a handful; what is beyond has no effect.
const MAX_RULES: usize = 2000;

impl Inline {
    /// Whether it asks for something to be left out.
    pub fn is_ignore(&self) -> bool {
        self.verb.text == "ignore"
    }

    /// Whether the place begins in the lines that this comment is about.
    pub fn covers(&self, place: Span, sources: &Sources) -> bool {
        place.file == self.span.file
            && self.lines.contains(&sources.file(place.file).lines().line_of(place.start as usize))
    }
}

/// All comments to jitsi-doctor in the files that were read.
pub(super) fn find(files: &[FileRecord], sources: &Sources) -> Vec<Inline> {
    let mut found: Vec<Inline> = Vec::new();
    for record in files {
        let Some(file) = record.file else { continue };
        let source = sources.file(file);
        if source.text().contains(SIGNATURE) {
            find_in(file, source, record.role, &mut found);
        }
    }
    let mut rules = 0;
    found.retain(|inline| {
        rules += inline.rules.len().max(1);
        rules <= MAX_RULES
    });
    found
}

fn find_in(file: FileId, source: &SourceFile, role: Role, found: &mut Vec<Inline>) {
    let text = source.text();
    let mut comments = comments(file, source, role);
    comments.sort_by_key(|comment| (comment.start, comment.end));
    comments.dedup();
    if !comments.iter().any(|comment| text[comment.clone()].contains(SIGNATURE)) {
        return;
    }
    let code = code_lines(source, &comments);
    let next_code = next_code(&code);
    for comment in &comments {
        let lines = source.lines();
        let (first, last) = (lines.line_of(comment.start), lines.line_of(comment.end.max(1) - 1));
        let alone = !code[first] && !code[last];
        for said in text[comment.clone()].split_inclusive('\n').scan(comment.start, |at, line| {
            *at += line.len();
            Some((*at - line.len(), line))
        }) {
            if let Some(mut inline) = parse(file, said.0, said.1) {
                inline.lines = first..=if alone { next_code[last] } else { last };
                found.push(inline);
            }
        }
    }
}

fn comments(file: FileId, source: &SourceFile, role: Role) -> Vec<Range<usize>> {
    let text = source.text();
    match role {
        Role::Prosody => lua::comments(text, file),
        Role::Web | Role::Interface => js::comments(text),
        // HOCON may include properties.
        Role::Jicofo | Role::Videobridge | Role::Jibri if source.path().ends_with(".properties") => {
            properties::comments(text)
        }
        Role::Jicofo | Role::Videobridge | Role::Jibri => hocon::comments(text),
        Role::JicofoLegacy | Role::VideobridgeLegacy | Role::Jigasi => properties::comments(text),
        Role::JicofoEnv | Role::VideobridgeEnv | Role::JigasiEnv => shell_env::comments(text),
        Role::Nginx => nginx::comments(text, file),
        Role::Apache => apache::comments(text, file),
        Role::Turn => turnserver::comments(text),
        Role::Compose => compose::comments(text),
        Role::DotEnv | Role::ServiceEnv => dotenv::comments(text),
        // JSON has none.
        Role::JibriLegacy | Role::Packages | Role::Policy | Role::Other => Vec::new(),
        // What is in it is not ours to judge.
        Role::ProsodyValue | Role::ProsodyScript => Vec::new(),
        // Nobody writes comments there.
        Role::HostFacts | Role::NetworkFacts | Role::LogFacts => Vec::new(),
    }
}

/// Whether something other than blanks and comments stands in each line.
fn code_lines(source: &SourceFile, comments: &[Range<usize>]) -> Vec<bool> {
    let (text, lines) = (source.text(), source.lines());
    let mut code = vec![false; lines.count()];
    let mut at = source.bom_len();
    let end = text.len()..text.len();
    for comment in comments.iter().chain([&end]) {
        let between = text.get(at..comment.start).unwrap_or_default();
        for (offset, _) in between.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            code[lines.line_of(at + offset)] = true;
        }
        at = at.max(comment.end);
    }
    code
}

/// For each line the next one below it with code; the line itself where there is none.
fn next_code(code: &[bool]) -> Vec<usize> {
    let mut next = None;
    let mut lines: Vec<usize> = (0..code.len())
        .rev()
        .map(|line| {
            let below = next.unwrap_or(line);
            next = if code[line] { Some(line) } else { next };
            below
        })
        .collect();
    lines.reverse();
    lines
}

/// Reads one line of a comment, which starts at byte `at`.
fn parse(file: FileId, at: usize, line: &str) -> Option<Inline> {
    let said = line.trim_start_matches(|c: char| c.is_whitespace() || "-/*#![=<".contains(c));
    let at = at + line.len() - said.len();
    let said = said.trim_end();
    let said = said.strip_suffix("*/").or_else(|| said.strip_suffix("-->")).unwrap_or(said);
    let said = match said.strip_suffix(']').map(|said| said.trim_end_matches('=')) {
        Some(said) if said.ends_with(']') && line.contains("--[") => &said[..said.len() - 1],
        _ => said,
    };
    let said = said.trim_end();
    let body = said.strip_prefix(SIGNATURE)?;
    let word = |start: usize, text: &str| Word {
        text: text.to_owned(),
        span: Span::new(file, at + start, at + start + text.len()),
    };
    let start = said.len() - body.trim_start().len();
    let verb = said[start..].split_whitespace().next().unwrap_or_default();
    let start_of_rest = start + verb.len();
    let rest = &said[start_of_rest..];
    let dashes = rest
        .match_indices("--")
        .map(|(at, _)| at)
        .find(|at| rest[..*at].chars().next_back().is_none_or(char::is_whitespace));
    let (ids, reason) = match dashes {
        Some(at) => (&rest[..at], rest[at..].trim_start_matches('-').trim()),
        None => (rest, ""),
    };
    let mut rules = Vec::new();
    let mut start_of_id = start_of_rest;
    let parting = |c: char| c == ',' || c.is_whitespace();
    for part in ids.split_inclusive(parting) {
        let id = part.trim_end_matches(parting);
        // Without dashes the reason may stand right behind the ids.
        if dashes.is_none() && !id.is_empty() && !id.contains('/') {
            break;
        }
        rules.extend((!id.is_empty()).then(|| word(start_of_id, id)));
        start_of_id += part.len();
    }
    Some(Inline {
        span: Span::new(file, at, at + said.len()),
        verb: word(start, verb),
        rules,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        lines: 0..=0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Status;

    /// Line of the comment, ids, reason, lines it is about; all lines from 1.
    fn found(role: Role, text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let path = "x".to_owned();
        let file = sources.add(&path, text.as_bytes().to_vec());
        let record = FileRecord { path, role, status: Status::Read, file: Some(file) };
        let show = |inline: &Inline| {
            let ids: Vec<&str> = inline.rules.iter().map(|rule| sources.slice(rule.span)).collect();
            assert_eq!(ids, inline.rules.iter().map(|rule| rule.text.as_str()).collect::<Vec<_>>());
            assert!(sources.slice(inline.span).starts_with(SIGNATURE));
            let (first, last) = (inline.lines.start() + 1, inline.lines.end() + 1);
            format!(
                "{}: {} {} ({}) {first}-{last}",
                sources.position(inline.span).line,
                inline.verb.text,
                ids.join("+"),
                inline.reason.as_deref().unwrap_or("?")
            )
        };
        find(&[record], &sources).iter().map(show).collect()
    }

    const IT: &str = "jitsi-doctor: ignore a/b, c/d -- as agreed";

    #[test]
    fn every_language() {
        let own = ["1: ignore a/b+c/d (as agreed) 1-3".to_owned()];
        let trailing = ["1: ignore a/b+c/d (as agreed) 1-1".to_owned()];
        for (role, mark) in [
            (Role::Prosody, "--"),
            (Role::Web, "//"),
            (Role::Interface, "//"),
            (Role::Jicofo, "#"),
            (Role::Videobridge, "//"),
            (Role::JicofoLegacy, "#"),
            (Role::VideobridgeLegacy, "!"),
            (Role::JicofoEnv, "#"),
            (Role::Nginx, "#"),
            (Role::Apache, "#"),
            (Role::Jibri, "//"),
            (Role::Jigasi, "!"),
            (Role::Turn, "#"),
            (Role::DotEnv, "#"),
            (Role::ServiceEnv, "#"),
        ] {
            assert_eq!(found(role, &format!("  {mark} {IT}\n\nx = 1\n")), own, "{role:?} {mark}");
            assert_eq!(found(role, &format!("{mark}{IT}\r\n\r\nx = 1\r\n")), own, "{role:?} {mark}");
        }
        assert_eq!(found(Role::Compose, &format!("  # {IT}\n\nx: 1\n")), own);
        for (role, line) in [
            (Role::Prosody, format!("x = 1 -- {IT}")),
            (Role::Prosody, format!("x = 1 --[==[ {IT} ]==]")),
            (Role::Web, format!("var x = 1; // {IT}")),
            (Role::Web, format!("var x = /* {IT} */ 1;")),
            (Role::Web, format!("var x = '<!--# echo var=\"n\" default=\"\" -->'; // {IT}")),
            (Role::Jicofo, format!("x = 1 # {IT}")),
            (Role::JicofoEnv, format!("X=1 # {IT}")),
            (Role::Nginx, format!("listen 80; # {IT}")),
            (Role::DotEnv, format!("X=1 # {IT}")),
            (Role::DotEnv, format!("X='a' # {IT}")),
            (Role::Compose, format!("x: 1 # {IT}")),
            (Role::Compose, format!("é: 'ü' # {IT}")),
            (Role::Compose, format!("x: # {IT}")),
            (Role::Compose, format!("x: # {IT}\n  - 1")),
            (Role::Compose, format!("- [1, &a {{b: *a}}] # {IT}")),
            (Role::Compose, format!("x: | # {IT}\n  # text\n")),
            (Role::Compose, format!("x: >- # {IT}\n")),
        ] {
            let text = if role == Role::Compose { format!("{line}\n") } else { format!("{line}\nx\n") };
            for text in [text.clone(), format!("\u{FEFF}{text}"), text.replace('\n', "\r\n")] {
                assert_eq!(found(role, &text), trailing, "{text:?}");
            }
        }
    }

    #[test]
    fn a_text_is_no_comment() {
        for (role, line) in [
            (Role::Prosody, format!("x = \"-- {IT}\"")),
            (Role::Prosody, format!("x = [[\n-- {IT}\n]]")),
            (Role::Web, format!("x = '// {IT}';")),
            (Role::Web, format!("x = `\n// {IT}\n`;")),
            (Role::Jicofo, format!("x = \"# {IT}\"")),
            (Role::Jicofo, format!("x = \"\"\"\n# {IT}\n\"\"\"")),
            (Role::JicofoLegacy, format!("x=1 # {IT}")),
            (Role::JicofoLegacy, format!("x=1\\\n# {IT}")),
            (Role::JicofoEnv, format!("X='\n# {IT}\n'")),
            (Role::JicofoEnv, format!("X=a#{IT}")),
            (Role::Nginx, format!("return 200 \"\n# {IT}\n\";")),
            (Role::Turn, format!("realm=x # {IT}")),
            (Role::Apache, format!("ServerName x # {IT}")),
            (Role::Apache, format!("ServerName x \\\n# {IT}")),
            (Role::JibriLegacy, format!("// {IT}")),
            (Role::DotEnv, format!("X=a#{IT}")),
            (Role::DotEnv, format!("X= # {IT}")),
            (Role::DotEnv, format!("X='\n# {IT}\n'")),
            (Role::DotEnv, format!("X=\"\\\"\n# {IT}\n\"")),
            (Role::DotEnv, format!("X=\"\n# {IT}\n")),
            (Role::Compose, format!("x: a#{IT}")),
            (Role::Compose, format!("x: ' # {IT}'")),
            (Role::Compose, format!("x: \"a\n\n  # {IT}\"")),
            (Role::Compose, format!("x: |\n  # {IT}\n  y")),
            (Role::Compose, format!("x: >-\n\n  é\n  # {IT}\n\ny: 1")),
            (Role::Compose, format!("x:\n  - |2\n     # {IT}")),
            (Role::Compose, format!("x: |\n  | # {IT}\n")),
            (Role::Compose, format!("x: *y\n# {IT}\n")),
        ] {
            assert_eq!(found(role, &format!("{line}\n")), [""; 0], "{line}");
        }
    }

    #[test]
    fn scopes() {
        let lua = |text: &str| found(Role::Prosody, text);
        // Other comments and blank lines between are passed.
        assert_eq!(
            lua(&format!("a = 1\n-- {IT}\n-- why\n\n--[[ x\n]]\nb = 2\n")),
            ["2: ignore a/b+c/d (as agreed) 2-7"]
        );
        assert_eq!(lua(&format!("a = 1\n-- {IT}")), ["2: ignore a/b+c/d (as agreed) 2-2"]);
        // One of several lines in a block.
        assert_eq!(
            found(Role::Web, &format!("/*\n * {IT}\n */\nx = 1;")),
            ["2: ignore a/b+c/d (as agreed) 1-4"]
        );
        // Behind a text over several lines, nothing but the indentation ends it.
        assert_eq!(
            found(Role::Compose, &format!("a:\n  b: |\n    x\n  # {IT}\n  c: 1\n")),
            ["4: ignore a/b+c/d (as agreed) 4-5"]
        );
        assert_eq!(
            found(Role::Compose, &format!("a: |\n    x\n\n# {IT}\nc: 1\n")),
            ["4: ignore a/b+c/d (as agreed) 4-5"]
        );
        // Also beside a mistake.
        assert_eq!(
            found(Role::Compose, &format!("b: 2 # {IT}\na: *x\n")),
            ["1: ignore a/b+c/d (as agreed) 1-1"]
        );
        assert_eq!(
            found(Role::DotEnv, &format!("a b = c\n# {IT}\nb=2\n")),
            ["2: ignore a/b+c/d (as agreed) 2-3"]
        );
        assert_eq!(lua(&format!("a = \"open\nb = 2 -- {IT}\n")), ["2: ignore a/b+c/d (as agreed) 2-2"]);
    }

    #[test]
    fn what_is_said() {
        let lua = |said: &str| found(Role::Prosody, &format!("x = 1 -- jitsi-doctor: {said}\n"));
        assert_eq!(lua("ignore a/b"), ["1: ignore a/b (?) 1-1"]);
        assert_eq!(lua("ignore a/b --"), ["1: ignore a/b (?) 1-1"]);
        assert_eq!(lua("ignore a/b because I say so"), ["1: ignore a/b (?) 1-1"]);
        assert_eq!(lua("ignore a b -- c -- d"), ["1: ignore a+b (c -- d) 1-1"]);
        assert_eq!(lua("ignore -- c"), ["1: ignore  (c) 1-1"]);
        assert_eq!(lua("ignroe a/b -- c"), ["1: ignroe a/b (c) 1-1"]);
        assert_eq!(lua(""), ["1:   (?) 1-1"]);
        assert_eq!(found(Role::Prosody, "-- see jitsi-doctor: ignore a/b -- c\n"), [""; 0]);
    }
}

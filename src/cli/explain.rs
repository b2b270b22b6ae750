//! `jitsi-doctor explain`

use std::io::Write;

use owo_colors::OwoColorize;

use super::args::ExplainArgs;
use super::rules::symptom;
use super::terminal::Terminal;
use super::{Exit, Failure, Result};
use crate::check::{Meta, Page, Pattern, Rule};

pub(super) fn run(args: &ExplainArgs, out: &mut dyn Write) -> Result {
    let terminal = Terminal::of_stdout(args.color);
    explain(&crate::rules::ALL, &args.text.join(" "), terminal.color, out)
}

fn explain(rules: &[&dyn Rule], text: &str, color: bool, out: &mut dyn Write) -> Result {
    let text = text.trim();
    if let Some(rule) = rules.iter().find(|rule| rule.meta().id.eq_ignore_ascii_case(text)) {
        return page(rule.meta(), color, out);
    }
    let found = search(rules, text);
    // One match is what was asked for.
    if let [meta] = found[..] {
        return page(meta, color, out);
    }
    if found.is_empty() {
        let similar = Pattern::new(text, rules).err().map(|error| error.to_string());
        let message = similar.unwrap_or_else(|| format!("no rule matches `{text}`"));
        return Err(Failure::new(message).remedy("Give the id of a rule, or other words of what users see."));
    }
    for meta in found {
        writeln!(out, "{}\n    {}", meta.id, meta.title)?;
        let symptom = symptom(meta.page);
        if !symptom.is_empty() {
            writeln!(out, "    {symptom}")?;
        }
    }
    Ok(Exit::Clean)
}

/// The rules in whose id, title or symptom every word occurs.
fn search(rules: &[&dyn Rule], text: &str) -> Vec<&'static Meta> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let metas = rules.iter().map(|rule| rule.meta());
    metas
        .filter(|meta| {
            let text = format!("{} {} {}", meta.id, meta.title, symptom(meta.page)).to_lowercase();
            !words.is_empty() && words.iter().all(|word| text.contains(word))
        })
        .collect()
}

/// The page as it is written, without its front matter; the headings stand out if they can.
fn page(meta: &Meta, color: bool, out: &mut dyn Write) -> Result {
    let body = Page::parse(meta.page).map_or(meta.page, |page| page.body);
    let mut fenced = false;
    for line in body.trim_end().lines() {
        fenced ^= line.starts_with("```");
        if color && !fenced && line.starts_with('#') {
            writeln!(out, "{}", line.bold())?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    Ok(Exit::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Severity, Sink};
    use crate::model::Deployment;

    struct One(&'static Meta);

    impl Rule for One {
        fn meta(&self) -> &'static Meta {
            self.0
        }

        fn check(&self, _: &Deployment, _: &mut Sink<'_>) {}
    }

    const fn meta(id: &'static str, title: &'static str, page: &'static str) -> Meta {
        Meta { id, severity: Severity::Error, title, restart: &[], follows: &[], page }
    }

    static GUEST: Meta =
        meta("auth/guest-host", "No guests", "---\nsymptom: You have been disconnected\n---\n# Guests\n");
    static LOBBY: Meta =
        meta("rooms/lobby", "No lobby", "---\nsymptom: nobody waits\n---\n# Lobby\n```lua\n# no\n```\n");

    #[test]
    fn pages_and_search() {
        let rules: [&dyn Rule; 2] = [&One(&GUEST), &One(&LOBBY)];
        let explain = |text: &str, color| {
            let mut out = Vec::new();
            let result = explain(&rules, text, color, &mut out);
            result.map(|_| String::from_utf8_lossy(&out).into_owned()).map_err(|failure| failure.message)
        };
        assert_eq!(explain("auth/guest-host", false).as_deref(), Ok("# Guests\n"));
        assert_eq!(explain("been Disconnected", false).as_deref(), Ok("# Guests\n"));
        let lobby = explain("rooms/lobby", true).expect("a page");
        assert!(lobby.starts_with("\u{1b}[1m# Lobby") && lobby.contains("\n# no\n"));
        let both = explain("no", false).expect("a list");
        assert!(both.contains("auth/guest-host\n    No guests\n    You have been disconnected\n"), "{both}");
        let unknown = explain("guest-hots", false).expect_err("nothing");
        assert_eq!(unknown, "no rule matches `guest-hots`; did you mean `auth/guest-host`?");
    }
}

//! `jitsi-doctor explain`

use std::io::Write;

use owo_colors::OwoColorize;

use super::args::ExplainArgs;
use super::terminal::Terminal;
use super::{Exit, Failure, Result};
use crate::check::{Fit, Found, Meta, Page, Rule, search, similar_id};
use crate::model::edit_distance;
use crate::report::printable;

pub(super) fn run(args: &ExplainArgs, out: &mut dyn Write) -> Result {
    let terminal = Terminal::of_stdout(args.color);
    explain(&crate::rules::ALL, &args.text.join(" "), terminal.color, out)
}

/// As many causes as one reads.
const SHOWN: usize = 8;

fn explain(rules: &[&dyn Rule], text: &str, color: bool, out: &mut dyn Write) -> Result {
    let text = text.trim();
    if let Some(meta) = named(rules, text) {
        return page(meta, color, out);
    }
    let area: Vec<&Meta> = rules.iter().map(|rule| rule.meta()).filter(|meta| is_in(meta, text)).collect();
    if !area.is_empty() {
        for meta in area {
            writeln!(out, "{} ({})\n    {}", meta.id, meta.severity.name(), meta.title)?;
        }
        return Ok(Exit::Clean);
    }
    // What looks like an id is one, and a misspelt one is no text to search.
    let is_id = text.contains(['/', '-']) && !text.contains(char::is_whitespace);
    let found = match search(rules, text) {
        _ if is_id && similar_id(text, rules).is_some() => Found::default(),
        found if is_id && found.rules.first().is_some_and(|hit| hit.fit == Fit::SomeWords) => {
            Found::default()
        }
        found => found,
    };
    match &found.rules[..] {
        [] if found.elsewhere.is_empty() => Err(nothing(rules, text)),
        // One match is what was asked for.
        [hit] if hit.fit > Fit::SomeWords && found.elsewhere.is_empty() => page(hit.meta, color, out),
        _ => list(&found, text, out),
    }
}

/// The rule that is named, with its area or without.
fn named(rules: &[&dyn Rule], text: &str) -> Option<&'static Meta> {
    let mut metas = rules.iter().map(|rule| rule.meta());
    metas.clone().find(|meta| meta.id.eq_ignore_ascii_case(text)).or_else(|| {
        metas.find(|meta| meta.id.split_once('/').is_some_and(|(_, name)| name.eq_ignore_ascii_case(text)))
    })
}

fn is_in(meta: &Meta, area: &str) -> bool {
    let area = area.trim_end_matches(['*', '/']);
    meta.id.split_once('/').is_some_and(|(name, _)| name.eq_ignore_ascii_case(area))
}

fn list(found: &Found, text: &str, out: &mut dyn Write) -> Result {
    let asked = shortened(text);
    let (shown, rest) = found.rules.split_at(found.rules.len().min(SHOWN));
    match shown.first() {
        Some(hit) if hit.fit == Fit::SomeWords => {
            writeln!(out, "No page has all words of \"{asked}\". These come nearest:\n")?;
        }
        Some(_) => writeln!(out, "What may be behind \"{asked}\", the most probable first:\n")?,
        None => {}
    }
    for hit in shown {
        writeln!(out, "{} ({})\n    {}", hit.meta.id, hit.meta.severity.name(), hit.meta.title)?;
        if !hit.symptom.is_empty() {
            writeln!(out, "    seen as: {}", hit.symptom)?;
        }
    }
    if !rest.is_empty() {
        writeln!(out, "\n{} more match:", rest.len())?;
        rest.iter().try_for_each(|hit| writeln!(out, "    {}", hit.meta.id))?;
    }
    if !found.elsewhere.is_empty() {
        writeln!(out, "{}No rule finds these causes:", if shown.is_empty() { "" } else { "\n" })?;
        for case in &found.elsewhere {
            writeln!(out, "    {}\n        seen as: {}\n        {}", case.cause, case.sees, case.otherwise)?;
        }
    }
    if let Some(first) = shown.first() {
        writeln!(out, "\nNext: `jitsi-doctor check` tells which of these this server has.")?;
        writeln!(out, "      `jitsi-doctor explain {}` prints the page of one.", first.meta.id)?;
    }
    Ok(Exit::Clean)
}

/// Nothing was found: what comes near, and where everything stands.
fn nothing(rules: &[&dyn Rule], text: &str) -> Failure {
    let mut near: Vec<(usize, &str)> = rules
        .iter()
        .map(|rule| rule.meta().id)
        .map(|id| {
            let name = id.split_once('/').map_or(id, |(_, name)| name);
            (edit_distance(text, id).min(edit_distance(text, name)), id)
        })
        .filter(|(distance, _)| *distance <= 3.max(text.len() / 4))
        .collect();
    near.sort_unstable();
    let message = format!("no rule matches `{}`", shortened(text));
    let message = match near.first() {
        Some((_, first)) => format!("{message}; did you mean `{first}`?"),
        None => message,
    };
    let others = near.iter().skip(1).filter(|(distance, _)| *distance <= near[0].0 + 2).take(2);
    let others: Vec<String> = others.map(|(_, id)| format!("`{id}`")).collect();
    let others = match others.is_empty() {
        true => String::new(),
        false => format!("Also near: {}. ", others.join(", ")),
    };
    Failure::new(message).remedy(format!(
        "{others}`jitsi-doctor rules` lists all rules. To search, give a few words of what people see or of what a log says."
    ))
}

/// What was asked, safe to print, and not longer than a line.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    printable(&short, false)
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

    fn explained(rules: &[&dyn Rule], text: &str, color: bool) -> String {
        let mut out = Vec::new();
        match explain(rules, text, color, &mut out) {
            Ok(_) => String::from_utf8_lossy(&out).into_owned(),
            Err(failure) => format!("error: {}\n{}\n", failure.message, failure.remedy.unwrap_or_default()),
        }
    }

    #[test]
    fn pages() {
        let rules: [&dyn Rule; 2] = [&One(&GUEST), &One(&LOBBY)];
        assert_eq!(explained(&rules, "auth/guest-host", false), "# Guests\n");
        assert_eq!(explained(&rules, "Guest-Host", false), "# Guests\n");
        assert_eq!(explained(&rules, "have been Disconnected!", false), "# Guests\n");
        let lobby = explained(&rules, "rooms/lobby", true);
        assert!(lobby.starts_with("\u{1b}[1m# Lobby") && lobby.contains("\n# no\n"));
        assert_eq!(explained(&rules, "rooms/*", false), "rooms/lobby (error)\n    No lobby\n");
    }

    /// What people ask, and the whole of what they get.
    #[test]
    fn questions() {
        for (name, text) in [
            ("disconnected", "You have been disconnected"),
            ("disconnected_misspelt", "you have ben disconected ..."),
            ("waiting_for_host", "waiting for host"),
            ("failed_to_create_room", "Failed to create room"),
            ("third_participant", "third participant no video"),
            ("recording", "recording does not start"),
            ("log_line", "2026-05-01 12:00:01 jvb SASLError using SCRAM-SHA-1: not-authorized"),
            ("files_do_not_show", "everything works until the server has been restarted"),
            ("area", "telephone"),
            ("misspelt_id", "auth/guest-hots-missing"),
            ("misspelt_name", "jwt-apid-missing"),
            ("nothing", "purple elephants"),
        ] {
            insta::assert_snapshot!(name, explained(&crate::rules::ALL, text, false));
        }
    }
}

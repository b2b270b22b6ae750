//! `jitsi-doctor rules`

use std::io::Write;

use super::args::{ListFormat, RulesArgs};
use super::{Exit, Result};
use crate::check::{Page, Rule};

pub(super) fn run(args: &RulesArgs, out: &mut dyn Write) -> Result {
    list(&crate::rules::ALL, args.format, out)
}

fn list(rules: &[&dyn Rule], format: ListFormat, out: &mut dyn Write) -> Result {
    match format {
        ListFormat::Text => text(rules, out)?,
        ListFormat::Json => json(rules, out)?,
        ListFormat::Markdown => write!(out, "{}", crate::book::markdown(rules))?,
        ListFormat::Html => write!(out, "{}", crate::book::html(rules))?,
    }
    Ok(Exit::Clean)
}

fn json(rules: &[&dyn Rule], out: &mut dyn Write) -> std::io::Result<()> {
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| {
            let meta = rule.meta();
            let restart: Vec<_> = meta.restart.iter().map(|service| service.unit()).collect();
            serde_json::json!({
                "id": meta.id,
                "severity": meta.severity.name(),
                "title": meta.title,
                "symptom": symptom(meta.page),
                "restart": restart,
                "follows": meta.follows,
            })
        })
        .collect();
    let document = serde_json::json!({ "schema_version": 1, "rules": rules });
    writeln!(out, "{document:#}")
}

fn text(rules: &[&dyn Rule], out: &mut dyn Write) -> std::io::Result<()> {
    let width = rules.iter().map(|rule| rule.meta().id.len()).max().unwrap_or(0);
    for rule in rules {
        let meta = rule.meta();
        writeln!(out, "{:width$}  {:7}  {}", meta.id, meta.severity.name(), meta.title)?;
    }
    Ok(())
}

/// What users see, from the front matter of a page.
pub(super) fn symptom(page: &str) -> &str {
    Page::parse(page).map_or("", |page| page.field("symptom"))
}

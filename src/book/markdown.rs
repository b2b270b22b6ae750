//! The document as Markdown.

use std::fmt::{self, Write as _};

use super::{
    Chapter, TITLE, USE, anchor, area_anchor, areas, code, count, initial, initial_anchor, restart, symptoms,
};
use crate::check::Rule;

/// All pages as one Markdown document.
pub fn markdown(rules: &[&dyn Rule]) -> String {
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = document(rules, &mut out);
    out
}

fn document(rules: &[&dyn Rule], out: &mut String) -> fmt::Result {
    let areas = areas(rules);
    let symptoms = symptoms(&areas);
    let known = |id: &str| rules.iter().any(|rule| rule.meta().id == id);
    writeln!(out, "# {TITLE}\n\nMade by jitsi-doctor {}.\n", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "* [How to use this document](#use)\n* [Rules by area](#rules)\n* [Symptoms](#symptoms)")?;
    for area in &areas {
        writeln!(out, "* [{}](#{}): {}", area.name, area_anchor(area.name), escape(area.about))?;
    }
    writeln!(out, "\n<a id=\"use\"></a>\n\n## How to use this document\n\n{}", linked(USE, &known))?;
    writeln!(out, "<a id=\"rules\"></a>\n\n## Rules by area")?;
    for area in &areas {
        writeln!(out, "\n### {}: {}\n", area.name, escape(area.about))?;
        for Chapter { meta, .. } in &area.chapters {
            let title = escape(meta.title);
            writeln!(out, "* [`{}`](#{}) ({}): {title}", meta.id, anchor(meta.id), meta.severity.name())?;
        }
    }
    writeln!(out, "\n<a id=\"symptoms\"></a>\n\n## Symptoms")?;
    let mut letter = String::new();
    for (key, symptom) in &symptoms {
        if initial(key) != letter {
            letter = initial(key);
            writeln!(out, "\n<a id=\"{}\"></a>\n\n### {letter}\n", initial_anchor(&letter))?;
        }
        let links: Vec<String> =
            symptom.rules.iter().map(|meta| format!("[`{}`](#{})", meta.id, anchor(meta.id))).collect();
        writeln!(out, "* {}: {}", escape(symptom.phrase), links.join(", "))?;
    }
    for area in &areas {
        writeln!(out, "\n<a id=\"{}\"></a>\n", area_anchor(area.name))?;
        writeln!(out, "## {}: {}\n\n{}.", area.name, escape(area.about), count(&area.chapters))?;
        for chapter in &area.chapters {
            page(chapter, &known, out)?;
        }
    }
    Ok(())
}

fn page(Chapter { meta, page }: &Chapter, known: &dyn Fn(&str) -> bool, out: &mut String) -> fmt::Result {
    writeln!(out, "\n<a id=\"{}\"></a>\n\n### {}\n", anchor(meta.id), page.title())?;
    writeln!(out, "* Rule: `{}` ({})", meta.id, meta.severity.name())?;
    for phrase in page.symptoms() {
        writeln!(out, "* Symptom: {}", escape(phrase))?;
    }
    if !meta.restart.is_empty() {
        writeln!(out, "* Restart after the change: {}", restart(meta))?;
    }
    writeln!(out, "\n{}", linked(page.introduction(), known))?;
    for (heading, text) in page.sections() {
        writeln!(out, "\n#### {heading}\n")?;
        body(text.trim(), meta.id, known, out)?;
    }
    Ok(())
}

/// A section, with its headings two levels deeper and its code as people read it.
fn body(text: &str, id: &str, known: &dyn Fn(&str) -> bool, out: &mut String) -> fmt::Result {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let (language, file) = code::info(info);
            if let Some(file) = file {
                writeln!(out, "`{file}`:\n")?;
            }
            writeln!(out, "```{language}")?;
            let inside: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            for line in code::lines(&inside.join("\n"), id) {
                writeln!(out, "{}", line.text)?;
            }
            writeln!(out, "```")?;
        } else if line.starts_with("### ") {
            writeln!(out, "##{line}")?;
        } else {
            writeln!(out, "{}", linked(line, known))?;
        }
    }
    Ok(())
}

/// Makes links of the ids of rules that stand as code.
fn linked(text: &str, known: &dyn Fn(&str) -> bool) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        // Every second part stands between back-ticks.
        match (at % 2 == 1, known(part)) {
            (true, true) => out.push_str(&format!("[`{part}`](#{})", anchor(part))),
            (true, false) => out.push_str(&format!("`{part}`")),
            (false, _) => out.push_str(part),
        }
    }
    out
}

/// A text in which nothing is Markdown.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if "\\`*_{}[]<>|#~&".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

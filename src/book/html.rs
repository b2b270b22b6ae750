//! The document as one HTML file that needs nothing else: no scripts, no fonts, no pictures.

use std::fmt::{self, Write as _};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{
    Chapter, TITLE, USE, anchor, area_anchor, areas, code, count, initial, initial_anchor, restart, symptoms,
};
use crate::check::{Meta, PageSection, Rule};

const STYLE: &str = include_str!("book.css");

/// All pages as one HTML document.
pub fn html(rules: &[&dyn Rule]) -> String {
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = document(rules, &mut out);
    out
}

fn document(rules: &[&dyn Rule], out: &mut String) -> fmt::Result {
    let areas = areas(rules);
    let symptoms = symptoms(&areas);
    let known = |id: &str| rules.iter().any(|rule| rule.meta().id == id);
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />")?;
    writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\" />")?;
    writeln!(out, "<title>{TITLE}</title>\n<style>\n{STYLE}</style>\n</head>\n<body id=\"top\">")?;
    writeln!(out, "<a class=\"skip\" href=\"#rules\">Skip to the list of rules</a>")?;
    writeln!(
        out,
        "<header>\n<h1>{TITLE}</h1>\n<p>{} rules, as of jitsi-doctor {}</p>\n</header>",
        rules.len(),
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(out, "<nav aria-label=\"Parts of this document\">\n<ul>")?;
    for (to, words) in [("use", "How to use it"), ("rules", "Rules by area"), ("symptoms", "Symptoms")] {
        writeln!(out, "<li><a href=\"#{to}\">{words}</a></li>")?;
    }
    writeln!(out, "</ul>\n</nav>\n<main>")?;
    writeln!(out, "<section aria-labelledby=\"use\">\n<h2 id=\"use\">How to use this document</h2>")?;
    writeln!(out, "{}</section>", rendered(USE, "", &known))?;
    writeln!(
        out,
        "<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">Rules by area</h2>\n<ul class=\"jumps\">"
    )?;
    for area in &areas {
        writeln!(out, "<li><a href=\"#index-{0}\">{0}</a></li>", area.name)?;
    }
    writeln!(out, "</ul>")?;
    for area in &areas {
        writeln!(
            out,
            "<h3 id=\"index-{0}\"><a href=\"#{1}\">{0}</a></h3>",
            area.name,
            area_anchor(area.name)
        )?;
        writeln!(out, "<p>{}. {}.</p>\n<ul class=\"index\">", escape(area.about), count(&area.chapters))?;
        for Chapter { meta, .. } in &area.chapters {
            writeln!(out, "<li>{} {} <span>{}</span></li>", badge(meta), link(meta.id), escape(meta.title))?;
        }
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "</section>\n<section aria-labelledby=\"symptoms\">\n<h2 id=\"symptoms\">Symptoms</h2>")?;
    let mut letters: Vec<String> = symptoms.iter().map(|(key, _)| initial(key)).collect();
    letters.dedup();
    writeln!(out, "<ul class=\"jumps\">")?;
    for letter in &letters {
        writeln!(out, "<li><a href=\"#{}\">{letter}</a></li>", initial_anchor(letter))?;
    }
    writeln!(out, "</ul>")?;
    for letter in &letters {
        writeln!(out, "<h3 id=\"{}\">{letter}</h3>\n<dl>", initial_anchor(letter))?;
        for (_, symptom) in symptoms.iter().filter(|(key, _)| initial(key) == *letter) {
            write!(out, "<dt>{}</dt>", escape(symptom.phrase))?;
            for meta in &symptom.rules {
                write!(out, "<dd>{}</dd>", link(meta.id))?;
            }
            writeln!(out)?;
        }
        writeln!(out, "</dl>")?;
    }
    writeln!(out, "</section>")?;
    for area in &areas {
        let at = area_anchor(area.name);
        writeln!(out, "<section aria-labelledby=\"{at}\">\n<h2 id=\"{at}\">{}</h2>", area.name)?;
        writeln!(out, "<p>{}. {}.</p>", escape(area.about), count(&area.chapters))?;
        for chapter in &area.chapters {
            page(chapter, &known, out)?;
        }
        writeln!(out, "</section>")?;
    }
    writeln!(
        out,
        "</main>\n<footer>\n<p>Made by <code>jitsi-doctor rules --format html</code>. \
        <a href=\"#top\">Back to the top</a></p>\n</footer>\n</body>\n</html>"
    )
}

fn page(Chapter { meta, page }: &Chapter, known: &dyn Fn(&str) -> bool, out: &mut String) -> fmt::Result {
    let at = anchor(meta.id);
    // A title is one paragraph of Markdown.
    let title = rendered(page.title(), "", known);
    let title = title.trim().trim_start_matches("<p>").trim_end_matches("</p>");
    writeln!(out, "<article aria-labelledby=\"{at}\">\n<h3 id=\"{at}\">{title}</h3>")?;
    writeln!(out, "<p class=\"rule\">{} {}</p>\n<dl>", badge(meta), link(meta.id))?;
    write!(out, "<dt>Symptoms</dt>")?;
    for phrase in page.symptoms() {
        write!(out, "<dd>{}</dd>", escape(phrase))?;
    }
    if !meta.restart.is_empty() {
        write!(out, "\n<dt>Restart after the change</dt><dd>{}</dd>", escape(&restart(meta)))?;
    }
    writeln!(out, "\n</dl>\n{}", rendered(page.introduction(), meta.id, known))?;
    for (heading, text) in page.sections() {
        let heading = escape(heading);
        // What to do stands open; what proves it opens on demand.
        let folded =
            [PageSection::StaysSilent, PageSection::CannotTell].iter().any(|it| it.heading() == heading);
        match folded {
            true => writeln!(out, "<details>\n<summary><h4>{heading}</h4></summary>")?,
            false => writeln!(out, "<h4>{heading}</h4>")?,
        }
        writeln!(out, "{}{}", rendered(text, meta.id, known), if folded { "</details>" } else { "" })?;
    }
    writeln!(out, "</article>")
}

/// Markdown as HTML, with headings two levels deeper, examples with their files, and ids of rules as links.
fn rendered(markdown: &str, id: &str, known: &dyn Fn(&str) -> bool) -> String {
    let mut events = Vec::new();
    let mut parser = Parser::new(markdown);
    while let Some(event) = parser.next() {
        events.push(match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let mut text = String::new();
                for event in parser.by_ref().take_while(|event| *event != Event::End(TagEnd::CodeBlock)) {
                    if let Event::Text(part) = event {
                        text.push_str(&part);
                    }
                }
                let info = if let CodeBlockKind::Fenced(info) = &kind { info.as_ref() } else { "" };
                Event::Html(example(&text, info, id).into())
            }
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                Event::Start(Tag::Heading { level: deeper(level), id, classes, attrs })
            }
            Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(deeper(level))),
            Event::Code(text) if text.as_ref() != id && known(&text) => Event::Html(link(&text).into()),
            // Pages are text: what looks like a tag is none.
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            other => other,
        });
    }
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events.into_iter());
    out
}

fn deeper(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + 2).unwrap_or(HeadingLevel::H6)
}

/// A block of code, with the name of its file above and what is reported made visible.
fn example(text: &str, info: &str, id: &str) -> String {
    let mut out = String::new();
    for line in code::lines(text, id) {
        let text = escape(&line.text);
        out.push_str(&match line.mark {
            Some(word) => format!("<mark class=\"{word}\">{text}</mark>\n"),
            None => format!("{text}\n"),
        });
    }
    match code::info(info).1 {
        Some(file) => format!(
            "<figure>\n<figcaption><code>{}</code></figcaption>\n<pre><code>{out}</code></pre>\n</figure>\n",
            escape(file)
        ),
        None => format!("<pre><code>{out}</code></pre>\n"),
    }
}

/// The severity, for the eye and for screen readers alike.
fn badge(meta: &Meta) -> String {
    format!("<b class=\"{0}\">{0}</b>", meta.severity.name())
}

/// A rule's id that leads to its page.
fn link(id: &str) -> String {
    format!("<a href=\"#{}\"><code>{}</code></a>", anchor(id), escape(id))
}

/// A text in which nothing is HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

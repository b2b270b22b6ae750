//! The document that is made of the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::*;
use crate::rules::ALL;

/// What matches the group of a pattern, in order.
fn all<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
    let pattern = Regex::new(pattern).expect("a pattern");
    pattern.captures_iter(text).filter_map(|found| found.get(1)).map(|found| found.as_str()).collect()
}

fn ids() -> BTreeSet<String> {
    ALL.iter().map(|rule| anchor(rule.meta().id)).collect()
}

fn assert_anchors(anchors: &[&str], links: &[&str]) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for anchor in anchors {
        *times.entry(anchor).or_default() += 1;
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "more than once: {twice:?}");
    let missing: Vec<String> = ids().into_iter().filter(|id| !times.contains_key(id.as_str())).collect();
    assert!(missing.is_empty(), "no anchor: {missing:?}");
    let dead: BTreeSet<_> = links.iter().filter(|link| !times.contains_key(**link)).collect();
    assert!(dead.is_empty(), "links to nothing: {dead:?}");
    assert!(links.len() > 2 * ALL.len(), "{}", links.len());
}

#[test]
fn every_area_is_described() {
    let areas = areas(&ALL);
    let undescribed: Vec<_> =
        areas.iter().filter(|area| area.about.is_empty()).map(|area| area.name).collect();
    assert!(undescribed.is_empty(), "{undescribed:?}");
    assert_eq!(areas.len(), AREAS.len());
    assert_eq!(areas.iter().map(|area| area.chapters.len()).sum::<usize>(), ALL.len());
}

#[test]
fn html_has_every_anchor_once_and_no_dead_link() {
    let html = html(&ALL);
    assert_anchors(
        &all(r#" id="([^"]*)""#, &html),
        &all(r##" (?:href|aria-labelledby)="#?([^"]*)""##, &html),
    );
}

#[test]
fn markdown_has_every_anchor_once_and_no_dead_link() {
    let markdown = markdown(&ALL);
    assert_anchors(&all(r#"<a id="([^"]*)"></a>"#, &markdown), &all(r"\]\(#([^)]*)\)", &markdown));
}

/// Every tag is closed where it was opened, and a `<` or `&` of a page never becomes one of the document.
#[test]
fn html_is_well_formed() {
    let html = html(&ALL);
    let tag = Regex::new(r#"<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)( ?/)?>"#).expect("a pattern");
    let reference = Regex::new(r"&([^;\s]*;?)").expect("a pattern");
    let body = html.strip_prefix("<!DOCTYPE html>\n").expect("the type of the document");
    let mut open: Vec<&str> = Vec::new();
    let mut end = 0;
    for found in tag.captures_iter(body) {
        let whole = found.get(0).expect("a match");
        let text = &body[end..whole.start()];
        if open.last() != Some(&"style") {
            assert!(!text.contains(['<', '>']), "unescaped: {text}");
            let known = |name: &str| ["amp;", "lt;", "gt;", "quot;"].contains(&name);
            assert!(reference.captures_iter(text).all(|found| known(&found[1])), "unescaped: {text}");
        }
        end = whole.end();
        match (&found[1], found.get(4)) {
            ("/", _) => assert_eq!(open.pop(), Some(found.get(2).expect("a name").as_str()), "near {text}"),
            (_, None) => open.push(found.get(2).expect("a name").as_str()),
            _ => {}
        }
    }
    assert!(open.is_empty() && body[end..].trim().is_empty(), "{open:?}");
    let used: BTreeSet<&str> = all(r"<([a-z][a-z0-9]*)[ >]", &html).into_iter().collect();
    for outside in ["script", "img", "link", "iframe", "object"] {
        assert!(!used.contains(outside), "{outside}");
    }
    assert!(!html.contains("url(") && !html.contains("@import"));
    assert!(!html.contains(" href=\"http"));
}

#[test]
fn headings_come_in_order() {
    let html = html(&ALL);
    let mut last = 0;
    for level in all("<h([1-6])[ >]", &html) {
        let level: usize = level.parse().expect("a level");
        assert!(level <= last + 1, "h{level} after h{last}");
        last = level;
    }
    assert_eq!(all("<h(1)[ >]", &html).len(), 1);
}

#[test]
fn no_mark_of_the_tests_is_left() {
    for document in [html(&ALL), markdown(&ALL)] {
        let marks = all(r"((?:error|warning|info|unknown): [a-z]+/[a-z-]+)", &document);
        assert!(marks.is_empty(), "{marks:?}");
        assert!(document.contains("← error: reported here"));
        assert!(!document.contains("file=etc"));
    }
}

/// The smallest catalogue that shows all there is.
#[test]
fn structure() {
    let few = ["auth/guest-host-missing", "docker/dollar-in-value"];
    let rules: Vec<&dyn Rule> = ALL.iter().copied().filter(|rule| few.contains(&rule.meta().id)).collect();
    let html = html(&rules);
    let style = html.find("<style>").expect("a style")..html.find("</style>").expect("its end");
    let timeless = |text: &str| text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!("html", timeless(&html.replace(&html[style], "<style>")));
    insta::assert_snapshot!("markdown", timeless(&markdown(&rules)));
}

/// Contrast of text on what is behind it, as WCAG 2 computes it: 4.5 at least, in both schemes.
#[test]
fn colours_can_be_read() {
    let style = include_str!("book.css");
    let light = |colour: &str| -> f64 {
        let full: String = match colour.len() {
            3 => colour.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => colour.to_owned(),
        };
        let part =
            |at: usize| f64::from(u8::from_str_radix(&full[at..at + 2], 16).expect("two digits")) / 255.0;
        let linear =
            |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(0)) + 0.7152 * linear(part(2)) + 0.0722 * linear(part(4))
    };
    let pattern = Regex::new(r"--([a-z-]+): #([0-9a-f]{3,6});").expect("a pattern");
    let schemes: Vec<&str> = style.split(":root {").skip(1).collect();
    assert_eq!(schemes.len(), 3);
    for scheme in &schemes[..2] {
        let block = scheme.split('}').next().expect("a block");
        let colours: BTreeMap<String, f64> =
            pattern.captures_iter(block).map(|found| (found[1].to_owned(), light(&found[2]))).collect();
        for (ink, paper) in [
            ("ink", "paper"),
            ("ink", "box"),
            ("soft", "paper"),
            ("link", "paper"),
            ("error", "error-box"),
            ("warning", "warning-box"),
            ("info", "info-box"),
            ("unknown", "unknown-box"),
        ] {
            let (one, other) = (colours[ink], colours[paper]);
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(contrast >= 4.5, "{ink} on {paper}: {contrast:.2}");
        }
    }
}

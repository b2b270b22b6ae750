//! From what people see, or what a log says, to the rules that may explain it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::page::Page;
use super::rule::{Meta, Rule};
use crate::catalogue::{CASES, Case};
use crate::model::edit_distance;

/// How well a rule fits what was asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// Some of the words stand on its page.
    SomeWords,
    /// All words stand on its page.
    AllOnPage,
    /// All words stand in one symptom, or in the title.
    AllTogether,
    /// The words stand in a symptom in this order, when words like "the" do not count.
    LoosePhrase,
    /// The very words stand in a symptom.
    Phrase,
}

/// A rule that may explain it.
#[derive(Debug)]
pub struct Hit {
    /// The rule.
    pub meta: &'static Meta,
    /// How well it fits.
    pub fit: Fit,
    /// The symptom that fits best.
    pub symptom: &'static str,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Rules, the most probable first. They all fit in full, or all in part.
    pub rules: Vec<Hit>,
    /// Causes that no rule can find, since no file shows them.
    pub elsewhere: Vec<&'static Case>,
}

/// Words that say nothing about what is wrong.
const IDLE: [&str; 61] = [
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "cannot", "cant",
    "do", "does", "doesnt", "dont", "for", "from", "get", "gets", "had", "has", "have", "how", "i", "if",
    "in", "into", "is", "isnt", "it", "its", "me", "my", "no", "not", "of", "on", "or", "our", "s", "so",
    "t", "that", "the", "then", "this", "to", "was", "we", "when", "where", "why", "will", "with", "wont",
    "you", "your",
];

/// What a word weighs that stands on no page, such as a name of the asker's own server.
const UNKNOWN: usize = 5;

/// More words than anybody types; a pasted log file is cut here.
const LONGEST: usize = 40;

/// Finds the rules that may explain a text.
pub fn search(rules: &[&dyn Rule], text: &str) -> Found {
    let asked: Vec<String> = words(text).take(LONGEST).collect();
    let telling = telling(&asked);
    if telling.is_empty() {
        return Found::default();
    }
    let entries: Vec<Entry> = rules.iter().filter_map(|rule| Entry::new(rule.meta())).collect();
    // A word that stands on few pages tells more.
    let weight = |pages: usize| 1000usize.checked_div(pages).map_or(UNKNOWN, |weight| weight + 1);
    let weights: BTreeMap<&str, usize> = telling
        .iter()
        .map(|word| (word.as_str(), weight(entries.iter().filter(|entry| entry.has(word)).count())))
        .collect();
    let wanted: usize = telling.iter().map(|word| weights[word.as_str()]).sum();
    let mut hits: Vec<(usize, Hit)> = Vec::new();
    for entry in &entries {
        let heads = telling.iter().filter(|word| entry.has(word));
        let weight: usize = heads.map(|word| weights[word.as_str()]).sum();
        let best = entry.symptoms.iter().map(|(symptom, words)| {
            let shared = telling.iter().filter(|word| words.iter().any(|other| same(word, other))).count();
            (fit(&asked, &telling, words), shared, *symptom)
        });
        let (best, shared, symptom) = match best.max_by_key(|(fit, shared, _)| (*fit, *shared)) {
            Some((fit, shared, symptom)) if shared > 0 => (fit, shared, symptom),
            _ => (None, 0, ""),
        };
        let all = |words: &[String]| telling.iter().all(|word| words.iter().any(|other| same(word, other)));
        let fit = match best {
            Some(fit) => fit,
            None if all(&entry.name) => Fit::AllTogether,
            None if all(&entry.page) => Fit::AllOnPage,
            None if weight * 2 >= wanted => Fit::SomeWords,
            None => continue,
        };
        // In a pasted line, the longer symptom tells more.
        let weight = if fit == Fit::SomeWords { weight } else { shared };
        hits.push((weight, Hit { meta: entry.meta, fit, symptom }));
    }
    // What fits less well is of use only when little fits better.
    for (fit, enough) in [(Fit::SomeWords, 1), (Fit::AllOnPage, 3)] {
        if hits.iter().filter(|(_, hit)| hit.fit > fit).count() >= enough {
            hits.retain(|(_, hit)| hit.fit > fit);
        }
    }
    hits.sort_by_key(|(weight, hit)| {
        (Reverse(hit.fit), Reverse(*weight), Reverse(hit.meta.severity), rank(hit.meta.id), hit.meta.id)
    });
    let elsewhere = CASES.iter().filter(|case| case.rules.is_empty());
    let elsewhere = elsewhere.filter(|case| {
        let words: Vec<String> = words(case.sees).collect();
        telling.iter().all(|word| words.iter().any(|other| same(word, other)))
    });
    let elsewhere: Vec<&Case> = elsewhere.collect();
    if !elsewhere.is_empty() {
        hits.retain(|(_, hit)| hit.fit > Fit::SomeWords);
    }
    Found { rules: hits.into_iter().map(|(_, hit)| hit).collect(), elsewhere }
}

/// Where the most common case stands that a rule finds.
fn rank(id: &str) -> usize {
    CASES.iter().position(|case| case.rules.contains(&id)).unwrap_or(CASES.len())
}

/// A rule with its words.
struct Entry {
    meta: &'static Meta,
    symptoms: Vec<(&'static str, Vec<String>)>,
    /// Id and titles.
    name: Vec<String>,
    /// What the page says before it comes to examples.
    page: Vec<String>,
}

impl Entry {
    fn new(meta: &'static Meta) -> Option<Self> {
        let page = Page::parse(meta.page).ok()?;
        let symptoms =
            page.symptoms().into_iter().map(|symptom| (symptom, words(symptom).collect())).collect();
        let name: Vec<String> = [meta.id, meta.title, page.title()].into_iter().flat_map(words).collect();
        let prose =
            [page.introduction(), page.section("What happens").unwrap_or_default(), page.field("symptom")];
        let mut all: Vec<String> = prose.into_iter().flat_map(words).chain(name.iter().cloned()).collect();
        all.sort_unstable();
        all.dedup();
        Some(Entry { meta, symptoms, name, page: all })
    }

    /// Whether a word stands in the symptoms or the name.
    fn has(&self, word: &str) -> bool {
        let symptoms = self.symptoms.iter().flat_map(|(_, words)| words);
        symptoms.chain(&self.name).any(|other| same(word, other))
    }
}

/// How well a symptom fits; `None` if a word is missing.
fn fit(asked: &[String], telling: &[String], symptom: &[String]) -> Option<Fit> {
    let at = |long: &[String], short: &[String], equal: &dyn Fn(&str, &str) -> bool| {
        let mut parts = long.windows(short.len().max(1));
        parts.any(|part| part.iter().zip(short).all(|(one, other)| equal(other, one)))
    };
    let core = self::telling(symptom);
    let equal = |one: &str, other: &str| one == other;
    // A pasted line of a log has the symptom in it; a single word of it would be chance.
    if at(symptom, asked, &equal) || (core.len() > 1 && at(asked, symptom, &equal)) {
        return Some(Fit::Phrase);
    }
    if at(&core, telling, &same) {
        return Some(Fit::LoosePhrase);
    }
    let all = telling.iter().all(|word| symptom.iter().any(|other| same(word, other)));
    all.then_some(Fit::AllTogether)
}

/// The words of a text in small letters, without punctuation.
fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '\'' || letter == '’'));
    parts.map(|word| word.replace(['\'', '’'], "").to_lowercase()).filter(|word| !word.is_empty())
}

/// The words that tell something, or all if none does.
fn telling(words: &[String]) -> Vec<String> {
    let slip = |word: &str| {
        IDLE.iter().any(|idle| idle.len() >= 4 && word.len() >= 3 && edit_distance(word, idle) == 1)
    };
    let idle = |word: &str| IDLE.contains(&word) || slip(word);
    let telling: Vec<String> = words.iter().filter(|word| !idle(word)).cloned().collect();
    if telling.is_empty() { words.to_vec() } else { telling }
}

/// Whether two words are the same for people: endings and a slip of the finger do not count.
fn same(asked: &str, word: &str) -> bool {
    if asked == word || (asked.len() >= 4 && word.starts_with(asked)) || stem(asked) == stem(word) {
        return true;
    }
    // A number with another digit is another number.
    let number = |word: &str| word.chars().all(|letter| letter.is_ascii_digit());
    let slips = match asked.len().min(word.len()) {
        _ if number(asked) || number(word) => 0,
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    };
    slips > 0 && asked.len().abs_diff(word.len()) <= slips && edit_distance(asked, word) <= slips
}

/// A word without its ending.
fn stem(word: &str) -> &str {
    let endings = ["ing", "ed", "es", "s"];
    let stem = endings.iter().find_map(|ending| word.strip_suffix(ending));
    stem.filter(|stem| stem.len() >= 3).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_word() {
        for (asked, word, wanted) in [
            ("disconnected", "disconnected", true),
            ("disconect", "disconnected", false),
            ("disconected", "disconnected", true),
            ("recording", "records", true),
            ("jibri", "jigri", true),
            ("404", "405", false),
            ("room", "roam", false),
            ("lobby", "hobby", true),
            ("config", "configuration", true),
        ] {
            assert_eq!(same(asked, word), wanted, "{asked} {word}");
        }
    }

    #[test]
    fn what_is_asked_does_not_have_to_be_sensible() {
        for text in ["", "  ", "?!", "the", &"x".repeat(100_000), &"no video ".repeat(10_000), "\u{0}\u{301}"]
        {
            let _ = search(&crate::rules::ALL, text);
        }
    }
}

//! The findings of one day, so that the next day shows only new ones.
//!
//! A finding is recognised by its rule, its file and the text that it is about, never by its line: text
//! may move, and be indented anew. Secrets in that text are masked before it is written or compared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Masks;
use crate::check::{Outcome, Rule};
use crate::model::Deployment;
use crate::rules;
use crate::secret::Secret;
use crate::text::{Sources, Span};

/// What makes two findings the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Key {
    file: String,
    rule: String,
    text: String,
}

/// Findings that are known, and how often each occurs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Baseline {
    counts: BTreeMap<Key, usize>,
}

/// The form of the file. A program that does not know a version refuses it.
const VERSION: u32 = 1;
/// Characters of a text that are kept: enough to recognise it.
const MAX_TEXT: usize = 200;

#[derive(Serialize, Deserialize)]
struct Document {
    baseline_version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    file: String,
    rule: String,
    text: String,
    count: usize,
}

impl Baseline {
    /// What a run found, new or known. What stops a service is never taken for known.
    pub fn of(outcome: &Outcome, deployment: &Deployment, masks: &Masks) -> Self {
        let mut baseline = Baseline::default();
        let sources = &deployment.sources;
        let mut add = |rule: &str, place: Span| {
            if can_be_known(rule) {
                *baseline.counts.entry(key(rule, place, sources, masks)).or_default() += 1;
            }
        };
        for diagnostic in outcome.diagnostics.iter().chain(&outcome.known) {
            add(diagnostic.rule, diagnostic.primary.span);
            diagnostic.consequences.iter().for_each(|it| add(it.rule, it.primary.span));
        }
        baseline
    }

    /// Reads a baseline, or says why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Document = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if document.baseline_version != VERSION {
            let version = document.baseline_version;
            return Err(format!("it has version {version}; this jitsi-doctor knows version {VERSION}"));
        }
        let mut baseline = Baseline::default();
        for Entry { file, rule, text, count } in document.findings {
            let known = baseline.counts.entry(Key { file, rule, text }).or_default();
            *known = known.saturating_add(count);
        }
        Ok(baseline)
    }

    /// The file: always the same for the same findings.
    pub fn to_json(&self) -> String {
        let findings = self.counts.iter().filter(|(_, count)| **count > 0).map(|(key, count)| {
            let Key { file, rule, text } = key.clone();
            Entry { file, rule, text, count: *count }
        });
        let document = Document { baseline_version: VERSION, findings: findings.collect() };
        // Texts and numbers can always be written.
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.counts.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a finding is known; each known one is taken once.
    pub fn take(&mut self, rule: &str, place: Span, sources: &Sources, masks: &Masks) -> bool {
        match self.counts.get_mut(&key(rule, place, sources, masks)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// How many of those that were not taken would have been found if they were still there.
    pub fn gone(&self, rules_run: &[&str], outcome: &Outcome) -> usize {
        let decided = |id: &str| {
            let exists = rules::ALL.iter().any(|rule| rule.meta().id == id);
            let open = outcome.undecided.iter().any(|undecided| undecided.rule == id);
            !exists || (rules_run.contains(&id) && !open)
        };
        let left = self.counts.iter().filter(|(key, _)| decided(&key.rule)).map(|(_, count)| *count);
        left.fold(0, usize::saturating_add)
    }
}

/// Whether findings of this rule may be taken for known.
pub fn can_be_known(rule: &str) -> bool {
    !rules::ALL.iter().map(|it: &&dyn Rule| it.meta()).any(|meta| meta.id == rule && meta.stops_a_service())
}

fn key(rule: &str, place: Span, sources: &Sources, masks: &Masks) -> Key {
    let text = masked(place, sources, masks);
    let words: Vec<&str> = text.split_whitespace().collect();
    Key {
        file: sources.path(place.file).to_owned(),
        rule: rule.to_owned(),
        text: words.join(" ").chars().take(MAX_TEXT).collect(),
    }
}

/// The text of a place without its secrets, whose length is not told either.
fn masked(place: Span, sources: &Sources, masks: &Masks) -> String {
    let text = sources.file(place.file).text();
    let end = (place.end as usize).min(text.len());
    let mut at = (place.start as usize).min(end);
    let mut shown = String::new();
    for hidden in masks.ranges(place.file) {
        if hidden.end <= at || hidden.start >= end {
            continue;
        }
        shown.push_str(text.get(at..hidden.start.max(at)).unwrap_or_default());
        shown.push_str(Secret::PLACEHOLDER);
        at = hidden.end.min(end);
    }
    shown.push_str(text.get(at..end).unwrap_or_default());
    masks.hide(&shown).into_owned()
}

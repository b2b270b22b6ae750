//! What was asked to be left out: by comments in the files, and by `jitsi-doctor.toml`.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Diagnostic, Undecided};
use super::rule::{Meta, Rule};
use crate::load::Status;
use crate::model::{Deployment, Inline, Word};
use crate::text::{FileId, Span};

/// A finding that was left out.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The comment or the entry that asked for it.
    pub by: Span,
    /// Why, in the words of who asked.
    pub reason: String,
}

/// A suppression that suppressed nothing, though its rules ran and could be decided.
#[derive(Clone, Debug)]
pub struct Idle {
    /// Where the rule is named.
    pub place: Span,
    /// The rule, as it is named.
    pub rule: String,
    /// Whether it is a comment, and not an entry of `jitsi-doctor.toml`.
    pub comment: bool,
    /// A finding of the rule that touches these lines without being about them.
    pub near: Option<Span>,
}

/// One wish, and whether it came true.
struct Wish<'w> {
    kind: Kind<'w>,
    used: bool,
}

enum Kind<'w> {
    Comment(&'w Inline, &'w Word),
    Entry(&'w crate::policy::Ignore),
}

/// All wishes that count.
pub(super) struct Wishes<'w> {
    deployment: &'w Deployment,
    wishes: Vec<Wish<'w>>,
    /// Comments by rule and file.
    comments: BTreeMap<(&'w str, FileId), Vec<usize>>,
    entries: Vec<usize>,
}

impl<'w> Wishes<'w> {
    pub fn new(deployment: &'w Deployment) -> Self {
        let mut all =
            Wishes { deployment, wishes: Vec::new(), comments: BTreeMap::new(), entries: Vec::new() };
        for inline in deployment.inline.iter().filter(|it| it.is_ignore() && it.reason.is_some()) {
            for word in &inline.rules {
                let key = (word.text.as_str(), inline.span.file);
                all.comments.entry(key).or_default().push(all.wishes.len());
                all.wishes.push(Wish { kind: Kind::Comment(inline, word), used: false });
            }
        }
        for entry in &deployment.policy.ignores {
            all.entries.push(all.wishes.len());
            all.wishes.push(Wish { kind: Kind::Entry(entry), used: false });
        }
        all
    }

    /// The first wish that is about this finding; all that are count as used.
    pub fn granted(&mut self, diagnostic: &Diagnostic, meta: &Meta) -> Option<(Span, String)> {
        if !meta.may_be_ignored() {
            return None;
        }
        let place = diagnostic.primary.span;
        let sources = &self.deployment.sources;
        let comments = self.comments.get(&(meta.id, place.file)).into_iter().flatten();
        let mut granted = None;
        for at in comments.chain(&self.entries) {
            let wish = &mut self.wishes[*at];
            let (is_about, by, reason) = match wish.kind {
                Kind::Comment(inline, _) => {
                    (inline.covers(place, sources), inline.span, inline.reason.as_deref())
                }
                Kind::Entry(entry) => (
                    entry.pattern.matches(meta.id) && entry.is_about(sources.path(place.file)),
                    entry.place,
                    Some(entry.reason.as_str()),
                ),
            };
            if is_about {
                wish.used = true;
                granted.get_or_insert_with(|| (by, reason.unwrap_or_default().to_owned()));
            }
        }
        granted
    }

    /// Wishes that never came true although they could have.
    pub fn idle(&self, ran: &[&dyn Rule], shown: &[Diagnostic], undecided: &[Undecided]) -> Vec<Idle> {
        let whole = |status: &Status| matches!(status, Status::Read | Status::Missing);
        if self.wishes.iter().all(|wish| wish.used)
            || !self.deployment.files.iter().all(|record| whole(&record.status))
        {
            return Vec::new();
        }
        let open: BTreeSet<&str> = undecided.iter().map(|undecided| undecided.rule).collect();
        let decided: BTreeSet<&str> = ran
            .iter()
            .map(|rule| rule.meta())
            .filter(|meta| meta.may_be_ignored() && !open.contains(meta.id))
            .map(|meta| meta.id)
            .collect();
        let decided = |id: &str| decided.contains(id);
        let mut idle = Vec::new();
        for wish in self.wishes.iter().filter(|wish| !wish.used) {
            match wish.kind {
                Kind::Comment(inline, word) if decided(&word.text) => idle.push(Idle {
                    place: word.span,
                    rule: word.text.clone(),
                    comment: true,
                    near: self.near(inline, word, shown),
                }),
                Kind::Comment(..) => {}
                Kind::Entry(entry) => {
                    // Every rule that it could be about must have been decided.
                    let mut meant = crate::rules::ALL.iter().map(|rule| rule.meta());
                    let rule =
                        self.deployment.sources.slice(entry.place).trim_matches(['"', '\'']).to_owned();
                    if meant.all(|meta| {
                        !entry.pattern.matches(meta.id) || !meta.may_be_ignored() || decided(meta.id)
                    }) {
                        idle.push(Idle { place: entry.place, rule, comment: false, near: None });
                    }
                }
            }
        }
        idle
    }

    fn near(&self, inline: &Inline, word: &Word, shown: &[Diagnostic]) -> Option<Span> {
        let sources = &self.deployment.sources;
        let touches = |diagnostic: &&Diagnostic| {
            diagnostic.related.iter().any(|label| inline.covers(label.span, sources))
        };
        let same_rule = shown.iter().filter(|diagnostic| diagnostic.rule == word.text);
        same_rule.into_iter().find(touches).map(|diagnostic| diagnostic.primary.span)
    }
}

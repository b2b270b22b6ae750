//! Where rules put what they find.

use std::collections::BTreeSet;

use super::finding::{Diagnostic, Finding, Undecided};
use super::rule::Meta;
use crate::fact::{Fact, Origin, Verdict};
use crate::text::{Sources, Span};
use crate::value::Reason;

/// Takes the findings of one rule. It also answers three-valued questions in two values, keeping
/// the third: what cannot be told is noted, and counts as "do not report".
pub struct Sink<'s> {
    meta: &'static Meta,
    sources: &'s Sources,
    diagnostics: Vec<Diagnostic>,
    reported: BTreeSet<(Span, String)>,
    undecided: Vec<Undecided>,
}

impl<'s> Sink<'s> {
    pub(super) fn new(meta: &'static Meta, sources: &'s Sources) -> Self {
        Sink { meta, sources, diagnostics: Vec::new(), reported: BTreeSet::new(), undecided: Vec::new() }
    }

    pub(super) fn finish(self) -> (Vec<Diagnostic>, Vec<Undecided>) {
        (self.diagnostics, self.undecided)
    }

    /// Reports a finding. The same place and message are reported once.
    pub fn report(&mut self, finding: Finding) {
        let diagnostic = Diagnostic::new(self.meta, finding);
        if self.reported.insert((diagnostic.primary.span, diagnostic.message.clone())) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Notes that the rule cannot decide.
    pub fn cannot_tell(&mut self, reason: Reason, place: Option<Span>) {
        let undecided = Undecided { rule: self.meta.id, reason, place };
        if !self.undecided.contains(&undecided) {
            self.undecided.push(undecided);
        }
    }

    /// Whether the answer is surely yes.
    pub fn yes(&mut self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Yes => true,
            Verdict::No => false,
            Verdict::CannotTell(reason, place) => {
                self.cannot_tell(reason, place);
                false
            }
        }
    }

    /// Whether the answer is surely no.
    pub fn no(&mut self, verdict: Verdict) -> bool {
        self.yes(verdict.negate())
    }

    /// The value with its origin, if it is set and known.
    pub fn known<'f, T>(&mut self, fact: &'f Fact<T>) -> Option<(&'f T, &'f Origin)> {
        match fact {
            Fact::Known(value, origin) => Some((value, origin)),
            Fact::Unknown(reason, origin) => {
                self.cannot_tell(reason.clone(), Some(origin.span));
                None
            }
            Fact::Absent(_) => None,
        }
    }

    /// The value itself, if it is set and known.
    pub fn value<T>(&mut self, fact: Fact<T>) -> Option<T> {
        self.known(&fact)?;
        match fact {
            Fact::Known(value, _) => Some(value),
            _ => None,
        }
    }

    /// Whether it is surely not set.
    pub fn absent<T>(&mut self, fact: &Fact<T>) -> bool {
        match fact {
            Fact::Known(..) => false,
            Fact::Unknown(reason, origin) => {
                self.cannot_tell(reason.clone(), Some(origin.span));
                false
            }
            Fact::Absent(_) => true,
        }
    }

    /// The texts, for messages that name a line.
    pub fn sources(&self) -> &'s Sources {
        self.sources
    }
}

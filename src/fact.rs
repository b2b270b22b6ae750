//! Three-valued facts: what is known, what cannot be known, and what is not there.

use crate::text::Span;
use crate::value::{Beaten, Reason};

/// One setting as a component of the deployment sees it.
///
/// There is no `==` and no `unwrap_or` on purpose: a rule must say what it does with a
/// value it does not know. Rules read facts through [`crate::check::Sink::known`] and compare them
/// through functions that return a [`Verdict`].
#[derive(Clone, Debug)]
pub enum Fact<T> {
    /// The value, and where it comes from.
    Known(T, Origin),
    /// It has a value, but not one that can be known.
    Unknown(Reason, Origin),
    /// It is not set.
    Absent(Absent),
}

/// Where a value is written, and what it beat.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The text to change.
    pub span: Span,
    /// The nearest definition that has no effect because of this one. All of them stand in the
    /// [`crate::value::Entry`]; facts are made too often to carry a copy.
    pub beaten: Option<Span>,
}

impl Origin {
    /// A value that beat no other.
    pub fn at(span: Span) -> Self {
        Origin { span, beaten: None }
    }

    /// A value and what it replaced, oldest first.
    pub fn over(span: Span, beaten: &[Beaten]) -> Self {
        Origin { span, beaten: beaten.last().map(|beaten| beaten.node.span) }
    }
}

/// A setting that is not there.
#[derive(Clone, Debug, Default)]
pub struct Absent {
    /// Where it would have to be written: the head of the section, the object, the start of the file.
    pub place: Option<Span>,
    /// The value the program takes instead, as one would write it.
    pub default: Option<String>,
}

/// The answer to a question about facts.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// It depends on something that cannot be known.
    CannotTell(Reason, Option<Span>),
}

impl Verdict {
    /// `Yes` or `No`.
    pub fn from_bool(yes: bool) -> Self {
        if yes { Verdict::Yes } else { Verdict::No }
    }

    /// Whether it is surely so, for questions of second rank: what cannot be told is not noted.
    pub fn is_yes(&self) -> bool {
        matches!(self, Verdict::Yes)
    }

    /// The opposite; what cannot be told stays so.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Verdict::Yes => Verdict::No,
            Verdict::No => Verdict::Yes,
            unknown => unknown,
        }
    }

    /// Both: `No` beats "cannot tell", which beats `Yes`.
    #[must_use]
    pub fn and(self, other: Verdict) -> Self {
        match (self, other) {
            (Verdict::No, _) | (_, Verdict::No) => Verdict::No,
            (unknown @ Verdict::CannotTell(..), _) | (_, unknown @ Verdict::CannotTell(..)) => unknown,
            (Verdict::Yes, Verdict::Yes) => Verdict::Yes,
        }
    }

    /// Either: `Yes` beats "cannot tell", which beats `No`.
    #[must_use]
    pub fn or(self, other: Verdict) -> Self {
        self.negate().and(other.negate()).negate()
    }
}

impl<T> Fact<T> {
    /// Not set, to be written at `place`.
    pub fn absent(place: Option<Span>) -> Self {
        Fact::Absent(Absent { place, default: None })
    }

    /// Where it is written, or where it would have to be.
    pub fn place(&self) -> Option<Span> {
        match self {
            Fact::Known(_, origin) | Fact::Unknown(_, origin) => Some(origin.span),
            Fact::Absent(absent) => absent.place,
        }
    }

    /// Changes a known value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Fact::Known(value, origin) => Fact::Known(change(value), origin),
            Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
            Fact::Absent(absent) => Fact::Absent(absent),
        }
    }

    /// The fact that decides: this one if it is set, else the other.
    pub fn or_else(self, other: impl FnOnce() -> Fact<T>) -> Fact<T> {
        match self {
            Fact::Absent(here) => match other() {
                // The nearer place is the better one to point at.
                Fact::Absent(there) => Fact::Absent(Absent {
                    place: here.place.or(there.place),
                    default: here.default.or(there.default),
                }),
                set => set,
            },
            set => set,
        }
    }

    /// Whether it is set and fulfils the condition. Not set counts as `No`.
    pub fn is(&self, condition: impl FnOnce(&T) -> bool) -> Verdict {
        match self {
            Fact::Known(value, _) => Verdict::from_bool(condition(value)),
            Fact::Unknown(reason, origin) => Verdict::CannotTell(reason.clone(), Some(origin.span)),
            Fact::Absent(_) => Verdict::No,
        }
    }

    /// Whether it is set at all, to whatever value.
    pub fn is_set(&self) -> bool {
        !matches!(self, Fact::Absent(_))
    }

    /// Whether it is surely not set.
    pub fn missing(&self) -> Verdict {
        match self {
            Fact::Absent(_) => Verdict::Yes,
            _ => self.is(|_| false),
        }
    }

    /// The condition on the value that takes effect: the program's default where it is not set.
    pub fn effective(&self, default: T, condition: impl FnOnce(&T) -> bool) -> Verdict {
        match self {
            Fact::Absent(_) => Verdict::from_bool(condition(&default)),
            _ => self.is(condition),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cannot_tell() -> Verdict {
        Verdict::CannotTell(Reason::new("x"), None)
    }

    #[test]
    fn three_valued_logic() {
        assert!(matches!(Verdict::No.and(cannot_tell()), Verdict::No));
        assert!(matches!(Verdict::Yes.and(cannot_tell()), Verdict::CannotTell(..)));
        assert!(matches!(Verdict::Yes.or(cannot_tell()), Verdict::Yes));
        assert!(matches!(Verdict::No.or(cannot_tell()), Verdict::CannotTell(..)));
        assert!(matches!(cannot_tell().negate(), Verdict::CannotTell(..)));
    }
}

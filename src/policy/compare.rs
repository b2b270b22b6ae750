//! Whether a setting is what the site expects of it.

use std::borrow::Cow;

use super::path::Root;
use super::resolve::{Setting, resolve};
use super::{Expectation, Want};
use crate::fact::{Absent, Fact, Verdict};
use crate::model::{Deployment, same_value};
use crate::secret::Purpose;
use crate::text::Span;
use crate::value::{Node, Reason, Value};

/// What came of one expectation for one setting.
#[derive(Clone, Debug)]
pub enum Compared {
    /// It is so.
    Met,
    /// It is not so.
    Unmet(Mismatch),
    /// It cannot be known.
    CannotTell(Reason, Option<Span>),
}

/// How a setting differs.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// The value, or where it would have to be written.
    pub place: Option<Span>,
    /// What it is: a clause without a full stop.
    pub actual: String,
    /// What it should be, as it follows "should be".
    pub wanted: String,
    /// The value of the other setting, or where it would have to be written, and which of the two.
    pub other: Option<(Span, &'static str)>,
}

impl Expectation {
    /// Compares every setting that the path means.
    pub fn compare(&self, deployment: &Deployment) -> Vec<Compared> {
        let others = match &self.want {
            Want::SameAs(path) => resolve(path, deployment),
            _ => Vec::new(),
        };
        let mut compared = Vec::new();
        for setting in resolve(&self.path, deployment) {
            match &self.want {
                Want::SameAs(_) => {
                    compared
                        .extend(others.iter().map(|other| self.compare_two(setting.clone(), other.clone())));
                }
                _ => compared.push(self.compare_one(setting)),
            }
        }
        compared
    }

    fn compare_one(&self, setting: Setting) -> Compared {
        let fact = match setting {
            Ok(fact) => fact,
            Err(reason) => return Compared::CannotTell(reason, None),
        };
        let verdict = match (&self.want, &fact) {
            (Want::Absent, fact) => fact.missing(),
            (want, fact) => match (effective(fact), fact) {
                (Some(node), _) => self.fits(want, &node),
                (None, fact) => fact.is(|_| false),
            },
        };
        self.outcome(verdict, &fact, None)
    }

    fn compare_two(&self, one: Setting, other: Setting) -> Compared {
        let (one, other) = match (one, other) {
            (Ok(one), Ok(other)) => (one, other),
            (Err(reason), _) | (_, Err(reason)) => return Compared::CannotTell(reason, None),
        };
        let verdict = match (&one, &other) {
            (Fact::Unknown(reason, origin), _) | (_, Fact::Unknown(reason, origin)) => {
                Verdict::CannotTell(reason.clone(), Some(origin.span))
            }
            (Fact::Absent(_), Fact::Absent(_)) => Verdict::Yes,
            (one, other) => match (effective(one), effective(other)) {
                (Some(one), Some(other)) => match (text(&one), text(&other)) {
                    (Some(one), Some(other)) => Verdict::from_bool(one == other),
                    _ => same_value(&one, &other),
                },
                _ => Verdict::No,
            },
        };
        let what = if other.is_set() { "the other setting" } else { "the other setting is missing here" };
        self.outcome(verdict, &one, other.place().map(|place| (place, what)))
    }

    fn outcome(&self, verdict: Verdict, fact: &Fact<Node>, other: Option<(Span, &'static str)>) -> Compared {
        match verdict {
            Verdict::Yes => Compared::Met,
            Verdict::CannotTell(reason, place) => Compared::CannotTell(reason, place),
            Verdict::No => {
                let actual = match fact {
                    Fact::Known(node, _) => shown(node),
                    fact => match effective(fact) {
                        Some(default) => format!("not set, which means {}", shown(&default)),
                        None => "not set".to_owned(),
                    },
                };
                Compared::Unmet(Mismatch { place: fact.place(), actual, wanted: self.want.shown(), other })
            }
        }
    }

    /// Whether a value that is set is one that is wanted.
    fn fits(&self, want: &Want, node: &Node) -> Verdict {
        if let Value::Secret(_) = node.value {
            let reason = "it is a secret: a file may compare it with `same_as` and `absent` only";
            return Verdict::CannotTell(Reason::new(reason), Some(node.span));
        }
        // Java reads every scalar as a text and converts it; Lua and JavaScript tell `false` from "false".
        let typed = matches!(
            self.path.root,
            Root::Global
                | Root::Options(_)
                | Root::Modules(_)
                | Root::HostKind(_)
                | Root::HostComponent(_)
                | Root::Web(_)
        );
        match want {
            Want::Equals(wanted) => same(node, wanted, typed),
            Want::OneOf(wanted) => {
                wanted.iter().fold(Verdict::No, |verdict, wanted| verdict.or(same(node, wanted, typed)))
            }
            Want::Matches(regex) => Verdict::from_bool(text(node).is_some_and(|text| regex.is_match(&text))),
            Want::SameAs(_) | Want::Absent => Verdict::Yes,
        }
    }
}

impl Want {
    /// As it follows "should be".
    fn shown(&self) -> String {
        match self {
            Want::Equals(node) => shown(node),
            Want::OneOf(nodes) => nodes.iter().map(shown).collect::<Vec<_>>().join(" or "),
            Want::Matches(regex) => {
                let inside = regex.as_str().strip_prefix("^(?:").and_then(|text| text.strip_suffix(")$"));
                format!("a text that matches `{}`", inside.unwrap_or_default())
            }
            Want::SameAs(path) => format!("the same as `{}`", path.text),
            Want::Absent => "absent".to_owned(),
        }
    }
}

fn same(node: &Node, wanted: &Node, typed: bool) -> Verdict {
    match (&node.value, &wanted.value) {
        (Value::Unknown(_), _) => same_value(node, wanted),
        (Value::Int(one), Value::Float(other)) | (Value::Float(other), Value::Int(one)) => {
            Verdict::from_bool(*one as f64 == *other)
        }
        (_, Value::List(wanted)) => match node.as_list() {
            Some(items) => items
                .iter()
                .zip(wanted)
                .fold(Verdict::from_bool(items.len() == wanted.len()), |verdict, (item, wanted)| {
                    verdict.and(same(item, wanted, typed))
                }),
            None => Verdict::No,
        },
        _ if typed => same_value(node, wanted),
        _ => Verdict::from_bool(text(node).is_some() && text(node) == text(wanted)),
    }
}

/// The value, or the default of the program where it is not set and the default is known.
fn effective(fact: &Fact<Node>) -> Option<Cow<'_, Node>> {
    match fact {
        Fact::Known(node, _) => Some(Cow::Borrowed(node)),
        Fact::Absent(Absent { place: Some(place), default: Some(default) }) => {
            Some(Cow::Owned(Node::new(Value::Str(default.clone()), *place)))
        }
        _ => None,
    }
}

/// A scalar as a text.
fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        value => value.text_for(Purpose::Judge).map(str::to_owned),
    }
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::Secret(_) => "another secret".to_owned(),
        Value::Str(text) => format!("`{text}`"),
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        value => text(node).map_or_else(|| value.kind().to_owned(), |text| format!("`{text}`")),
    }
}

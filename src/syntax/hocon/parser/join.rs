//! Joins the pieces of a value that are known without looking anything up, as Typesafe does while it parses.

use super::{Expr, Item, Parser, Scalar, Written};
use crate::syntax::SyntaxError;
use crate::text::Span;

impl Parser<'_> {
    /// What pieces in one line give together.
    pub(super) fn join(&mut self, mut pieces: Vec<Written>, span: Span) -> Written {
        match pieces.len() {
            0 => return Written { expr: Expr::Broken, span },
            1 => return pieces.remove(0),
            _ => {}
        }
        let mut joined: Vec<Written> = Vec::new();
        // What stands on the left: pieces that stay apart here may be one value to Typesafe.
        let mut so_far = Shape::Open;
        for right in pieces {
            let shape = shape(&right.expr);
            let Some(left) = joined.last_mut() else {
                so_far = shape;
                joined.push(right);
                continue;
            };
            match (so_far, shape) {
                // Only a look-up tells what these are joined to.
                (Shape::Open, _) | (_, Shape::Open) => {
                    so_far = shape;
                    joined.push(right);
                }
                (Shape::Text, Shape::Text | Shape::Word) | (Shape::Word, Shape::Text | Shape::Word) => {
                    so_far = Shape::Text;
                    left.append(right);
                }
                (Shape::List | Shape::Object { .. }, Shape::Word) => {}
                (Shape::List, Shape::List) => match (&left.expr, &right.expr) {
                    (Expr::List(_), Expr::List(_)) => left.append(right),
                    _ => joined.push(right),
                },
                (Shape::Object { numbered: one }, Shape::Object { numbered: other }) => {
                    so_far = Shape::Object { numbered: one.max(other) };
                    joined.push(right);
                }
                (Shape::Object { numbered }, Shape::List) | (Shape::List, Shape::Object { numbered })
                    if numbered != Numbered::No =>
                {
                    so_far = if numbered == Numbered::Yes { Shape::List } else { Shape::Open };
                    joined.push(right);
                }
                _ => {
                    let place = left.span.to(right.span);
                    self.error(
                        SyntaxError::new(place, "a list or an object is joined with a text or a number here")
                            .fix("put a comma or a line break between the two, or remove one of them"),
                    );
                    return Written { expr: Expr::Broken, span };
                }
            }
        }
        match joined.len() {
            1 => Written { expr: joined.remove(0).expr, span },
            _ => Written { expr: Expr::Concat(joined), span },
        }
    }
}

impl Written {
    /// Adds a list to a list, or a text to a text.
    fn append(&mut self, right: Written) {
        match (&mut self.expr, right.expr) {
            (Expr::List(items), Expr::List(more)) => items.extend(more),
            (Expr::Scalar { scalar, text, quoted }, Expr::Scalar { text: more, .. }) => {
                text.push_str(&more);
                (*scalar, *quoted) = (Scalar::Str, true);
            }
            _ => return,
        }
        self.span = self.span.to(right.span);
    }
}

/// What a piece is, as far as its form tells.
#[derive(Clone, Copy)]
enum Shape {
    Open,
    Text,
    /// A text without quotes.
    Word,
    List,
    Object {
        numbered: Numbered,
    },
}

/// Whether an object has keys that are numbers, which make it a list beside a list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Numbered {
    No,
    /// A file that is included may have some.
    Perhaps,
    Yes,
}

fn shape(expr: &Expr) -> Shape {
    match expr {
        Expr::Subst { .. } | Expr::Concat(_) | Expr::Broken => Shape::Open,
        Expr::Scalar { scalar: Scalar::Str, quoted: false, .. } => Shape::Word,
        Expr::Scalar { .. } => Shape::Text,
        Expr::List(_) => Shape::List,
        Expr::Object(items) => {
            Shape::Object { numbered: items.iter().map(numbered).max().unwrap_or(Numbered::No) }
        }
    }
}

fn numbered(item: &Item) -> Numbered {
    match item {
        Item::Field { path, .. } => match path.first() {
            Some((key, _)) if key.parse::<i32>().is_ok_and(|number| number >= 0) => Numbered::Yes,
            _ => Numbered::No,
        },
        Item::Include(_) => Numbered::Perhaps,
    }
}

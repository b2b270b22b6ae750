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
        for right in pieces {
            let Some(left) = joined.last_mut() else {
                joined.push(right);
                continue;
            };
            match (&mut left.expr, right.expr) {
                // Only a look-up tells what these are joined to.
                (left_expr, right_expr) if is_open(left_expr) || is_open(&right_expr) => {
                    joined.push(Written { expr: right_expr, span: right.span });
                }
                (Expr::List(items), Expr::List(more)) => {
                    items.extend(more);
                    left.span = left.span.to(right.span);
                }
                (
                    Expr::List(_) | Expr::Object(_),
                    Expr::Scalar { scalar: Scalar::Str, quoted: false, .. },
                ) => {}
                (Expr::Scalar { scalar, text, quoted }, Expr::Scalar { text: more, .. }) => {
                    text.push_str(&more);
                    (*scalar, *quoted) = (Scalar::Str, true);
                    left.span = left.span.to(right.span);
                }
                (Expr::Object(_), right_expr @ Expr::Object(_)) => {
                    joined.push(Written { expr: right_expr, span: right.span });
                }
                (Expr::Object(items), right_expr @ Expr::List(_)) if may_be_list(items) => {
                    joined.push(Written { expr: right_expr, span: right.span });
                }
                (Expr::List(_), Expr::Object(items)) if may_be_list(&items) => {
                    joined.push(Written { expr: Expr::Object(items), span: right.span });
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

fn is_open(expr: &Expr) -> bool {
    matches!(expr, Expr::Subst { .. } | Expr::Concat(_) | Expr::Broken)
}

/// Whether an object has keys that are numbers, which make it a list beside a list.
fn may_be_list(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Field { path, .. } => path.first().is_some_and(|(key, _)| key.parse::<u32>().is_ok()),
        Item::Include(_) => true,
    })
}

//! Mistakes that the parser lets pass, though no browser does.

use super::errors::{Finding, View};
use super::scan::{Kind, Token};

/// `#` comments, which the parser takes for private names. Real ones occur in classes only.
pub fn hash_comment(text: &str, tokens: &[Token]) -> Option<Finding> {
    let view = View { text, tokens, here: 0 };
    let at = (0..tokens.len()).find(|at| view.is(*at, "#"))?;
    let in_class = (0..at).any(|at| view.is(at, "class"));
    (!in_class)
        .then(|| view.finding(at, "`#` does not start a comment in JavaScript", "write `//` instead of `#`"))
}

/// `{ a = 1 }`, which the parser takes for a pattern with a default, though a value is wanted there.
pub fn equals_in_object(text: &str, tokens: &[Token]) -> Option<Finding> {
    let view = View { text, tokens, here: 0 };
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Sign {
            continue;
        }
        match view.word(at) {
            "{" | "[" | "(" => {
                let inside = match open.last() {
                    // Patterns stand elsewhere: before `=`, or between the parentheses of a function.
                    None => at > 0 && view.is(at - 1, "=") && !view.is(at, "("),
                    Some((_, inside)) => {
                        *inside && (view.is(at, "[") || view.opens_object(at)) && !view.is(at, "(")
                    }
                };
                open.push((at, inside));
            }
            "}" | "]" | ")" => {
                open.pop();
            }
            "=" => {
                let Some((bracket, true)) = open.last().copied() else { continue };
                if view.is(bracket, "{") && view.is_key(at - 1, bracket) {
                    return Some(view.equals_sign(at));
                }
            }
            _ => {}
        }
    }
    None
}

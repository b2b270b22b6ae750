//! How deep a text nests, measured before a parser that recurses sees it.

use super::scan::{Kind, Token, ends_value};
use crate::syntax::guard::MAX_DEPTH;

/// How much of a text's nesting a parser can take.
pub enum Depth {
    /// All of it.
    Fine,
    /// More than Lua itself accepts, at this token.
    BeyondLua(Token),
    /// Fine for Lua, too much for us.
    BeyondUs,
}

/// Operators in one expression that we follow.
const MAX_OPERATORS: usize = 4000;

/// Measures nesting without recursion: brackets, blocks and operators that nest to the right.
pub fn depth(tokens: &[Token], text: &str) -> Depth {
    // One entry a level: operators that nest, and all operators, of the expression that is open there.
    let mut levels: Vec<(usize, usize)> = vec![(0, 0)];
    let mut nesting = 0usize;
    let mut after_value = false;
    for token in tokens {
        // A mended token may begin inside of a character; such a one is a text and counts for nothing.
        let word = text.get(token.start..token.end).unwrap_or_default();
        let is_operator = match (token.kind, word) {
            (Kind::Symbol, "(" | "{" | "[") | (Kind::Keyword, "function" | "do" | "if" | "repeat") => {
                levels.push((0, 0));
                false
            }
            (Kind::Symbol, ")" | "}" | "]") | (Kind::Keyword, "end" | "until") => {
                if levels.len() > 1
                    && let Some((nested, _)) = levels.pop()
                {
                    nesting -= nested;
                }
                false
            }
            (Kind::Symbol, "," | ";" | "=")
            | (Kind::Keyword, "then" | "return" | "local" | "else" | "elseif") => {
                if let Some(level) = levels.last_mut() {
                    nesting -= level.0;
                    *level = (0, 0);
                }
                false
            }
            (Kind::Symbol, _) | (Kind::Keyword, "and" | "or" | "not") => true,
            _ => false,
        };
        if is_operator && let Some(level) = levels.last_mut() {
            let nests = matches!(word, ".." | "^" | "not") || (!after_value && word != ".");
            level.0 += usize::from(nests);
            level.1 += 1;
            nesting += usize::from(nests);
            if level.1 > MAX_OPERATORS {
                return Depth::BeyondUs;
            }
        }
        if levels.len() + nesting > MAX_DEPTH {
            return Depth::BeyondLua(*token);
        }
        after_value = ends_value(token, text);
    }
    Depth::Fine
}

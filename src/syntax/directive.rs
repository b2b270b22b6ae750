//! What the languages of web servers have in common: directives with words, some with a block.

use crate::text::Span;

/// One word of a directive, without its quotes.
#[derive(Clone, PartialEq, Debug)]
pub struct Word {
    /// The text the program sees.
    pub text: String,
    /// The word with its quotes.
    pub span: Span,
}

/// A directive, simple or with a block.
#[derive(Clone, PartialEq, Debug)]
pub struct Directive {
    /// Its name.
    pub name: Word,
    /// What follows the name.
    pub args: Vec<Word>,
    /// The directives in its block, if it has one; what is included stands in the place of the include.
    pub block: Option<Vec<Directive>>,
    /// All of it, of one with a block only the start.
    pub span: Span,
}

//! Characters and words, as far as the scan tells them apart.

/// What the characters of ASCII are; all others are looked at one by one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A letter, a digit, or one of `_`, `$` and `\`.
    Word,
    Blank,
    LineEnd,
    /// Everything else: quotes, brackets, operators.
    Sign,
    /// Part of a character that is not ASCII.
    Wide,
}

pub static CLASSES: [Class; 256] = {
    let mut classes = [Class::Sign; 256];
    let mut at = 0;
    while at < classes.len() {
        classes[at] = match at as u8 {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'\\' => Class::Word,
            b' ' | b'\t' | 0x0B | 0x0C => Class::Blank,
            b'\n' | b'\r' => Class::LineEnd,
            0x80.. => Class::Wide,
            _ => Class::Sign,
        };
        at += 1;
    }
    classes
};

/// Whether a line ends there.
pub fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Typographic quotes look like quotes and are not letters either.
pub fn is_typographic_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '´')
}

/// Whether a character belongs to a word.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '_' | '$' | '\\')
        || (!c.is_ascii() && !c.is_whitespace() && c != '\u{FEFF}' && !is_typographic_quote(c))
}

/// What a word means for the words and signs around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A name, a value, or a keyword of which nothing here depends.
    Name,
    Async,
    Else,
    /// Stands between two values.
    Infix,
    /// Its parentheses hold no value, so that a regular expression may follow them.
    Condition,
    /// Another word after which a value is still to come.
    Operator,
}

impl Meaning {
    /// Whether a value is still to come after it.
    pub fn wants_value(self) -> bool {
        !matches!(self, Meaning::Name | Meaning::Async)
    }
}

/// What a word means.
pub fn meaning(word: &str) -> Meaning {
    // Most words of a configuration are told apart here.
    if !matches!(word.len(), 2..=10) || !word.as_bytes()[1].is_ascii_lowercase() {
        return Meaning::Name;
    }
    match word {
        "async" => Meaning::Async,
        "else" => Meaning::Else,
        "in" | "instanceof" => Meaning::Infix,
        "await" | "for" | "if" | "while" | "with" => Meaning::Condition,
        "case" | "class" | "delete" | "do" | "extends" | "function" | "new" | "of" | "return" | "throw"
        | "try" | "typeof" | "void" | "yield" => Meaning::Operator,
        _ => Meaning::Name,
    }
}

//! From "Expected ',', got 'ident'" to what an administrator did wrong.

use super::scan::{Kind, Token};
use super::words::is_typographic_quote;

/// A syntax error in the rendered text.
#[derive(Debug, PartialEq)]
pub struct Finding {
    /// First byte of the text to change.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// What is wrong.
    pub cause: String,
    /// What to do.
    pub fix: Option<String>,
}

/// How the lines begin that a merge of two versions leaves behind.
pub const MERGE_MARKS: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];

/// What the parser said.
#[derive(Clone, Copy, Debug)]
pub struct Complaint<'m> {
    /// First byte of the token it stumbled over.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// Its own words.
    pub message: &'m str,
}

/// Finds the real cause of the parser's complaint.
pub fn explain(text: &str, tokens: &[Token], complaint: Complaint<'_>) -> Finding {
    let here = tokens.partition_point(|token| token.end <= complaint.start);
    let view = View { text, tokens, here };
    view.foreign_text()
        .or_else(|| view.unfinished_text())
        .or_else(|| view.in_a_list())
        .or_else(|| view.brackets())
        .or_else(|| view.missing_comma())
        .or_else(|| view.in_statements())
        .unwrap_or_else(|| view.fallback(complaint))
}

/// The tokens, seen from one of them.
pub struct View<'t> {
    pub text: &'t str,
    pub tokens: &'t [Token],
    /// The token the parser stumbled over; the number of tokens at the end of the file.
    pub here: usize,
}

impl<'t> View<'t> {
    pub fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    pub fn is(&self, at: usize, sign: &str) -> bool {
        matches!(self.tokens.get(at), Some(Token { kind: Kind::Sign | Kind::Word, .. }))
            && self.word(at) == sign
    }

    fn before(&self) -> Option<usize> {
        self.here.checked_sub(1)
    }

    pub fn finding(&self, at: usize, cause: impl Into<String>, fix: &str) -> Finding {
        let token = self.tokens.get(at).or(self.tokens.last());
        let (start, end) = token.map_or((0, 0), |token| (token.start, token.end));
        Finding { start, end, cause: cause.into(), fix: Some(fix.to_owned()) }
    }

    /// First token of the line of the token.
    fn line_start(&self, at: usize) -> usize {
        let at = at.min(self.tokens.len().saturating_sub(1));
        (0..=at).rev().find(|at| self.tokens.get(*at).is_none_or(|token| token.new_line)).unwrap_or(0)
    }

    /// What is no JavaScript at all: other languages' comments, typographic quotes, HTML, leftovers of a merge.
    fn foreign_text(&self) -> Option<Finding> {
        let first = self.line_start(self.here.saturating_sub(1)).min(self.line_start(self.here));
        let line = first..self.tokens.len().min(self.here + 1);
        for at in line {
            let token = self.tokens[at];
            let rest = &self.text[token.start..];
            if token.kind == Kind::Sign && rest.starts_with(is_typographic_quote) {
                let cause = format!(
                    "`{}` is a typographic quotation mark, which JavaScript does not know",
                    self.word(at)
                );
                return Some(self.finding(at, cause, "use straight quotation marks: ' or \""));
            }
            if token.kind != Kind::Sign {
                continue;
            }
            if MERGE_MARKS.iter().any(|mark| rest.starts_with(mark)) {
                let cause = "this line is left over from a merge of two versions of the file";
                return Some(self.finding(at, cause, "keep one of the two versions and delete the marks"));
            }
            if let Some(entity) = html_entity(rest) {
                let mut finding = self.finding(
                    at,
                    format!("`{entity}` is HTML, not JavaScript"),
                    "write the character itself",
                );
                finding.end = token.start + entity.len();
                return Some(finding);
            }
            let starts_line = token.new_line || at.checked_sub(1).is_some_and(|before| self.is(before, ","));
            if starts_line && rest.starts_with("--") {
                return Some(self.finding(
                    at,
                    "`--` does not start a comment in JavaScript",
                    "write `//` instead of `--`",
                ));
            }
        }
        None
    }

    /// Strings, templates and comments that end too late or too early.
    fn unfinished_text(&self) -> Option<Finding> {
        for (at, token) in self.tokens.iter().enumerate().take(self.here + 1) {
            match token.kind {
                Kind::Text(false) => {
                    if let Some(finding) = self.early_end(at) {
                        return Some(finding);
                    }
                    let cause = "the text that starts with this quotation mark does not end on its line";
                    let mut finding = self.finding(at, cause, "add the closing quotation mark");
                    finding.end = finding.start + 1;
                    return Some(finding);
                }
                Kind::Template(false) => {
                    let mut finding = self.finding(
                        at,
                        "the text that starts with this backtick does not end",
                        "add the closing backtick",
                    );
                    finding.end = finding.start + 1;
                    return Some(finding);
                }
                Kind::OpenComment => {
                    let mut finding =
                        self.finding(at, "this comment does not end", "add `*/` where it should end");
                    finding.end = finding.start + 2;
                    return Some(finding);
                }
                _ => {}
            }
        }
        let before = self.before()?;
        self.early_end(self.here).or_else(|| self.early_end(before))
    }

    /// `'don't'`: a word that touches the end of a text.
    fn early_end(&self, at: usize) -> Option<Finding> {
        let text_at = at.checked_sub(1)?;
        let (text, word) = (self.tokens.get(text_at)?, self.tokens.get(at)?);
        if text.kind == Kind::Text(false) || word.kind == Kind::Text(false) {
            // The word lies between the two texts: 'don | t | '
            let first = at.checked_sub(2)?;
            let (first_token, middle) = (self.tokens.get(first)?, text);
            let touching = first_token.end == middle.start && middle.kind == Kind::Word;
            return (touching && first_token.kind == Kind::Text(true)).then(|| self.apostrophe(first));
        }
        let touching = text.end == word.start && text.kind == Kind::Text(true) && word.kind == Kind::Word;
        touching.then(|| self.apostrophe(text_at))
    }

    fn apostrophe(&self, at: usize) -> Finding {
        let quote = self.word(at).chars().next().unwrap_or('\'');
        self.finding(
            at,
            format!("the second {quote} ends this text, though the text goes on"),
            &format!("write \\{quote} for the one inside the text, or put the text in other quotation marks"),
        )
    }

    /// The innermost bracket that is open before `here`.
    fn open_bracket(&self) -> Option<usize> {
        self.open_brackets(self.here).0.pop()
    }

    /// Brackets open before a token, and the first closing one that nothing opened.
    fn open_brackets(&self, until: usize) -> (Vec<usize>, Option<usize>) {
        let (mut open, mut surplus) = (Vec::new(), None);
        for at in 0..until.min(self.tokens.len()) {
            if self.tokens[at].kind != Kind::Sign {
                continue;
            }
            match self.word(at) {
                "{" | "[" | "(" => open.push(at),
                sign @ ("}" | "]" | ")") => {
                    let opening = matching(sign);
                    match open.iter().rposition(|one| self.is(*one, opening)) {
                        Some(found) => open.truncate(found),
                        None => surplus = surplus.or(Some(at)),
                    }
                }
                _ => {}
            }
        }
        (open, surplus)
    }

    /// Whether a `{` opens an object and not a block.
    pub fn opens_object(&self, at: usize) -> bool {
        self.is(at, "{")
            && at.checked_sub(1).is_some_and(|before| {
                let signs = ["=", ":", "(", ",", "[", "?", "|", "&", "return", "+"];
                signs.iter().any(|sign| self.is(before, sign))
            })
    }

    fn ends_value(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| match token.kind {
            Kind::Word | Kind::Text(true) | Kind::Regex => true,
            Kind::Template(_) => self.word(at).ends_with('`'),
            _ => matches!(self.word(at), "}" | "]" | ")"),
        })
    }

    fn starts_value(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| match token.kind {
            Kind::Word | Kind::Text(true) | Kind::Regex => true,
            Kind::Template(_) => self.word(at).starts_with('`'),
            _ => matches!(self.word(at), "{" | "["),
        })
    }

    /// Mistakes between the keys and values of an object.
    fn in_a_list(&self) -> Option<Finding> {
        let before = self.before()?;
        let open = self.open_bracket()?;
        if !self.opens_object(open) {
            return None;
        }
        let key = |at: usize| self.is_key(at, open);
        for at in [self.here, before] {
            if at > 0 && self.is(at, "=") && key(at - 1) {
                return Some(self.equals_sign(at));
            }
        }
        if self.is(self.here, "=") && self.is(before, "=") {
            return None;
        }
        // `a = 1, b: 2`: the parser takes the first for a default value and stumbles later.
        if let Some(at) = (open..self.here).find(|at| *at > open + 1 && self.is(*at, "=") && key(at - 1)) {
            return Some(self.equals_sign(at));
        }
        if self.is(self.here, ",") && (self.is(before, ",") || before == open) {
            return Some(self.finding(self.here, "there is a comma too many", "delete one comma"));
        }
        if (self.is(self.here, ",") || self.is(self.here, "}")) && self.is(before, ":") {
            return Some(self.finding(
                before,
                "there is no value after this colon",
                "write a value, or delete the key",
            ));
        }
        if key(before) && self.starts_value(self.here) {
            return Some(self.finding(
                before,
                "there is no colon after this key",
                "write `:` between the key and its value",
            ));
        }
        if self.is(self.here, ";") && self.ends_value(before) && self.is(self.here + 2, ":") {
            return Some(self.finding(
                self.here,
                "inside an object a comma follows each value, not a semicolon",
                "write `,` instead of `;`",
            ));
        }
        let numbers = |at: usize| self.word(at).starts_with(|c: char| c.is_ascii_digit());
        if numbers(before) && (numbers(self.here) || self.is(self.here, ".")) || self.is_address(self.here) {
            let at = if numbers(before) { before } else { self.here };
            return Some(self.finding(at, "this address has no quotes", "put it in quotes"));
        }
        if key(before) && [".", "-", "/"].iter().any(|sign| self.is(self.here, sign)) {
            let sign = self.word(self.here);
            return Some(self.finding(
                before,
                format!("a key with `{sign}` in its name needs quotes"),
                "put it in quotes",
            ));
        }
        let unquoted_url = (before..=self.here)
            .find(|at| self.is(*at, ":") && self.text[self.tokens[*at].end..].starts_with("//"));
        if let Some(at) = unquoted_url.filter(|at| *at > 0) {
            return Some(self.finding(at - 1, "this address has no quotes", "put it in quotes"));
        }
        let next_is_key = self.is(self.here + 1, ":") || self.ends_list_item(self.here + 1);
        if self.ends_value(before) && self.starts_value(self.here) && next_is_key {
            return Some(self.no_comma(before));
        }
        None
    }

    /// Whether a key of the object that opens at `bracket` can stand here.
    pub fn is_key(&self, at: usize, bracket: usize) -> bool {
        let first = at.checked_sub(1).is_some_and(|before| before == bracket || self.is(before, ","));
        first && matches!(self.tokens[at].kind, Kind::Word | Kind::Text(true))
    }

    pub fn equals_sign(&self, at: usize) -> Finding {
        let cause = "inside an object a key and its value are separated by `:`, not by `=`";
        self.finding(at, cause, "write `:` instead of `=`")
    }

    fn is_address(&self, at: usize) -> bool {
        self.word(at).starts_with(|c: char| c.is_ascii_digit()) && self.is(at + 1, ".")
    }

    fn ends_list_item(&self, at: usize) -> bool {
        ["}", ",", "("].iter().any(|sign| self.is(at, sign))
    }

    fn missing_comma(&self) -> Option<Finding> {
        let before = self.before()?;
        let open = self.open_bracket()?;
        let separated = self.is(open, "[") || self.is(open, "(") || self.opens_object(open);
        (separated && self.ends_value(before) && self.starts_value(self.here)).then(|| self.no_comma(before))
    }

    /// Mistakes outside of objects and lists.
    fn in_statements(&self) -> Option<Finding> {
        if self.here == 0 && self.is(0, "<") {
            return Some(self.finding(0, "this file is HTML, not JavaScript", "put the real file here"));
        }
        let before = self.before()?;
        if self.is(before, "*") && self.is(self.here, "/") {
            return Some(self.finding(
                before,
                "this `*/` ends no comment: comments do not nest",
                "delete it, or an earlier one",
            ));
        }
        if self.is(before, "{") && self.is(self.here, "{") {
            return Some(self.finding(
                before,
                "this is a placeholder of a template that was not filled in",
                "write the value",
            ));
        }
        if self.is(before, "=") && [";", ",", "}"].iter().any(|sign| self.is(self.here, sign)) {
            return Some(self.finding(before, "there is no value after this `=`", "write a value"));
        }
        let member = before.checked_sub(1).is_some_and(|dot| self.is(dot, "."));
        if member && self.is(self.here, ":") && self.open_bracket().is_none() {
            return Some(self.finding(
                self.here,
                "outside of an object a value is set with `=`, not with `:`",
                "write `=` instead of `:`",
            ));
        }
        let same_line = self.tokens.get(self.here).is_some_and(|token| !token.new_line);
        let two = same_line && self.ends_value(before) && self.starts_value(self.here);
        let assigned = (self.line_start(before)..before).any(|at| self.is(at, "="));
        (two && assigned).then(|| {
            self.finding(
                before,
                "another statement follows this value on the same line",
                "put `;` between them",
            )
        })
    }

    fn no_comma(&self, at: usize) -> Finding {
        self.finding(at, "there is no comma after this value", "add a comma after it")
    }

    /// Brackets that do not match.
    fn brackets(&self) -> Option<Finding> {
        let (open, surplus) = self.open_brackets(self.tokens.len());
        if let Some(at) = surplus.filter(|at| *at <= self.here) {
            let sign = self.word(at);
            return Some(self.finding(
                at,
                format!("this `{sign}` closes nothing: no `{}` is open here", matching(sign)),
                "delete it, or an earlier one that closes too much",
            ));
        }
        if surplus.is_some() && self.open_bracket().is_none() {
            // What follows the object looks like its inside: a bracket before closed it too early.
            let at = (0..self.here).rev().find(|at| self.is(*at, "}"))?;
            return Some(self.finding(
                at,
                "this `}` closes the object too early: more of its keys follow",
                "delete it",
            ));
        }
        let closing = ["}", "]", ")"].into_iter().find(|sign| self.is(self.here, sign));
        let innermost = self.open_bracket();
        if let (Some(sign), Some(innermost)) = (closing, innermost)
            && !self.is(innermost, matching(sign))
        {
            return Some(self.unclosed(innermost));
        }
        if let Some(innermost) = innermost.filter(|at| !self.is(*at, "{") && self.is(self.here, ":")) {
            return Some(self.unclosed(innermost));
        }
        let outermost = *open.first()?;
        Some(self.unclosed(self.suspect().unwrap_or(outermost)))
    }

    fn unclosed(&self, at: usize) -> Finding {
        let (open, close) = match self.word(at) {
            "{" => ("{", "}"),
            "[" => ("[", "]"),
            _ => ("(", ")"),
        };
        self.finding(at, format!("this `{open}` is never closed"), &format!("add the missing `{close}`"))
    }

    /// The first `{` whose `}` is indented less than the line that opens it: that `}` was meant for another.
    fn suspect(&self) -> Option<usize> {
        let mut open = Vec::new();
        for at in 0..self.tokens.len() {
            if self.is(at, "{") {
                open.push(at);
            } else if self.is(at, "}") {
                let opener = open.pop()?;
                if self.tokens[at].new_line && self.indent(at) < self.indent(self.line_start(opener)) {
                    return Some(opener);
                }
            }
        }
        None
    }

    fn indent(&self, at: usize) -> usize {
        let start = self.tokens[at].start;
        start - self.text[..start].rfind('\n').map_or(0, |line| line + 1)
    }

    fn fallback(&self, complaint: Complaint<'_>) -> Finding {
        let Some(token) = self.tokens.get(self.here) else {
            return self.finding(
                self.here,
                "the file ends here, in the middle of a statement",
                "complete the last statement",
            );
        };
        let end = complaint.end.clamp(token.end, self.text.len()).min(token.end.max(complaint.start + 1));
        let shown: String = self.word(self.here).chars().take(40).collect();
        let cause = if shown == crate::text::SourceFile::REPLACEMENT.to_string() {
            "this byte is not UTF-8 and stands outside of a text".to_owned()
        } else if self.is(self.here, "class") || complaint.message.contains("reserved") {
            format!("`{shown}` is a word that JavaScript keeps for itself")
        } else if complaint.message.contains("scape") {
            "this text contains a backslash that JavaScript cannot read".to_owned()
        } else {
            format!("JavaScript allows no `{shown}` here")
        };
        Finding { start: token.start, end, cause, fix: None }
    }
}

fn matching(sign: &str) -> &'static str {
    match sign {
        "}" => "{",
        "]" => "[",
        _ => "(",
    }
}

fn html_entity(text: &str) -> Option<&str> {
    const NAMES: [&str; 6] = ["&quot;", "&amp;", "&lt;", "&gt;", "&nbsp;", "&apos;"];
    if let Some(name) = NAMES.iter().find(|name| text.starts_with(**name)) {
        return Some(name);
    }
    let digits = text.strip_prefix("&#")?;
    let length = digits.find(';').filter(|length| (1..=6).contains(length))?;
    digits[..length].bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| &text[..length + 3])
}

//! Code in pages: the marks that the tests read become words that people read.

/// The words before the colon of a mark.
const WORDS: [&str; 4] = ["error", "warning", "info", "unknown"];

/// A line of an example.
pub(super) struct Line {
    /// The line, with its mark in words.
    pub text: String,
    /// What is reported on this line: the word before the colon.
    pub mark: Option<&'static str>,
}

/// The lines of an example on the page of a rule.
pub(super) fn lines(code: &str, id: &str) -> Vec<Line> {
    let mut waiting = None;
    code.lines()
        .map(|line| match mark(line, id) {
            Some((word, at, end)) => {
                let (before, after) = (&line[..at], &line[end..]);
                let alone = before.trim().trim_matches(['-', '/', '#', '*', '!', ' ']).is_empty();
                if alone {
                    waiting = Some(word);
                }
                let text = match (word, alone) {
                    ("unknown", true) => "↓ this line cannot be decided".to_owned(),
                    ("unknown", false) => "← cannot be decided".to_owned(),
                    (word, true) => format!("↓ {word}: reported on this line"),
                    (word, false) => format!("← {word}: reported here"),
                };
                Line { text: format!("{before}{text}{after}"), mark: Some(word).filter(|_| !alone) }
            }
            None => Line { text: line.to_owned(), mark: waiting.take() },
        })
        .collect()
}

/// The mark in a line: its word, where it begins and where it ends.
fn mark(line: &str, id: &str) -> Option<(&'static str, usize, usize)> {
    WORDS.into_iter().find_map(|word| {
        let mark = format!("{word}: {id}");
        line.find(&mark).map(|at| (word, at, at + mark.len()))
    })
}

/// The language and the path that stand behind the three back-ticks.
pub(super) fn info(info: &str) -> (&str, Option<&str>) {
    let mut words = info.split_whitespace();
    (words.next().unwrap_or_default(), words.find_map(|word| word.strip_prefix("file=")))
}

//! Text for a terminal: wrapped, and without anything that a terminal would obey.

/// A character as it may be shown: what controls a terminal, or turns the direction of writing, is replaced.
pub fn visible(c: char, ascii: bool) -> char {
    let dangerous = (c.is_control() && c != '\t')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    match dangerous {
        true if ascii => '?',
        true => '\u{FFFD}',
        false => c,
    }
}

/// A text with every character made visible; newlines stay.
pub fn printable(text: &str, ascii: bool) -> String {
    text.chars().map(|c| if c == '\n' { c } else { visible(c, ascii) }).collect()
}

/// Breaks a text at blanks into lines of at most `width` characters. Words that are longer stay whole,
/// so that commands and paths can be copied. Own line breaks stay; an indented line is kept as it is.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().split('\n') {
        if paragraph.starts_with("  ") {
            lines.push(paragraph.trim_end().to_owned());
            continue;
        }
        let mut line = String::new();
        let mut taken = 0;
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            if taken > 0 && taken + 1 + length > width {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            if taken > 0 {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            taken += length;
        }
        lines.push(line);
    }
    if lines.iter().all(String::is_empty) {
        lines.clear();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping() {
        assert_eq!(wrap("a bb ccc", 4), ["a bb", "ccc"]);
        assert_eq!(wrap("a/very/long/path b", 4), ["a/very/long/path", "b"]);
        assert_eq!(wrap("do:\n    x =  1\nthen", 4), ["do:", "    x =  1", "then"]);
        assert!(wrap("", 4).is_empty());
    }

    #[test]
    fn nothing_controls_the_terminal() {
        assert_eq!(printable("a\u{1b}[31m\u{202e}b\u{9b}\n", true), "a?[31m?b?\n");
    }
}

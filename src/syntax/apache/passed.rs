//! Sections of which nothing is kept.

use super::lines::Lines;

/// Passes a section that is nested too deep to be kept.
pub(super) fn section(lines: &mut Lines<'_>) {
    let mut depth = 1_usize;
    for mut line in lines {
        match (line.take('<'), line.rest().starts_with('/')) {
            (true, true) => depth -= 1,
            (true, false) => depth += 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// Passes the text of a macro: it means something only where `Use` puts it. Whether the macro ends.
pub(super) fn macro_text(lines: &mut Lines<'_>) -> bool {
    let mut depth = 1_usize;
    for mut line in lines {
        let word = line.word().map(|word| word.text.to_ascii_lowercase()).unwrap_or_default();
        match word.as_str() {
            "</macro>" => depth -= 1,
            "<macro" => depth += 1,
            _ => {}
        }
        if depth == 0 {
            return true;
        }
    }
    false
}

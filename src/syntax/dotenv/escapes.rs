//! Backslashes in double quotes.

/// What escapes mean; a `\$` becomes the `$$` that is no variable, and unknown ones stay.
pub(super) fn expand(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let simple = match after.chars().next() {
            Some('a') => Some("\u{7}"),
            Some('b') => Some("\u{8}"),
            Some('f') => Some("\u{c}"),
            Some('n') => Some("\n"),
            Some('r') => Some("\r"),
            Some('t') => Some("\t"),
            Some('v') => Some("\u{b}"),
            Some('$') => Some("$$"),
            Some('"') => Some("\""),
            Some('\\') => Some("\\"),
            _ => None,
        };
        rest = match (simple, after.strip_prefix('0')) {
            (Some(meant), _) => {
                out.push_str(meant);
                &after[1..]
            }
            (None, Some(digits)) => {
                let length = digits.bytes().take(3).take_while(u8::is_ascii_digit).count();
                let code = u8::from_str_radix(&digits[..length], 8).ok().filter(|_| length == 3);
                match code {
                    Some(code) => out.push(char::from(code)),
                    // The zero is lost, where the digits are no character.
                    None => {
                        out.push('\\');
                        out.push_str(&digits[..length]);
                    }
                }
                &digits[length..]
            }
            (None, None) => {
                out.push('\\');
                after
            }
        };
    }
    out + rest
}

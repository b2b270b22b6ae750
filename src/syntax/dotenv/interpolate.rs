//! `$NAME`, `${NAME}` and `${NAME:-text}`, as compose puts values in their places.

use crate::value::Reason;

/// Values made of values can double with every line.
const MAX_VALUE: usize = 1 << 16;
/// Defaults in defaults.
const MAX_DEPTH: usize = 50;

/// What is known of a variable.
#[derive(Debug)]
pub(in crate::syntax) enum Lookup<'v> {
    Set(&'v str),
    Unset,
    Unknown(Reason),
}

/// How a variable is named: alone, so that compose warns where it is not set, or with what to take instead.
pub(in crate::syntax) type Plain = bool;

/// Why there is no value.
#[derive(Debug)]
pub(in crate::syntax) enum Stop {
    Unknown(Reason),
    Refused(String),
}

/// The text with values in the place of variables.
pub(in crate::syntax) fn interpolate<'v>(
    text: &str,
    lookup: &mut dyn FnMut(&str, Plain) -> Lookup<'v>,
) -> Result<String, Stop> {
    let mut out = String::new();
    substitute(text, lookup, &mut out, 0)?;
    Ok(out)
}

fn unknown(clause: &str) -> Stop {
    Stop::Unknown(Reason::new(clause))
}

fn substitute<'v>(
    text: &str,
    lookup: &mut dyn FnMut(&str, Plain) -> Lookup<'v>,
    out: &mut String,
    depth: usize,
) -> Result<(), Stop> {
    if depth > MAX_DEPTH {
        return Err(unknown("its variables are nested too deep to follow"));
    }
    let mut rest = text;
    // The last `}` of the line, counted from the end of the text: a default may go on to there.
    let mut last_brace: Option<(usize, usize)> = None;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let Some(braced) = after.strip_prefix('{') else {
            let name = &after[..name_len(after)];
            match name {
                "" => out.push('$'),
                name => put(lookup(name, true), out)?,
            }
            rest = &after[name.len()..];
            continue;
        };
        let name = &braced[..name_len(braced)];
        let tail = &braced[name.len()..];
        if name.is_empty() {
            return Err(Stop::Refused("there is no name of a variable after this `${`".to_owned()));
        }
        if let Some(after) = tail.strip_prefix('}') {
            put(lookup(name, true), out)?;
            rest = after;
            continue;
        }
        let operator =
            tail.strip_prefix(':').unwrap_or(tail).chars().next().filter(|c| matches!(c, '-' | '+' | '?'));
        let Some(operator) = operator else {
            return Err(Stop::Refused(format!("`${{{name}` is not closed by a `}}` after the name")));
        };
        let colon = tail.starts_with(':');
        let body = &tail[1 + usize::from(colon)..];
        let (line_left, brace_left) = match last_brace {
            // Still on the same line.
            Some(known) if body.len() >= known.0 => known,
            _ => {
                let line = body.find('\n').unwrap_or(body.len());
                let brace = body[..line].rfind('}').map_or(usize::MAX, |brace| body.len() - brace);
                (body.len() - line, brace)
            }
        };
        last_brace = Some((line_left, brace_left));
        if brace_left > body.len() {
            return Err(Stop::Refused(format!("`${{{name}` is not closed by a `}}` in its line")));
        }
        let limit = body.len() - brace_left;
        let end = closing_brace(&rest[at..rest.len() - body.len() + limit + 1])
            .map_or(limit, |end| at + end - (rest.len() - body.len()));
        let (default, after) = (&body[..end], &body[end + 1..]);
        let value = lookup(name, false);
        let present = match &value {
            Lookup::Set(value) => !colon || !value.is_empty(),
            Lookup::Unset => false,
            Lookup::Unknown(reason) => return Err(Stop::Unknown(reason.clone())),
        };
        // Compose looks a default up also where it is not used, and refuses what is wrong in it.
        let mut unused = String::new();
        match (operator, present) {
            ('?', false) => {
                return Err(Stop::Refused(format!("{name} must be set, as this value says, and is not")));
            }
            ('-' | '?', true) | ('+', false) => {
                substitute(default, lookup, &mut unused, depth + 1).or_else(only_refused)?;
                put(value, out)?;
            }
            _ => substitute(default, lookup, out, depth + 1)?,
        }
        rest = after;
    }
    out.push_str(rest);
    if out.len() > MAX_VALUE { Err(unknown("it is too long")) } else { Ok(()) }
}

/// What is not used need not be known.
fn only_refused(stop: Stop) -> Result<(), Stop> {
    match stop {
        Stop::Unknown(_) => Ok(()),
        refused @ Stop::Refused(_) => Err(refused),
    }
}

fn put(value: Lookup<'_>, out: &mut String) -> Result<(), Stop> {
    match value {
        Lookup::Set(value) => out.push_str(value),
        Lookup::Unset => {}
        Lookup::Unknown(reason) => return Err(Stop::Unknown(reason)),
    }
    if out.len() > MAX_VALUE { Err(unknown("it is too long")) } else { Ok(()) }
}

/// The brace that closes the first one; whatever follows an opening brace is no brace itself.
fn closing_brace(text: &str) -> Option<usize> {
    let mut open = 0_i64;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'}' => {
                open -= 1;
                if open == 0 {
                    return Some(at);
                }
            }
            b'{' => {
                open += 1;
                bytes.next();
            }
            _ => {}
        }
    }
    None
}

fn name_len(text: &str) -> usize {
    // Two letters that are a K and an s to who ignores case.
    let letter = |c: char| c == '_' || c.is_ascii_alphabetic() || matches!(c, '\u{212A}' | '\u{17F}');
    if !text.starts_with(letter) {
        return 0;
    }
    text.find(|c: char| !letter(c) && !c.is_ascii_digit()).unwrap_or(text.len())
}

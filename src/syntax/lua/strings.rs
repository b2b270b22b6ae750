//! What a Lua literal stands for.

/// The text of a string token, quotes or long brackets included.
///
/// The error is the byte range inside the token that Lua refuses.
pub fn unescape(token: &str) -> Result<String, (usize, usize)> {
    if token.starts_with('[') {
        return Ok(long_string(token));
    }
    let end = if token.len() > 1 { token.len() - 1 } else { token.len() };
    let body = token.get(1..end).unwrap_or_default();
    if !body.contains('\\') {
        return Ok(body.to_owned());
    }
    let mut bytes = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(&byte) = body.as_bytes().get(at) {
        if byte == b'\\' {
            at += escape(&body.as_bytes()[at + 1..], &mut bytes)
                .map_err(|len| (at + 1, (at + 2 + len).min(end)))?
                + 1;
        } else {
            bytes.push(byte);
            at += 1;
        }
    }
    // Bytes that are no text cannot be shown, and no option of Prosody's wants any.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Adds what an escape stands for and returns how many bytes follow its backslash.
fn escape(rest: &[u8], out: &mut Vec<u8>) -> Result<usize, usize> {
    let Some(&first) = rest.first() else { return Err(0) };
    let simple = match first {
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'\\' | b'"' | b'\'' => first,
        b'\n' | b'\r' => {
            out.push(b'\n');
            let pair = matches!((first, rest.get(1)), (b'\r', Some(b'\n')) | (b'\n', Some(b'\r')));
            return Ok(if pair { 2 } else { 1 });
        }
        b'z' => return Ok(1 + rest[1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()),
        b'x' => {
            let digits = rest.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or(2usize)?;
            out.push(byte);
            return Ok(3);
        }
        b'0'..=b'9' => {
            let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
            let code = rest[..digits].iter().fold(0u32, |code, digit| code * 10 + u32::from(digit - b'0'));
            out.push(u8::try_from(code).map_err(|_| digits)?);
            return Ok(digits);
        }
        b'u' => {
            let close = rest.iter().take(12).position(|byte| *byte == b'}').ok_or(1usize)?;
            let code = rest.get(2..close).filter(|_| rest.get(1) == Some(&b'{'));
            let code = code.and_then(|digits| std::str::from_utf8(digits).ok());
            let code = code.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or(close)?;
            let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return Ok(close + 1);
        }
        _ => return Err(1),
    };
    out.push(simple);
    Ok(1)
}

fn long_string(token: &str) -> String {
    let level = token.bytes().skip(1).take_while(|byte| *byte == b'=').count() + 2;
    let body = token.get(level..token.len().saturating_sub(level)).unwrap_or_default();
    let body = body.strip_prefix("\r\n").or(body.strip_prefix('\n')).unwrap_or(body);
    body.replace("\r\n", "\n")
}

/// A number as Lua 5.4 reads it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    /// A whole number.
    Int(i64),
    /// Any other.
    Float(f64),
}

/// Reads a number token, or a text that holds a number.
pub fn number(text: &str) -> Option<Number> {
    let text = text.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']).to_ascii_lowercase();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    if let Some(hex) = digits.strip_prefix("0x") {
        return hexadecimal(hex).map(|number| match number {
            Number::Int(number) if negative => Number::Int(number.wrapping_neg()),
            Number::Float(number) if negative => Number::Float(-number),
            number => number,
        });
    }
    // Rust also reads words such as `inf`.
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    match text.parse::<i64>() {
        Ok(whole) => Some(Number::Int(whole)),
        Err(_) => text.parse::<f64>().ok().map(Number::Float),
    }
}

/// What follows `0x`: a whole number wraps around, a fraction or exponent makes a float.
fn hexadecimal(text: &str) -> Option<Number> {
    let (mantissa, exponent) = match text.split_once('p') {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.parse::<i32>().ok()?)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    if exponent.is_none() && !mantissa.contains('.') {
        let wraps = |value: u64, digit: char| Some(value.wrapping_mul(16) | u64::from(digit.to_digit(16)?));
        return Some(Number::Int(whole.chars().try_fold(0u64, wraps)?.cast_signed()));
    }
    let digits = whole.chars().chain(fraction.chars());
    let value = digits
        .clone()
        .try_fold(0.0, |value: f64, digit| Some(value * 16.0 + f64::from(digit.to_digit(16)?)))?;
    let shift = exponent.unwrap_or(0).saturating_sub(i32::try_from(fraction.len()).ok()?.checked_mul(4)?);
    Some(Number::Float(value * 2f64.powi(shift)))
}

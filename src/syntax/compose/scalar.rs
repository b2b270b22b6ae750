//! What a plain scalar is: the rules of the YAML library that compose is built with.

use crate::value::Value;

/// The value of a plain scalar without a tag; `None` for a date.
pub(super) fn plain(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return Some(Value::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(Value::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => return Some(Value::Float(f64::NEG_INFINITY)),
        _ => {}
    }
    let first = text.as_bytes().first().copied().unwrap_or_default();
    if first != b'.' && !matches!(first, b'+' | b'-' | b'0'..=b'9') {
        return Some(Value::Str(text.to_owned()));
    }
    if is_date(text) {
        return None;
    }
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let number = match first {
        // Behind a point in front an underscore only stands between two digits.
        b'.' if !between_digits(text) => None,
        b'.' => float(&digits, true),
        _ => integer(&digits).or_else(|| float(&digits, false)),
    };
    Some(number.unwrap_or_else(|| Value::Str(text.to_owned())))
}

/// Whether every underscore stands between two digits.
fn between_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let fits = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    bytes.iter().enumerate().all(|(at, byte)| *byte != b'_' || fits(at))
}

/// Whole numbers with the prefixes of Go; a leading zero alone means octal.
fn integer(text: &str) -> Option<Value> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.get(..2) {
        Some("0x") => (16, &lower[2..]),
        Some("0b") => (2, &lower[2..]),
        Some("0o") => (8, &lower[2..]),
        Some(_) if lower.starts_with('0') => (8, &lower[1..]),
        _ => (10, &lower[..]),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| char::from(digit).is_digit(radix)) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    let number = if negative { -number } else { number };
    match i64::try_from(number) {
        Ok(number) => Some(Value::Int(number)),
        // Numbers between the signed and the unsigned limit keep their digits.
        Err(_) if number > 0 && u64::try_from(number).is_ok() => Some(Value::Str(number.to_string())),
        Err(_) => None,
    }
}

fn float(text: &str, by_library: bool) -> Option<Value> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mantissa = unsigned.find(['e', 'E']).map_or(unsigned, |at| &unsigned[..at]);
    let exponent = unsigned.get(mantissa.len() + 1..);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
    let whole = match mantissa.split_once('.') {
        Some(("", fraction)) => is_number(fraction),
        Some((whole, fraction)) => is_number(whole) && (fraction.is_empty() || is_number(fraction)),
        None => is_number(mantissa) && !by_library,
    };
    let power =
        exponent.is_none_or(|exponent| is_number(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
    let number: f64 = (whole && power).then(|| text.parse().ok())??;
    number.is_finite().then_some(Value::Float(number))
}

/// A date, or a date and a time.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let number = |text: &str, least: u32, most: u32| {
        (1..=2).contains(&text.len())
            && text.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
            && text.bytes().all(|digit| digit.is_ascii_digit())
    };
    let day_length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, time) = rest.split_at(day_length);
    let leap = year.parse::<u32>().is_ok_and(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let last = match month.trim_start_matches('0') {
        "2" => 28 + u32::from(leap),
        "4" | "6" | "9" | "11" => 30,
        _ => 31,
    };
    year.len() == 4
        && year.bytes().all(|digit| digit.is_ascii_digit())
        && number(month, 1, 12)
        && number(day, 1, last)
        && (time.is_empty() || is_time(time))
}

fn is_time(text: &str) -> bool {
    let zoned = text.starts_with(['T', 't']);
    let Some(time) = text.strip_prefix(['T', 't', ' ']) else { return false };
    let (time, zone) = match time.find(['Z', '+', '-']) {
        Some(at) if zoned => time.split_at(at),
        None if !zoned => (time, "Z"),
        _ => return false,
    };
    let zone_fits = zone == "Z" || {
        let digits = zone.get(1..).unwrap_or_default();
        digits.len() == 5
            && digits.as_bytes()[2] == b':'
            && digits.bytes().filter(u8::is_ascii_digit).count() == 4
    };
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts[..] else { return false };
    let second = second.split('.').next().unwrap_or_default();
    let fits = |text: &str, most: u32| {
        (1..=2).contains(&text.len()) && text.parse::<u32>().is_ok_and(|number| number <= most)
    };
    zone_fits && fits(hour, 23) && fits(minute, 59) && fits(second, 59)
}

/// A number as compose writes it where it wants a text.
pub(super) fn float_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&power) {
        return number.to_string();
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", power.abs())
}

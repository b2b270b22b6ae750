//! Calculating and comparing as Lua 5.4 does. Nothing comes of what makes Lua stop.

use std::cmp::Ordering;

use full_moon::ast::{BinOp, UnOp};

use super::strings::{self, Number};
use crate::value::Value;

/// The number of a value; texts that hold one count.
pub fn of(value: &Value) -> Option<Number> {
    match value {
        Value::Int(number) => Some(Number::Int(*number)),
        Value::Float(number) => Some(Number::Float(*number)),
        Value::Str(text) => strings::number(text),
        _ => None,
    }
}

/// The text that joining makes of a value.
pub fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(float_text(*number)),
        _ => None,
    }
}

/// `%.14g`, and `.0` behind what would look like a whole number.
fn float_text(number: f64) -> String {
    if number.is_nan() {
        return if number.is_sign_negative() { "-nan" } else { "nan" }.to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{number:.13e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
    if !(-4..14).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trimmed(digits), exponent.abs());
    }
    let places = usize::try_from(13 - exponent).unwrap_or(0);
    let text = format!("{number:.places$}");
    let text = if text.contains('.') { trimmed(&text) } else { text };
    if text.contains('.') { text } else { text + ".0" }
}

/// `-x` and `~x`.
pub fn unary(operator: &UnOp, value: &Value) -> Option<Value> {
    let number = of(value)?;
    Some(match (operator, number) {
        (UnOp::Tilde(_), number) => Value::Int(!whole(number)?),
        (_, Number::Int(number)) => Value::Int(number.wrapping_neg()),
        (_, Number::Float(number)) => Value::Float(-number),
    })
}

/// Everything between two numbers.
pub fn arithmetic(left: &Value, operator: &BinOp, right: &Value) -> Option<Value> {
    let (left, right) = (of(left)?, of(right)?);
    if let BinOp::Ampersand(_)
    | BinOp::Pipe(_)
    | BinOp::Tilde(_)
    | BinOp::DoubleLessThan(_)
    | BinOp::DoubleGreaterThan(_) = operator
    {
        let (left, right) = (whole(left)?, whole(right)?);
        return Some(Value::Int(match operator {
            BinOp::Ampersand(_) => left & right,
            BinOp::Pipe(_) => left | right,
            BinOp::Tilde(_) => left ^ right,
            BinOp::DoubleLessThan(_) => shifted(left, right),
            _ => shifted(left, right.wrapping_neg()),
        }));
    }
    if let (Number::Int(left), Number::Int(right)) = (left, right) {
        match operator {
            BinOp::Plus(_) => return Some(Value::Int(left.wrapping_add(right))),
            BinOp::Minus(_) => return Some(Value::Int(left.wrapping_sub(right))),
            BinOp::Star(_) => return Some(Value::Int(left.wrapping_mul(right))),
            // Lua stops at a division of whole numbers by zero.
            BinOp::DoubleSlash(_) | BinOp::Percent(_) if right == 0 => return None,
            BinOp::DoubleSlash(_) => {
                let down = i64::from(left.wrapping_rem(right) != 0 && (left < 0) != (right < 0));
                return Some(Value::Int(left.wrapping_div(right).wrapping_sub(down)));
            }
            BinOp::Percent(_) => {
                let rest = left.wrapping_rem(right);
                return Some(Value::Int(if rest != 0 && (rest < 0) != (right < 0) {
                    rest + right
                } else {
                    rest
                }));
            }
            _ => {}
        }
    }
    let (left, right) = (float(left), float(right));
    Some(Value::Float(match operator {
        BinOp::Plus(_) => left + right,
        BinOp::Minus(_) => left - right,
        BinOp::Star(_) => left * right,
        BinOp::Slash(_) => left / right,
        BinOp::Caret(_) => left.powf(right),
        BinOp::DoubleSlash(_) => (left / right).floor(),
        BinOp::Percent(_) => {
            let rest = left % right;
            if rest * right < 0.0 { rest + right } else { rest }
        }
        _ => return None,
    }))
}

/// Whether a comparison holds.
pub fn compare(left: &Value, operator: &BinOp, right: &Value) -> Option<bool> {
    let order = match (left, right) {
        (Value::Str(left), Value::Str(right)) => Some(left.cmp(right)),
        (Value::Str(_), _) | (_, Value::Str(_)) => return None,
        _ => match (of(left)?, of(right)?) {
            (Number::Int(left), Number::Int(right)) => Some(left.cmp(&right)),
            (Number::Int(left), Number::Float(right)) => exact(left, right),
            (Number::Float(left), Number::Int(right)) => exact(right, left).map(Ordering::reverse),
            (Number::Float(left), Number::Float(right)) => left.partial_cmp(&right),
        },
    };
    // What is no number compares with nothing.
    Some(order.is_some_and(|order| match operator {
        BinOp::LessThan(_) => order.is_lt(),
        BinOp::LessThanEqual(_) => order.is_le(),
        BinOp::GreaterThan(_) => order.is_gt(),
        _ => order.is_ge(),
    }))
}

/// The order of a whole number and another, without rounding the first.
fn exact(left: i64, right: f64) -> Option<Ordering> {
    let rounded = (left as f64).partial_cmp(&right)?;
    if rounded.is_ne() {
        return Some(rounded);
    }
    Some(whole(Number::Float(right)).map_or(Ordering::Less, |right| left.cmp(&right)))
}

fn float(number: Number) -> f64 {
    match number {
        Number::Int(number) => number as f64,
        Number::Float(number) => number,
    }
}

/// The whole number that a number is, if it is one.
fn whole(number: Number) -> Option<i64> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    match number {
        Number::Int(number) => Some(number),
        Number::Float(number) if number.fract() == 0.0 && (-END..END).contains(&number) => {
            Some(number as i64)
        }
        Number::Float(_) => None,
    }
}

/// Shifts to the left, or by a negative count to the right; both fill with zeros.
fn shifted(number: i64, count: i64) -> i64 {
    let bits = number.cast_unsigned();
    let by = u32::try_from(count.unsigned_abs()).unwrap_or(u32::MAX);
    let bits = if count < 0 { bits.checked_shr(by) } else { bits.checked_shl(by) };
    bits.unwrap_or(0).cast_signed()
}

/// A key of a table as Lua keeps it: a float that is a whole number becomes one.
pub fn key(value: Value) -> Value {
    match value {
        Value::Float(number) => whole(Number::Float(number)).map_or(Value::Float(number), Value::Int),
        other => other,
    }
}

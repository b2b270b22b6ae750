//! What JavaScript's operators make of known values.

use swc_ecma_ast::BinaryOp;

use super::heap::{Val, same};
use super::text::Text;
use crate::value::Reason;

/// Longer texts are not followed: a text can double itself at every step.
const MAX_TEXT: usize = 1 << 14;

/// Whether a value counts as true.
pub fn truth(val: &Val<'_>) -> Result<bool, Reason> {
    Ok(match val {
        Val::Undefined | Val::Null => false,
        Val::Bool(value) => *value,
        Val::Num(number) => *number != 0.0 && !number.is_nan(),
        Val::Str(text) => !text.is_empty(),
        Val::Object(_) | Val::Function(_) => true,
        Val::Unknown(reason) => return Err(reason.clone()),
    })
}

/// The text of a value in a concatenation; `None` for objects.
pub fn text_of<'a>(val: &Val<'a>) -> Option<Text<'a>> {
    Some(match val {
        Val::Undefined => "undefined".into(),
        Val::Null => "null".into(),
        Val::Bool(value) => value.to_string().into(),
        Val::Num(number) => number_text(*number).into(),
        Val::Str(text) => text.clone(),
        Val::Object(_) | Val::Function(_) | Val::Unknown(_) => return None,
    })
}

/// A number as JavaScript writes it.
pub fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if number.abs() < 1e21 && number.abs() >= 1e-6 {
        return number.to_string();
    }
    let text = format!("{number:e}");
    if text.contains("e-") || !text.contains('e') { text } else { text.replace('e', "e+") }
}

/// The number of a value; `None` if it is not known.
pub fn number_of(val: &Val<'_>) -> Option<f64> {
    Some(match val {
        Val::Undefined => f64::NAN,
        Val::Null => 0.0,
        Val::Bool(value) => f64::from(u8::from(*value)),
        Val::Num(number) => *number,
        Val::Str(text) => {
            let text = text.trim();
            let decimal =
                text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
            match text.parse() {
                _ if text.is_empty() => 0.0,
                Ok(number) if decimal => number,
                // Hexadecimal numbers and their like are not followed.
                _ if text.starts_with('0') || text.ends_with("Infinity") => return None,
                _ => f64::NAN,
            }
        }
        Val::Object(_) | Val::Function(_) | Val::Unknown(_) => return None,
    })
}

fn unknown<'a>(clause: &str) -> Val<'a> {
    Val::Unknown(Reason::new(clause))
}

/// Joins two texts.
pub fn join<'a>(left: &str, right: &str) -> Val<'a> {
    if left.len() + right.len() > MAX_TEXT {
        return unknown("the text is longer than any real value");
    }
    Val::Str([left, right].concat().into())
}

/// Everything but `&&`, `||` and `??`.
pub fn binary<'a>(op: BinaryOp, left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
    if let (Val::Unknown(reason), _) | (_, Val::Unknown(reason)) = (left, right) {
        return Val::Unknown(reason.clone());
    }
    match op {
        BinaryOp::EqEqEq => strict_equal(left, right).map_or_else(calculated, Val::Bool),
        BinaryOp::NotEqEq => strict_equal(left, right).map_or_else(calculated, |equal| Val::Bool(!equal)),
        BinaryOp::EqEq => loose_equal(left, right).map_or_else(calculated, Val::Bool),
        BinaryOp::NotEq => loose_equal(left, right).map_or_else(calculated, |equal| Val::Bool(!equal)),
        BinaryOp::Add if matches!((left, right), (Val::Str(_), _) | (_, Val::Str(_))) => {
            match (text_of(left), text_of(right)) {
                (Some(left), Some(right)) => join(&left, &right),
                _ => calculated(),
            }
        }
        BinaryOp::Lt | BinaryOp::LtEq | BinaryOp::Gt | BinaryOp::GtEq => compare(op, left, right),
        _ => match (number_of(left), number_of(right)) {
            (Some(left), Some(right)) => arithmetic(op, left, right),
            _ => calculated(),
        },
    }
}

fn calculated<'a>() -> Val<'a> {
    unknown("it is the result of a calculation")
}

fn arithmetic<'a>(op: BinaryOp, left: f64, right: f64) -> Val<'a> {
    let bits = |calculate: fn(i32, i32) -> i32| f64::from(calculate(to_bits(left), to_bits(right)));
    Val::Num(match op {
        BinaryOp::BitAnd => bits(|left, right| left & right),
        BinaryOp::BitOr => bits(|left, right| left | right),
        BinaryOp::BitXor => bits(|left, right| left ^ right),
        BinaryOp::LShift => bits(|left, right| left.wrapping_shl(right.cast_unsigned())),
        BinaryOp::RShift => bits(|left, right| left.wrapping_shr(right.cast_unsigned())),
        BinaryOp::ZeroFillRShift => {
            f64::from(to_bits(left).cast_unsigned().wrapping_shr(to_bits(right).cast_unsigned()))
        }
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        BinaryOp::Mul => left * right,
        BinaryOp::Div => left / right,
        BinaryOp::Mod => left % right,
        // Browsers round other results each in their own way.
        BinaryOp::Exp => match left.powf(right) {
            power if power.fract() == 0.0 && power.abs() < 9e15 => power,
            _ => return calculated(),
        },
        _ => return calculated(),
    })
}

/// The 32 bits that JavaScript takes of a number.
pub fn to_bits(number: f64) -> i32 {
    const RANGE: f64 = 4_294_967_296.0;
    if !number.is_finite() {
        return 0;
    }
    (number.trunc().rem_euclid(RANGE) as u32).cast_signed()
}

fn compare<'a>(op: BinaryOp, left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
    use std::cmp::Ordering;
    let order = match (left, right) {
        // JavaScript compares UTF-16 units, which is the same for nearly all texts.
        (Val::Str(left), Val::Str(right)) => Some(left.encode_utf16().cmp(right.encode_utf16())),
        _ => match (number_of(left), number_of(right)) {
            (Some(left), Some(right)) => left.partial_cmp(&right),
            _ => return calculated(),
        },
    };
    Val::Bool(match op {
        BinaryOp::Lt => order == Some(Ordering::Less),
        BinaryOp::LtEq => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        BinaryOp::Gt => order == Some(Ordering::Greater),
        _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    })
}

/// `===`; `None` for two functions, of which we do not know whether they are the same.
fn strict_equal(left: &Val<'_>, right: &Val<'_>) -> Option<bool> {
    let both_functions = matches!((left, right), (Val::Function(_), Val::Function(_)));
    (!both_functions).then(|| same(left, right))
}

/// `==`.
pub fn loose_equal(left: &Val<'_>, right: &Val<'_>) -> Option<bool> {
    let missing = |val: &Val<'_>| matches!(val, Val::Undefined | Val::Null);
    if missing(left) || missing(right) {
        return Some(missing(left) && missing(right));
    }
    match (left, right) {
        (Val::Str(_), Val::Str(_)) => Some(same(left, right)),
        (Val::Object(_), Val::Object(_)) => Some(same(left, right)),
        _ => Some(number_of(left)? == number_of(right)?),
    }
}

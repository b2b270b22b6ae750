//! Options as the functions of Prosody's module interface read them (`core/moduleapi.lua`).
//!
//! A value of the wrong kind counts as not set, as it does in Prosody, which writes an error to its log.

use super::prosody::{Host, Prosody, scalar};
use crate::fact::Fact;
use crate::syntax::lua;
use crate::value::{Node, Value};

/// A word out of a list of words, as `get_option_enum` reads it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The word.
    pub word: String,
    /// Whether it is one of those that the option can have. Prosody uses it in any case.
    pub allowed: bool,
}

impl Prosody {
    /// A number, as `get_option_number` reads it: also one in quotes.
    pub fn number(&self, host: &Host, name: &str) -> Fact<f64> {
        scalar(self.option(host, name)).and_then_known(|node| lua::to_number(&node.value))
    }

    /// A whole number, as `get_option_integer` of Prosody 13 reads it: a fraction is cut off.
    pub fn integer(&self, host: &Host, name: &str) -> Fact<i64> {
        scalar(self.option(host, name)).and_then_known(|node| match node.value {
            Value::Int(number) => Some(number),
            _ => lua::to_number(&node.value).map(|number| number.floor() as i64),
        })
    }

    /// A time in seconds, as `get_option_period` of Prosody 13 reads it: `30`, `"2 days"`, `"never"`.
    pub fn period(&self, host: &Host, name: &str) -> Fact<f64> {
        scalar(self.option(host, name)).and_then_known(|node| seconds(&node.value))
    }

    /// One of some words, as `get_option_enum` of Prosody 13 reads it.
    pub fn choice(&self, host: &Host, name: &str, words: &[&str]) -> Fact<Choice> {
        self.text(host, name).map(|word| {
            let allowed = words.contains(&word.as_str());
            Choice { word, allowed }
        })
    }

    /// The items of a list of any kind, as `get_option_array` reads it: a single value is a list of one.
    pub fn array<'p>(&'p self, host: &Host, name: &str) -> Fact<Vec<&'p Node>> {
        self.option(host, name).map(|node| match &node.value {
            Value::List(items) => items.iter().collect(),
            Value::Map(_) => Vec::new(),
            Value::Table(pairs) => (1..)
                .map_while(|at| pairs.iter().find(|(key, _)| key.value == Value::Int(at)))
                .map(|(_, item)| item)
                .collect(),
            _ => vec![node],
        })
    }
}

const DAY: f64 = 86_400.0;

fn seconds(value: &Value) -> Option<f64> {
    let seconds = match value {
        Value::Bool(false) => f64::INFINITY,
        Value::Str(text) if text == "never" => f64::INFINITY,
        Value::Int(number) => *number as f64,
        Value::Float(number) => *number,
        Value::Str(text) => duration(text)?,
        _ => return None,
    };
    Some(if seconds < 0.0 { f64::INFINITY } else { seconds })
}

/// The first number of a text with the unit behind it; Prosody looks at no more than three letters of the unit.
fn duration(text: &str) -> Option<f64> {
    let text = text.to_ascii_lowercase();
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let text = &text[start..];
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let count: f64 = text[..digits].parse().ok()?;
    let mut letters =
        text[digits..].trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']).chars().peekable();
    let mut unit = String::new();
    for allowed in ["smhdwy", "io", "n"] {
        unit.extend(letters.next_if(|letter| allowed.contains(*letter)));
    }
    // A lone `m` is taken for months. Where the unit says nothing, the last letter is looked at no more.
    let known = of_unit(&unit).or_else(|| of_unit(unit.strip_suffix('n').unwrap_or(&unit)));
    Some(count * known.unwrap_or(1.0))
}

fn of_unit(unit: &str) -> Option<f64> {
    Some(match unit {
        "s" => 1.0,
        "mi" | "min" => 60.0,
        "h" | "ho" => 3_600.0,
        "d" => DAY,
        "w" => 7.0 * DAY,
        "m" | "mo" | "mon" => 31.0 * DAY,
        "y" => 365.2425 * DAY,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let cases = [
            ("2 days", Some(2.0 * DAY)),
            ("5m", Some(155.0 * DAY)),
            ("5 min", Some(300.0)),
            ("5 MINUTES", Some(300.0)),
            ("3 months", Some(93.0 * DAY)),
            ("1 hour", Some(3_600.0)),
            ("1y", Some(365.2425 * DAY)),
            ("10", Some(10.0)),
            ("about 7 weeks", Some(49.0 * DAY)),
            ("soon", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(duration(text), expected, "{text}");
        }
        assert_eq!(seconds(&Value::Int(-1)), Some(f64::INFINITY));
        assert_eq!(seconds(&Value::Bool(false)), Some(f64::INFINITY));
        assert_eq!(seconds(&Value::Bool(true)), None);
    }
}

//! How the value under an old name becomes that of the option.
//!
//! A service reads an option's old names first and its own only if none of them has a value that it can
//! convert (`config { "…".from(legacyConfig) … "…".from(newConfig) }` in the `*Config.kt` files).

use crate::catalogue::{Convert, Kind};
use crate::secret::Purpose;
use crate::value::{Node, Value};

/// The option's value, if the old one can be converted. `MucPrefix` gives the prefix alone.
pub(super) fn convert(node: &Node, conversion: Convert, kind: Kind) -> Option<Value> {
    let text = || node.value.text_for(Purpose::Judge).map(str::trim);
    let number = || text()?.parse::<i64>().ok();
    let duration = |unit: &str| match &node.value {
        Value::Int(number) => Some(Value::Str(format!("{number} {unit}"))),
        _ => number().map(|number| Value::Str(format!("{number} {unit}"))),
    };
    let parts = |separator: char, keep_empty: bool| {
        let items = text()?.split(separator).filter(|item| keep_empty || !item.is_empty());
        Some(Value::List(items.map(|item| Node::new(Value::Str(item.to_owned()), node.span)).collect()))
    };
    match conversion {
        Convert::Same => same(node, kind),
        Convert::Inverted => match same(node, Kind::Bool)? {
            Value::Bool(value) => Some(Value::Bool(!value)),
            _ => None,
        },
        Convert::Set => text().map(|_| Value::Bool(true)),
        Convert::Positive => number().map(|number| Value::Bool(number > 0)),
        Convert::Milliseconds => duration("ms"),
        Convert::Seconds => duration("s"),
        Convert::Minutes => duration("m"),
        Convert::Percent => match &node.value {
            Value::Int(number) => Some(Value::Float(*number as f64 / 100.0)),
            Value::Float(number) => Some(Value::Float(number / 100.0)),
            _ => text()?.parse::<f64>().ok().map(|number| Value::Float(number / 100.0)),
        },
        Convert::Kbps => number().map(|number| Value::Str(format!("{number} kbps"))),
        Convert::Commas => parts(',', true),
        Convert::Semicolons => parts(';', false),
        Convert::MucPrefix => text().map(|text| Value::Str(text.to_owned())),
        Convert::LoginType => text().map(|text| {
            let word = if text.starts_with("XMPP:") {
                "XMPP"
            } else if text.starts_with("EXT_JWT:") {
                "JWT"
            } else {
                "NONE"
            };
            Value::Str(word.to_owned())
        }),
        Convert::LoginUrl => text().map(|text| {
            let url = text.strip_prefix("XMPP:").or_else(|| text.strip_prefix("EXT_JWT:"));
            Value::Str(url.unwrap_or(text).to_owned())
        }),
        Convert::Veto => match same(node, Kind::Bool)? {
            Value::Bool(false) => Some(Value::Bool(false)),
            _ => None,
        },
        // The whole group takes effect or none of it; nothing can be said about one part.
        Convert::Clients | Convert::Mapping | Convert::Ignored => None,
    }
}

/// A value without conversion. A property is a text, which becomes what the option is; what the old source
/// does not support (durations, lists) counts as not there.
fn same(node: &Node, kind: Kind) -> Option<Value> {
    let Some(text) = node.value.text_for(Purpose::Judge) else { return Some(node.value.clone()) };
    match kind {
        Kind::Bool => Some(Value::Bool(text.trim().eq_ignore_ascii_case("true"))),
        Kind::Int => text.trim().parse().ok().map(Value::Int),
        Kind::Float => text.trim().parse().ok().map(Value::Float),
        Kind::Duration | Kind::List | Kind::Object | Kind::Module(_) => None,
        Kind::Text | Kind::Bandwidth | Kind::Base64 | Kind::Enum(_) => Some(node.value.clone()),
    }
}

/// A time as Typesafe reads it: a number and a unit in small letters; milliseconds without one.
pub(super) fn duration(value: &Value) -> Option<std::time::Duration> {
    let text = match value {
        Value::Int(number) => return u64::try_from(*number).ok().map(std::time::Duration::from_millis),
        Value::Str(text) => text.trim(),
        _ => return None,
    };
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (number, unit) = text.split_at(text.len() - digits);
    let number: f64 = number.trim().parse().ok()?;
    let seconds = match unit {
        "" | "ms" | "millis" | "milli" | "milliseconds" | "millisecond" => 1e-3,
        "ns" | "nanos" | "nano" | "nanoseconds" | "nanosecond" => 1e-9,
        "us" | "micros" | "micro" | "microseconds" | "microsecond" => 1e-6,
        "s" | "seconds" | "second" => 1.0,
        "m" | "minutes" | "minute" => 60.0,
        "h" | "hours" | "hour" => 3600.0,
        "d" | "days" | "day" => 86400.0,
        _ => return None,
    };
    std::time::Duration::try_from_secs_f64(number * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sources, Span};

    #[test]
    fn conversions() {
        let file = Sources::default().add("x", Vec::new());
        let node = |text: &str| Node::new(Value::Str(text.to_owned()), Span::start_of(file));
        let converted = |text: &str, conversion, kind| match convert(&node(text), conversion, kind) {
            Some(Value::List(items)) => {
                items.iter().map(|item| item.as_str().unwrap_or("?")).collect::<Vec<_>>().join("|")
            }
            Some(value) => format!("{value:?}"),
            None => "-".to_owned(),
        };
        for (text, conversion, kind, wanted) in [
            ("TRUE", Convert::Same, Kind::Bool, "Bool(true)"),
            ("yes", Convert::Same, Kind::Bool, "Bool(false)"),
            ("5222", Convert::Same, Kind::Int, "Int(5222)"),
            ("many", Convert::Same, Kind::Int, "-"),
            ("15 s", Convert::Same, Kind::Duration, "-"),
            ("True", Convert::Inverted, Kind::Bool, "Bool(false)"),
            ("no", Convert::Inverted, Kind::Bool, "Bool(true)"),
            ("", Convert::Set, Kind::Bool, "Bool(true)"),
            ("-1", Convert::Positive, Kind::Bool, "Bool(false)"),
            ("10000", Convert::Milliseconds, Kind::Duration, "Str(\"10000 ms\")"),
            ("10 s", Convert::Milliseconds, Kind::Duration, "-"),
            ("90", Convert::Seconds, Kind::Duration, "Str(\"90 s\")"),
            ("60", Convert::Minutes, Kind::Duration, "Str(\"60 m\")"),
            ("15", Convert::Percent, Kind::Float, "Float(0.15)"),
            ("100", Convert::Kbps, Kind::Bandwidth, "Str(\"100 kbps\")"),
            ("a:1,b:2", Convert::Commas, Kind::List, "a:1|b:2"),
            ("eth0;;eth1", Convert::Semicolons, Kind::List, "eth0|eth1"),
            ("XMPP:x.org", Convert::LoginType, Kind::Text, "Str(\"XMPP\")"),
            ("xmpp:x.org", Convert::LoginType, Kind::Text, "Str(\"NONE\")"),
            ("EXT_JWT:x.org", Convert::LoginUrl, Kind::Text, "Str(\"x.org\")"),
            ("false", Convert::Veto, Kind::Bool, "Bool(false)"),
            ("true", Convert::Veto, Kind::Bool, "-"),
            ("20000", Convert::Ignored, Kind::Duration, "-"),
        ] {
            assert_eq!(converted(text, conversion, kind), wanted, "{text} {conversion:?}");
        }
    }

    #[test]
    fn durations() {
        let millis = |text: &str| duration(&Value::Str(text.to_owned())).map(|time| time.as_millis());
        assert_eq!(millis("15 seconds"), Some(15_000));
        assert_eq!(millis("1 minute"), Some(60_000));
        assert_eq!(millis("60"), Some(60));
        assert_eq!(millis("1.5h"), Some(5_400_000));
        assert_eq!((millis("15 S"), millis("fast"), millis("-1 s")), (None, None, None));
        assert_eq!(duration(&Value::Int(60)).map(|time| time.as_millis()), Some(60));
    }
}

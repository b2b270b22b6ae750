//! Whether a value is of the kind that an option wants, as Typesafe Config and the programs convert it.

use crate::catalogue::{Kind, Setting};
use crate::model::legacy;
use crate::value::Value;

/// How a value agrees with its option.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fit {
    /// It does, or nothing can be said.
    Good,
    /// It cannot be converted.
    Wrong,
    /// A single value where a list belongs.
    NoList,
    /// A time without its unit that would be less than a second, where the default is more.
    NoUnit,
}

/// The kind in words that fit after "it wants".
pub fn expected(kind: Kind) -> String {
    match kind {
        Kind::Bool => "`true` or `false`".into(),
        Kind::Int => "a whole number".into(),
        Kind::Float => "a number".into(),
        Kind::Duration => "a time such as `15 seconds`".into(),
        Kind::Bandwidth => "a bandwidth such as `2500 kbps`".into(),
        Kind::Text | Kind::Base64 => "one text".into(),
        Kind::List => "a list in brackets".into(),
        Kind::Object => "a block in braces".into(),
        Kind::Enum(words) => format!("one of `{}`", words.join("`, `")),
        Kind::Module(_) => "a module".into(),
    }
}

pub(super) fn fit(setting: &Setting, value: &Value) -> Fit {
    let is_collection = matches!(value, Value::List(_) | Value::Map(_) | Value::Table(_));
    let good = match (setting.kind, value) {
        (_, Value::Null | Value::Unknown(_)) => true,
        (Kind::List, Value::List(_)) => true,
        // An object with numbers for keys is a list too.
        (Kind::List, Value::Map(map)) => map.iter().any(|entry| entry.key.parse::<u32>().is_ok()),
        (Kind::List, _) => return Fit::NoList,
        (kind, Value::Map(_)) if super::is_free(kind) => true,
        (kind, _) if super::is_free(kind) => false,
        _ if is_collection => false,
        (Kind::Bool, Value::Bool(_)) => true,
        (Kind::Bool, Value::Str(text)) => {
            let words = ["true", "false", "yes", "no", "on", "off"];
            words.iter().any(|word| text.trim().eq_ignore_ascii_case(word))
        }
        (Kind::Bool, Value::Int(_) | Value::Float(_)) => false,
        (Kind::Int | Kind::Float, Value::Int(_) | Value::Float(_)) => true,
        (Kind::Int, Value::Str(text)) => text.trim().parse::<f64>().is_ok(),
        (Kind::Float, Value::Str(text)) => text.trim().trim_end_matches('%').trim().parse::<f64>().is_ok(),
        (Kind::Int | Kind::Float | Kind::Duration | Kind::Bandwidth, Value::Bool(_)) => false,
        (Kind::Duration, value) => return time(setting, value),
        (Kind::Bandwidth, Value::Str(text)) => {
            let unit = text.trim().trim_start_matches(|c: char| c.is_ascii_digit()).trim().to_lowercase();
            text.trim().starts_with(|c: char| c.is_ascii_digit())
                && (["", "bps", "kbps", "mbps"].contains(&unit.as_str()) || unit.starts_with('.'))
        }
        // Words are compared letter by letter in some options and not in others.
        (Kind::Enum(words), Value::Str(text)) => {
            words.iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
        }
        _ => true,
    };
    if good { Fit::Good } else { Fit::Wrong }
}

/// Limits that are read in whole seconds or minutes. Less than one is 0, and 0 is no limit: nothing ends early.
/// docker-jitsi-meet wrote the first so for years.
const SWITCHED_OFF_BELOW_ONE: [&str; 2] =
    ["jicofo.jibri.pending-timeout", "jibri.api.xmpp.environments.*.usage-timeout"];

fn time(setting: &Setting, value: &Value) -> Fit {
    // What is below zero or not whole, Typesafe reads too.
    let unsigned = match value {
        Value::Str(text) => Value::Str(text.trim().trim_start_matches(['+', '-']).to_owned()),
        Value::Float(_) => return Fit::Good,
        other => other.clone(),
    };
    let millis = |time: std::time::Duration| time.as_millis();
    let Some(found) = legacy::duration(&unsigned).map(millis) else {
        let negative = matches!(value, Value::Int(number) if *number < 0);
        return if negative { Fit::Good } else { Fit::Wrong };
    };
    let bare = match &unsigned {
        Value::Int(_) => true,
        Value::Str(text) => text.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    let default = setting.default.and_then(|text| legacy::duration(&Value::Str(text.to_owned()))).map(millis);
    // Times of less than a second are right for some options.
    let usual = default.unwrap_or(1000);
    let switches_off = SWITCHED_OFF_BELOW_ONE.contains(&setting.name);
    if bare && (1..1000).contains(&found) && usual >= 1000 && !switches_off { Fit::NoUnit } else { Fit::Good }
}

//! Values as JSON.

use serde_json::{Map as Object, Value as Json, json};

use crate::report::hide_lexically;
use crate::secret::Purpose;
use crate::value::{Map, Node, Value};

/// How values are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    /// The empty object is `[]`, as Lua has one kind of table.
    pub lua: bool,
    /// The user asked for the secrets.
    pub secrets: bool,
}

impl Writer {
    /// A secret as it is shown to those who may not see it.
    pub fn secret() -> Json {
        json!({ "$secret": true })
    }

    /// An object.
    pub fn map(self, map: &Map) -> Json {
        Json::Object(map.iter().map(|entry| (entry.key.clone(), self.node(&entry.node))).collect())
    }

    /// A text, without secrets inside of it: addresses with a password, tokens, keys.
    pub fn text(self, text: &str) -> Json {
        match self.secrets {
            true => Json::from(text),
            false => Json::from(hide_lexically(text).into_owned()),
        }
    }

    /// Any value.
    pub fn node(self, node: &Node) -> Json {
        match &node.value {
            Value::Null => Json::Null,
            Value::Undefined => json!({ "$undefined": true }),
            Value::Bool(value) => Json::from(*value),
            Value::Int(number) => Json::from(*number),
            Value::Float(number) => float(*number),
            Value::Str(text) => self.text(text),
            Value::Secret(secret) if self.secrets => Json::from(secret.expose_for(Purpose::Asked)),
            Value::Secret(_) => Writer::secret(),
            Value::List(items) => items.iter().map(|item| self.node(item)).collect(),
            Value::Map(map) if map.is_empty() && self.lua => json!([]),
            Value::Map(map) => self.map(map),
            Value::Table(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| json!([self.node(key), self.node(value)]));
                one("$table", pairs.collect())
            }
            Value::Function | Value::Handle { .. } => json!({ "$function": true }),
            Value::Unknown(reason) => one("$unknown", self.text(reason.as_str())),
        }
    }
}

fn one(key: &str, value: Json) -> Json {
    Json::Object(Object::from_iter([(key.to_owned(), value)]))
}

fn float(number: f64) -> Json {
    if number.is_finite() {
        return Json::from(number);
    }
    let name = match number {
        _ if number.is_nan() => "nan",
        _ if number > 0.0 => "inf",
        _ => "-inf",
    };
    one("$number", Json::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Sources, Span};
    use crate::value::Reason;

    #[test]
    fn every_kind() {
        let span = Span::start_of(Sources::default().add("x", Vec::new()));
        let node = |value| Node::new(value, span);
        let mut map = Map::default();
        let values = [
            ("none", Value::Undefined),
            ("float", Value::Float(1.0)),
            ("inf", Value::Float(f64::INFINITY)),
            ("empty", Value::Map(Map::default())),
            ("app_secret", Value::Str("hunter2".into())),
            ("url", Value::Str("https://a:hunter2@b/".into())),
            ("table", Value::Table(vec![(node(Value::Int(2)), node(Value::Bool(true)))])),
            ("why", Value::Unknown(Reason::new("it is"))),
        ];
        for (key, value) in values {
            map.set(key, span, node(value));
        }
        map.seal_secrets();
        let shown = Writer { lua: true, secrets: false }.map(&map).to_string();
        assert_eq!(
            shown,
            r#"{"none":{"$undefined":true},"float":1.0,"inf":{"$number":"inf"},"empty":[],"app_secret":{"$secret":true},"url":"https://a:<secret>@b/","table":{"$table":[[2,true]]},"why":{"$unknown":"it is"}}"#
        );
        let asked = Writer { lua: false, secrets: true }.map(&map);
        assert_eq!(asked["app_secret"], "hunter2");
        assert_eq!(asked["url"], "https://a:hunter2@b/");
        assert_eq!(asked["empty"], json!({}));
    }
}

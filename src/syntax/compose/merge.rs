//! Laying one compose file over another.

use crate::value::{Map, Node, Value};

/// Keys whose lists a later file replaces instead of adding to them.
const REPLACED: [&str; 4] = ["command", "entrypoint", "test", "device_ids"];

/// Lays `upper` over `lower`: objects key by key, lists one behind the other, all else replaced.
pub(super) fn over(lower: &mut Map, upper: Map) {
    for entry in upper.iter() {
        let (name, place) = (entry.key.clone(), entry.key_span);
        // Both forms of variables are objects to a merge.
        let upper = match &*name {
            "environment" => variables(&entry.node),
            _ => entry.node.clone(),
        };
        let Some(old) = lower.get_mut(&name) else {
            lower.set(name, place, upper);
            continue;
        };
        if name == "environment" {
            *old = variables(old);
        }
        match (&mut old.value, upper.value) {
            (Value::Map(old), Value::Map(new)) => over(old, new),
            (Value::List(old), Value::List(new)) if !REPLACED.contains(&&*name) => old.extend(new),
            (_, Value::Null) => {}
            (_, value) => lower.set(name, place, Node { value, ..upper_at(&entry.node) }),
        }
    }
}

fn upper_at(node: &Node) -> Node {
    Node { value: Value::Null, span: node.span, parts: node.parts.clone() }
}

/// `[NAME=value, NAME]` as the object that it stands for; a name alone has [`Value::Undefined`].
pub(super) fn variables(node: &Node) -> Node {
    let Value::List(items) = &node.value else { return node.clone() };
    let mut map = Map::default();
    for item in items {
        if let Value::Map(one) = &item.value
            && let Some(entry) =
                one.iter().next().filter(|entry| matches!(entry.node.value, Value::Unknown(_)))
        {
            map.set(entry.key.clone(), entry.key_span, entry.node.clone());
            continue;
        }
        if let Value::Unknown(_) = item.value {
            // Which variable it sets is not known either.
            return item.clone();
        }
        let Some(text) = item.value.text_for(crate::secret::Purpose::Judge) else {
            // What is no text is told by the reader of services.
            return node.clone();
        };
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Value::Str(value.to_owned())),
            None => (text, Value::Undefined),
        };
        let value = match (&item.value, value) {
            (Value::Secret(_), Value::Str(value)) => Value::Secret(crate::secret::Secret::new(value)),
            (_, value) => value,
        };
        map.set(name, item.span, Node { value, span: item.span, parts: item.parts.clone() });
    }
    Node { value: Value::Map(map), span: node.span, parts: node.parts.clone() }
}

//! Ports and volumes: the short form of a line as the object that it stands for.

use crate::secret::{Purpose, Secret};
use crate::text::Span;
use crate::value::{Map, Node, Value};

pub(super) fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Int(number) => Some(number.to_string()),
        value => value.text_for(Purpose::Judge).map(str::to_owned),
    }
}

fn object<const N: usize>(span: Span, pairs: [(&str, Option<Value>); N]) -> Map {
    let mut map = Map::default();
    for (key, value) in pairs {
        if let Some(value) = value {
            map.set(key, span, Node::new(value, span));
        }
    }
    map
}

/// A line of `ports`; a range is one object for each port.
pub(super) fn port(node: &Node) -> Option<Vec<Map>> {
    if let Value::Map(map) = &node.value {
        let get = |key: &str| map.get(key).and_then(text).map(Value::Str);
        let target = match map.get("target").map(|node| &node.value) {
            Some(Value::Str(text)) => Value::Int(text.parse().ok()?),
            Some(Value::Int(number)) => Value::Int(*number),
            _ => return None,
        };
        return Some(vec![object(
            node.span,
            [
                ("mode", get("mode").or(Some(Value::Str("ingress".into())))),
                ("host_ip", get("host_ip")),
                ("target", Some(target)),
                ("published", get("published")),
                ("protocol", get("protocol").or(Some(Value::Str("tcp".into())))),
            ],
        )]);
    }
    let spec = text(node)?;
    let (ports, protocol) = spec.split_once('/').unwrap_or((&spec, "tcp"));
    let protocol = protocol.to_ascii_lowercase();
    if !["tcp", "udp", "sctp"].contains(&&*protocol) {
        return None;
    }
    let (rest, target) = ports.rsplit_once(':').unwrap_or(("", ports));
    let (ip, published) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((ip, published)) => (ip, published.strip_prefix(':')?),
        None => rest.rsplit_once(':').unwrap_or(("", rest)),
    };
    if !ip.is_empty() && ip.parse::<core::net::IpAddr>().is_err() {
        return None;
    }
    let (first, last) = range(target)?;
    let host = if published.is_empty() { None } else { Some(range(published)?) };
    if let Some((from, to)) = host
        && to - from != last - first
        && first != last
    {
        return None;
    }
    let one = |at: u16| {
        let published = host.map(|(from, to)| match to - from == last - first {
            true => (from + at).to_string(),
            false => format!("{from}-{to}"),
        });
        object(
            node.span,
            [
                ("mode", Some(Value::Str("ingress".into()))),
                ("host_ip", (!ip.is_empty()).then(|| Value::Str(ip.to_owned()))),
                ("target", Some(Value::Int(i64::from(first + at)))),
                ("published", published.map(Value::Str)),
                ("protocol", Some(Value::Str(protocol.clone()))),
            ],
        )
    };
    // A range of thousands of ports is one line to compose, and nobody needs them one by one.
    (last - first < 4096).then(|| (0..=last - first).map(one).collect())
}

fn range(text: &str) -> Option<(u16, u16)> {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

/// A line of `volumes`.
pub(super) fn volume(node: &Node) -> Option<Vec<Map>> {
    if let Value::Map(map) = &node.value {
        let get = |key: &str| map.get(key).and_then(text).map(Value::Str);
        let read_only = map.get("read_only").filter(|node| node.value == Value::Bool(true));
        return Some(vec![object(
            node.span,
            [
                ("type", Some(get("type")?)),
                ("source", get("source")),
                ("target", get("target")),
                ("read_only", read_only.map(|_| Value::Bool(true))),
            ],
        )]);
    }
    let spec = text(node)?;
    if spec.is_empty() {
        return None;
    }
    let mut parts: Vec<&str> = spec.split(':').collect();
    // One letter before the first colon is taken for a drive of Windows, also here.
    let drive = parts.len() > 1 && parts[0].len() == 1 && parts[0].as_bytes()[0].is_ascii_alphabetic();
    if drive {
        let joined = &spec[..2 + parts[1].len()];
        parts.splice(..2, [joined]);
    }
    let (source, target, mode) = match parts[..] {
        [target] => (None, target, ""),
        [source, target] => (Some(source), target, ""),
        [source, target, mode] => (Some(source), target, mode),
        _ => return None,
    };
    if source == Some("") || target.is_empty() {
        return None;
    }
    let bind = drive && source.is_some() || source.is_some_and(|source| source.starts_with(['/', '.', '~']));
    let wrap = |text: &str| match node.value {
        Value::Secret(_) => Value::Secret(Secret::new(text)),
        _ => Value::Str(text.to_owned()),
    };
    Some(vec![object(
        node.span,
        [
            ("type", Some(Value::Str(if bind { "bind" } else { "volume" }.into()))),
            ("source", source.map(wrap)),
            ("target", Some(wrap(target))),
            ("read_only", mode.split(',').any(|word| word == "ro").then_some(Value::Bool(true))),
        ],
    )])
}

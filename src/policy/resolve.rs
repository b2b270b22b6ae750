//! From the name of a setting to its value, as the program sees it.

use super::path::{Path, Root};
use crate::fact::{Fact, Origin, Verdict};
use crate::load::{Role, Status};
use crate::model::{Deployment, Host, HostKind, Lookup, Prosody, Web, same_domain};
use crate::text::Span;
use crate::value::{Map, Node, Reason, Value};

/// A setting, or why nothing can be said about it.
pub(super) type Setting = Result<Fact<Node>, Reason>;

/// The setting; several where there are several `config.js`.
pub(super) fn resolve(path: &Path, deployment: &Deployment) -> Vec<Setting> {
    match &path.root {
        Root::Web(domain) => web(domain.as_deref(), &path.keys, deployment),
        _ => vec![one(path, deployment)],
    }
}

fn one(path: &Path, deployment: &Deployment) -> Setting {
    let elsewhere = |what: &str| {
        Reason::new(format!("{what} is configured on another machine, or its files cannot be read"))
    };
    let dotted = path.keys.join(".");
    match &path.root {
        Root::Jicofo => {
            Ok(deployment.jicofo.as_ref().ok_or_else(|| elsewhere("Jicofo"))?.layers.value(&dotted))
        }
        Root::Videobridge => {
            Ok(deployment.jvb.as_ref().ok_or_else(|| elsewhere("Videobridge"))?.layers.value(&dotted))
        }
        Root::Jibri => Ok(deployment.jibri.as_ref().ok_or_else(|| elsewhere("Jibri"))?.layers.value(&dotted)),
        Root::Jigasi => {
            let jigasi = deployment.jigasi.as_ref().ok_or_else(|| elsewhere("Jigasi"))?;
            let (file, document) = jigasi.layers.legacy.as_ref().ok_or_else(|| elsewhere("Jigasi"))?;
            Ok(walk(&document.root, &[dotted], Span::start_of(*file)))
        }
        Root::Turn => {
            let turn = deployment.turn.as_ref().ok_or_else(|| elsewhere("coturn"))?;
            Ok(walk(&turn.document.root, &path.keys, Span::start_of(turn.file)))
        }
        root => prosody(root, &path.keys, deployment.prosody.as_ref().ok_or_else(|| elsewhere("Prosody"))?),
    }
}

fn prosody(root: &Root, keys: &[String], prosody: &Prosody) -> Setting {
    let (Root::Options(name) | Root::Modules(name) | Root::HostKind(name) | Root::HostComponent(name)) = root
    else {
        return Ok(keys
            .split_first()
            .map_or(Fact::absent(None), |(first, rest)| below(prosody.global_option(first), rest)));
    };
    let host = match prosody.host(name) {
        Lookup::Found(host) => host,
        Lookup::Missing => return Ok(Fact::absent(prosody.main_file().map(Span::start_of))),
        Lookup::Unknown(reason) => return Err(reason),
    };
    let text = |text: &str| Value::Str(text.to_owned());
    Ok(match (root, keys.split_first()) {
        (Root::Options(_), Some((first, rest))) => below(prosody.option(host, first), rest),
        (Root::Modules(_), Some((module, _))) => loaded(prosody, host, module),
        (Root::HostKind(_), _) => known(
            text(match host.kind {
                HostKind::VirtualHost => "VirtualHost",
                HostKind::Component => "Component",
            }),
            host.place,
        ),
        _ => match host.module.clone() {
            Some(Fact::Known(module, origin)) => known(text(&module), origin.span),
            Some(Fact::Unknown(reason, origin)) => Fact::Unknown(reason, origin),
            _ => Fact::absent(Some(host.place)),
        },
    })
}

fn known(value: Value, place: Span) -> Fact<Node> {
    Fact::Known(Node::new(value, place), Origin::at(place))
}

/// A module that is loaded is `true`, another one is not there.
fn loaded(prosody: &Prosody, host: &Host, module: &str) -> Fact<Node> {
    let modules = prosody.modules(host);
    match modules.has(module) {
        Verdict::Yes => known(Value::Bool(true), modules.place_of(module).unwrap_or(host.place)),
        Verdict::No => Fact::absent(Some(host.place)),
        Verdict::CannotTell(reason, place) => Fact::Unknown(reason, Origin::at(place.unwrap_or(host.place))),
    }
}

fn web(domain: Option<&str>, keys: &[String], deployment: &Deployment) -> Vec<Setting> {
    let is_named = |web: &&Web| {
        let Some(domain) = domain else { return true };
        let path = deployment.sources.path(web.file);
        path.rsplit('/').next() == Some(&format!("{domain}-config.js"))
            || matches!(web.domain().is(|name| same_domain(name, domain)), Verdict::Yes)
    };
    let settings: Vec<Setting> = deployment
        .webs
        .iter()
        .filter(is_named)
        .map(|web| Ok(web.value(&keys.join(".")).map(Node::clone)))
        .collect();
    if !settings.is_empty() {
        return settings;
    }
    let unread = |record: &crate::load::FileRecord| record.role == Role::Web && record.status != Status::Read;
    vec![match deployment.webs.first() {
        Some(web) if !deployment.files.iter().any(unread) => Ok(Fact::absent(Some(Span::start_of(web.file)))),
        _ => Err(Reason::new("the web app is configured on another machine, or its files cannot be read")),
    }]
}

/// The setting at the end of the way from a value.
fn below(fact: Fact<&Node>, keys: &[String]) -> Fact<Node> {
    match fact {
        Fact::Known(node, origin) if keys.is_empty() => Fact::Known(node.clone(), origin),
        Fact::Known(node, _) => match &node.value {
            Value::Map(map) => walk(map, keys, node.span),
            _ => Fact::absent(Some(node.span)),
        },
        Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
        Fact::Absent(absent) => Fact::Absent(absent),
    }
}

/// The setting at the end of the way through objects.
fn walk(map: &Map, keys: &[String], place: Span) -> Fact<Node> {
    let (mut map, mut place) = (map, place);
    for (at, key) in keys.iter().enumerate() {
        let Some(entry) = map.entry(key) else { break };
        let origin = Origin::over(entry.node.span, &entry.beaten);
        match &entry.node.value {
            Value::Unknown(reason) => return Fact::Unknown(reason.clone(), origin),
            Value::Null | Value::Undefined => return Fact::absent(Some(entry.node.span)),
            _ if at + 1 == keys.len() => return Fact::Known(entry.node.clone(), origin),
            Value::Map(below) => map = below,
            _ => return Fact::absent(Some(entry.node.span)),
        }
        place = entry.key_span;
    }
    Fact::absent(Some(place))
}

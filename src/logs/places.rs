//! Where the services write their logs.

use crate::check::Service;
use crate::load::{HostTree, Tree, join, matches_wildcard};
use crate::model::Deployment;
use crate::syntax::nginx::Directive;
use crate::value::{Node, Value};

/// The most logs that are looked at of a kind; a directory may hold anything.
const MOST: usize = 64;

/// A configuration of a container is far smaller.
const MOST_OF_A_CONTAINER: u64 = 1 << 20;

/// A log, without its rotated parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub service: Service,
    /// In the tree.
    pub path: String,
    /// When the container started that writes it, as Docker says.
    pub started: Option<String>,
}

/// Files and patterns of the packages' defaults; `*` in the last part only.
const USUAL: [(Service, &str); 13] = [
    (Service::Prosody, "var/log/prosody/prosody.log"),
    (Service::Prosody, "var/log/prosody/prosody.err"),
    (Service::Jicofo, "var/log/jitsi/jicofo.log"),
    (Service::Videobridge, "var/log/jitsi/jvb.log"),
    (Service::Jigasi, "var/log/jitsi/jigasi.log"),
    (Service::Jibri, "var/log/jitsi/jibri/log.0.txt"),
    (Service::Nginx, "var/log/nginx/error.log"),
    (Service::Coturn, "var/log/turnserver/*.log"),
    (Service::Coturn, "var/log/turnserver.log"),
    (Service::Coturn, "var/log/coturn/*.log"),
    (Service::Coturn, "var/log/coturn.log"),
    (Service::Coturn, "var/log/turn_*.log"),
    (Service::Coturn, "var/tmp/turn_*.log"),
];

/// All logs that may be there, each once.
pub(super) fn find(tree: &HostTree, deployment: &Deployment) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut add = |service, path: String, started| {
        let place = Place { service, path, started };
        if !places.iter().any(|other| other.path == place.path && other.service == service) {
            places.push(place);
        }
    };
    for path in prosody(deployment) {
        add(Service::Prosody, path, None);
    }
    for directive in deployment.nginx.iter().flat_map(|nginx| nginx.directives()) {
        let mut paths = Vec::new();
        error_logs(directive, 8, &mut paths);
        paths.into_iter().take(MOST).for_each(|path| add(Service::Nginx, path, None));
    }
    for turn in deployment.turn.iter() {
        if let crate::fact::Fact::Known(path, _) = turn.text("log-file")
            && path.starts_with('/')
        {
            add(Service::Coturn, join("", &path), None);
        }
    }
    for (service, path) in USUAL {
        match path.rsplit_once('/') {
            Some((dir, pattern)) if pattern.contains('*') => {
                let names = tree.list(dir).unwrap_or_default();
                let names = names.into_iter().filter(|name| matches_wildcard(pattern, name));
                names.take(MOST).for_each(|name| add(service, format!("{dir}/{name}"), None));
            }
            _ => add(service, path.to_owned(), None),
        }
    }
    containers(tree).into_iter().for_each(|(service, path, started)| add(service, path, started));
    places
}

/// The files of Prosody's `log`: a path, or a table of paths by level and of sinks.
fn prosody(deployment: &Deployment) -> Vec<String> {
    let mut paths = Vec::new();
    for prosody in deployment.prosody.iter() {
        let fact = prosody.global_option("log");
        let crate::fact::Fact::Known(node, _) = fact else { continue };
        let mut add = |node: &Node| {
            let file = node.as_str().or_else(|| node.get("filename").and_then(Node::as_str));
            paths.extend(file.filter(|path| path.starts_with('/')).map(|path| join("", path)));
        };
        match &node.value {
            Value::Map(map) => map.iter().for_each(|entry| add(&entry.node)),
            Value::Table(pairs) => pairs.iter().for_each(|(_, value)| add(value)),
            Value::List(items) => items.iter().for_each(add),
            _ => add(node),
        }
    }
    paths.truncate(MOST);
    paths
}

fn error_logs(directive: &Directive, depth: usize, paths: &mut Vec<String>) {
    if directive.name.text == "error_log" {
        let path = directive.args.first().map(|word| word.text.as_str());
        paths.extend(
            path.filter(|path| path.starts_with('/') && !path.starts_with("/dev/"))
                .map(|path| join("", path)),
        );
    }
    if let Some(block) = &directive.block
        && depth > 0
    {
        block.iter().for_each(|inner| error_logs(inner, depth - 1, paths));
    }
}

/// Containers that run an image of Jitsi or coturn.
fn containers(tree: &HostTree) -> Vec<(Service, String, Option<String>)> {
    const DIR: &str = "var/lib/docker/containers";
    let mut found = Vec::new();
    for id in tree.list(DIR).unwrap_or_default().into_iter().take(16 * MOST) {
        let Ok(bytes) = tree.read(&format!("{DIR}/{id}/config.v2.json"), MOST_OF_A_CONTAINER) else {
            continue;
        };
        let Ok(config) = serde_json::from_slice::<serde_json::Value>(&bytes) else { continue };
        let Some(service) = config["Config"]["Image"].as_str().and_then(service_of) else { continue };
        let started = config["State"]["StartedAt"].as_str().map(str::to_owned);
        found.push((service, format!("{DIR}/{id}/{id}-json.log"), started));
    }
    found.truncate(MOST);
    found
}

/// `ghcr.io/jitsi/jvb:stable-9823`
fn service_of(image: &str) -> Option<Service> {
    let (maker, name) = image.rsplit_once('/')?;
    let name = name.split([':', '@']).next()?;
    match (maker.rsplit('/').next()?, name) {
        ("jitsi", "prosody") => Some(Service::Prosody),
        ("jitsi", "jicofo") => Some(Service::Jicofo),
        ("jitsi", "jvb") => Some(Service::Videobridge),
        ("jitsi", "jibri") => Some(Service::Jibri),
        ("jitsi", "jigasi") => Some(Service::Jigasi),
        ("jitsi", "web") => Some(Service::Nginx),
        ("coturn", "coturn") => Some(Service::Coturn),
        _ => None,
    }
}

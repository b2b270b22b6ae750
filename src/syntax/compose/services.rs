//! Services in one form, whatever form the files give them.

use std::collections::BTreeMap;

use super::items::{port, text, volume};
use super::variables::Variables;
use super::{Document, beside, merge, scalar};
use crate::load::{Loader, Role};
use crate::syntax::{SyntaxError, dotenv};
use crate::text::Span;
use crate::value::{Entry, Map, Node, Reason, Value};

/// What may stand at the top of a file, beside names that begin with `x-`.
const TOP: [&str; 9] =
    ["version", "name", "services", "networks", "volumes", "secrets", "configs", "include", "models"];

/// What a service may have, beside names that begin with `x-`.
const KEYS: &[&str] = &[
    "annotations",
    "attach",
    "blkio_config",
    "build",
    "cap_add",
    "cap_drop",
    "cgroup",
    "cgroup_parent",
    "command",
    "configs",
    "container_name",
    "cpu_count",
    "cpu_percent",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpus",
    "cpuset",
    "credential_spec",
    "depends_on",
    "deploy",
    "develop",
    "device_cgroup_rules",
    "devices",
    "dns",
    "dns_opt",
    "dns_search",
    "domainname",
    "entrypoint",
    "env_file",
    "environment",
    "expose",
    "extends",
    "external_links",
    "extra_hosts",
    "gpus",
    "group_add",
    "healthcheck",
    "hostname",
    "image",
    "init",
    "ipc",
    "isolation",
    "label_file",
    "labels",
    "links",
    "logging",
    "mac_address",
    "mem_limit",
    "mem_reservation",
    "mem_swappiness",
    "memswap_limit",
    "models",
    "network_mode",
    "networks",
    "oom_kill_disable",
    "oom_score_adj",
    "pid",
    "pids_limit",
    "platform",
    "ports",
    "post_start",
    "pre_stop",
    "privileged",
    "profiles",
    "provider",
    "pull_policy",
    "read_only",
    "restart",
    "runtime",
    "scale",
    "secrets",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "storage_opt",
    "sysctls",
    "tmpfs",
    "tty",
    "ulimits",
    "use_api_socket",
    "user",
    "userns_mode",
    "uts",
    "volumes",
    "volumes_from",
    "working_dir",
];

/// Ranges of ports are short to write: no service needs more than these.
const MAX_ITEMS: usize = 20_000;

/// Texts that are shown as they are.
const TEXTS: [&str; 5] = ["image", "container_name", "hostname", "network_mode", "restart"];

pub(super) fn read(
    root: &Map,
    dir: &str,
    loader: &mut Loader<'_>,
    variables: &Variables<'_>,
    document: &mut Document,
) {
    let mut reader = Reader { dir, loader, variables, document };
    reader.names(root, &TOP, "a compose file");
    for name in ["version", "name"] {
        if let Some(entry) = root.entry(name)
            && !matches!(entry.node.value, Value::Str(_) | Value::Unknown(_) | Value::Secret(_))
        {
            reader.wrong(entry.node.span, format!("`{name}` is a text: put it in quotes"));
        }
    }
    if let Some(entry) = root.entry("include") {
        let reason =
            format!("the file has `include` in line {}, which is not followed", reader.line(entry.key_span));
        reader.document.incomplete.get_or_insert(Reason::new(reason));
    }
    let Some(services) = root.entry("services") else { return };
    match &services.node.value {
        Value::Map(map) => {
            for entry in map.iter() {
                reader.service(entry);
            }
        }
        Value::Unknown(_) => {}
        _ => reader.wrong(services.key_span, "`services` is an object with one key for each service"),
    }
}

struct Reader<'r, 'l, 't, 'o> {
    dir: &'r str,
    loader: &'l mut Loader<'t>,
    variables: &'r Variables<'o>,
    document: &'r mut Document,
}

impl Reader<'_, '_, '_, '_> {
    fn line(&self, span: Span) -> usize {
        self.loader.sources().position(span).line
    }

    fn wrong(&mut self, span: Span, cause: impl Into<String>) {
        if self.document.errors.len() < 20 {
            let error =
                SyntaxError::new(span, cause).fix("correct this place; compose starts nothing before");
            self.document.errors.push(error);
        }
    }

    fn names(&mut self, map: &Map, known: &[&str], whose: &str) {
        for entry in map.iter() {
            if !known.contains(&&*entry.key) && !entry.key.starts_with("x-") {
                let cause = format!("{whose} has no setting `{}`", entry.key);
                self.wrong(entry.key_span, cause);
            }
        }
    }

    fn service(&mut self, entry: &Entry) {
        let map = match &entry.node.value {
            Value::Map(map) => map,
            // What is incomplete stays unknown.
            Value::Unknown(_) => return,
            _ => {
                return self
                    .wrong(entry.key_span, format!("there is nothing in the service `{}`", entry.key));
            }
        };
        let named = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
        if entry.key.is_empty() || !entry.key.chars().all(named) {
            self.wrong(entry.key_span, "the name of a service has letters, digits, `.`, `_` and `-` only");
        }
        self.names(map, KEYS, "a service");
        let mut service = Map::default();
        for name in TEXTS {
            let Some(found) = map.entry(name) else { continue };
            match &found.node.value {
                Value::Str(_) | Value::Unknown(_) | Value::Secret(_) => {
                    service.set(name, found.key_span, found.node.clone());
                }
                Value::Null if name != "image" => {}
                _ => self.wrong(found.node.span, format!("`{name}` is a text")),
            }
        }
        if map.get("extends").is_some() {
            let reason = format!("the service {} takes over another one with `extends`", entry.key);
            self.document.incomplete.get_or_insert(Reason::new(reason));
        }
        let environment = self.environment(map);
        if !environment.is_empty() {
            let place = map.entry("environment").map_or(entry.key_span, |entry| entry.key_span);
            service.set("environment", place, Node::new(Value::Map(environment), place));
        }
        if let Some(found) = map.entry("networks")
            && let Some(networks) = networks(&found.node)
        {
            service.set("networks", found.key_span, networks);
        }
        for (name, read) in [("ports", port as fn(&Node) -> Option<Vec<Map>>), ("volumes", volume)] {
            let Some(found) = map.entry(name) else { continue };
            let Value::List(items) = &found.node.value else {
                if !matches!(found.node.value, Value::Null | Value::Unknown(_)) {
                    self.wrong(found.node.span, format!("`{name}` is a list"));
                }
                continue;
            };
            let mut list = Unique::default();
            let mut made = 0;
            for item in items {
                if made > MAX_ITEMS {
                    let reason = format!("the service {} has more `{name}` than are followed", entry.key);
                    self.document.incomplete.get_or_insert(Reason::new(reason));
                    break;
                }
                if let Value::Unknown(_) = item.value {
                    list.items.push(item.clone());
                    continue;
                }
                let Some(maps) = read(item) else {
                    self.wrong(item.span, format!("this is not of a form that `{name}` takes"));
                    continue;
                };
                made += maps.len();
                for map in maps {
                    let node = Node::new(Value::Map(map), item.span);
                    list.put(node, name);
                }
            }
            service.set(name, found.key_span, Node::new(Value::List(list.items), found.node.span));
        }
        let node = Node::new(Value::Map(service), entry.node.span);
        self.document.services.set(entry.key.clone(), entry.key_span, node);
    }

    /// The variables of the service's files, and over them its own.
    fn environment(&mut self, map: &Map) -> Map {
        let mut all = Map::default();
        let files = map.get("env_file").map(|node| match &node.value {
            Value::List(items) => items.clone(),
            _ => vec![node.clone()],
        });
        for item in files.into_iter().flatten() {
            self.env_file(&item, &mut all);
        }
        let Some(own) = map.get("environment").map(merge::variables) else { return all };
        let Value::Map(own_map) = &own.value else {
            if !matches!(own.value, Value::Null | Value::Unknown(_)) {
                self.wrong(
                    own.span,
                    "`environment` has lines `- NAME=value`, or lines `NAME: value`, and not both",
                );
            }
            return all;
        };
        for entry in own_map.iter() {
            let mut node = entry.node.clone();
            match &node.value {
                // A name alone takes over what compose itself has.
                Value::Undefined | Value::Null => match self.variables.node(&entry.key, entry.key_span) {
                    Some(found) => node = found,
                    None => {
                        // A name without a value takes nothing away from the files.
                        if all.get(&entry.key).is_some() {
                            continue;
                        }
                        node.value = Value::Null;
                    }
                },
                Value::Int(number) => node.value = Value::Str(number.to_string()),
                Value::Float(number) if !number.is_finite() => {
                    self.wrong(node.span, "compose does not take this as a number: put it in quotes");
                    continue;
                }
                Value::Float(number) => node.value = Value::Str(scalar::float_text(*number)),
                Value::Bool(value) => node.value = Value::Str(value.to_string()),
                Value::List(_) | Value::Map(_) => {
                    self.wrong(node.span, format!("the value of `{}` is no text", entry.key));
                    continue;
                }
                _ => {}
            }
            node.span = value_span(&node, entry.key_span, &entry.key, self.loader.sources());
            all.set(entry.key.clone(), entry.key_span, node);
        }
        all
    }

    fn env_file(&mut self, item: &Node, all: &mut Map) {
        let (path, required) = match &item.value {
            Value::Map(map) => {
                let required = map.get("required").is_none_or(|node| node.value != Value::Bool(false));
                (map.get("path").and_then(Node::as_str), required)
            }
            _ => (item.as_str(), true),
        };
        let Some(path) = path else {
            self.document.incomplete.get_or_insert(Reason::new("an env_file of a service is not known"));
            return;
        };
        let path = beside(self.dir, path);
        let file = match required {
            true => self.loader.load(&path, Role::ServiceEnv).ok(),
            false => self.loader.load_if_present(&path, Role::ServiceEnv),
        };
        match file {
            Some(file) => {
                let read = dotenv::parse(file, self.loader.sources(), &[]);
                self.document.errors.extend(read.errors);
                for entry in read.root.iter() {
                    let own = self.variables.node(&entry.key, entry.key_span);
                    let node = own.filter(|_| entry.node.value == Value::Null).unwrap_or(entry.node.clone());
                    all.set(entry.key.clone(), entry.key_span, node);
                }
            }
            None if required => {
                self.wrong(item.span, format!("there is no file {path} to read variables from"))
            }
            None => {}
        }
    }
}

/// The part of `NAME=value` behind the sign, where it is written without escapes.
fn value_span(node: &Node, key: Span, name: &str, sources: &crate::text::Sources) -> Span {
    let written = sources.slice(node.span);
    let quote = usize::from(written.starts_with(['"', '\'']));
    match written.get(quote..).and_then(|inner| inner.strip_prefix(name)) {
        Some(rest) if node.span == key && rest.starts_with('=') => {
            let start = node.span.start as usize + quote + name.len() + 1;
            Span::new(node.span.file, start, node.span.end as usize - quote)
        }
        _ => node.span,
    }
}

/// Items of a list, of which a later one for the same thing replaces the earlier one.
#[derive(Default)]
struct Unique {
    items: Vec<Node>,
    places: BTreeMap<String, usize>,
}

impl Unique {
    fn put(&mut self, node: Node, name: &str) {
        let keys: &[&str] = match name {
            "volumes" => &["target"],
            _ => &["host_ip", "target", "published", "protocol"],
        };
        let of = |key: &&str| node.get(key).and_then(text).unwrap_or_default();
        let identity = keys.iter().map(of).collect::<Vec<_>>().join(" ");
        match self.places.get(&identity).and_then(|at| self.items.get_mut(*at)) {
            Some(old) => *old = node,
            None => {
                self.places.insert(identity, self.items.len());
                self.items.push(node);
            }
        }
    }
}

/// The networks of a service with its further names in each; `None` where they are written in a way that is not known.
fn networks(node: &Node) -> Option<Node> {
    let mut networks = Map::default();
    match &node.value {
        Value::List(items) => {
            for item in items {
                let names = Node::new(Value::List(Vec::new()), item.span);
                networks.set(item.as_str()?.to_owned(), item.span, names);
            }
        }
        Value::Map(map) => {
            for entry in map.iter() {
                let aliases = entry.node.get("aliases").and_then(Node::as_list).unwrap_or_default();
                let names = Node::new(Value::List(aliases.to_vec()), entry.node.span);
                networks.set(entry.key.clone(), entry.key_span, names);
            }
        }
        _ => return None,
    }
    Some(Node::new(Value::Map(networks), node.span))
}

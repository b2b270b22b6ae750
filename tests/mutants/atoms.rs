//! What in a value other places may name too: domains, addresses, ports, paths, secrets, modules.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jitsi_doctor::load::{MemoryTree, Tree};
use regex::Regex;

use crate::spots::{Form, Spot};

/// A kind of thing that two places agree on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Domain,
    Jid,
    Module,
    Path,
    Port,
    Secret,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Domain => "domain",
            Kind::Jid => "JID",
            Kind::Module => "module",
            Kind::Path => "path",
            Kind::Port => "port",
            Kind::Secret => "secret",
        }
    }
}

/// A thing that a value names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Atom {
    pub kind: Kind,
    /// As programs compare it.
    pub text: String,
}

static JID: LazyLock<Regex> = LazyLock::new(|| regex(r"[A-Za-z0-9_.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"));
static DOMAIN: LazyLock<Regex> = LazyLock::new(|| regex(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.[A-Za-z]{2,}"));
static PORT: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:^|:)([0-9]{2,5})(?:$|[/?\s])"));
/// A file of the host, whole.
static FILE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:/[A-Za-z0-9_.@-]+){2,}/?"));
/// What stands before the path of an address.
static AUTHORITY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"[a-z]+://[^/?]*|^[a-z0-9.-]+\.[a-z]{2,}(?:/|$)"));
/// One part of the path of an address.
static SEGMENT: LazyLock<Regex> = LazyLock::new(|| regex(r"[a-z][a-z0-9]+(?:-[a-z0-9]+)*(?:\.html)?"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern")
}

/// Words of addresses that say nothing about the place: schemes, methods, names of parameters.
const NO_SEGMENTS: [&str; 12] =
    ["https", "http", "wss", "args", "prefix", "uri", "is", "arg", "host", "scheme", "request", "remote"];

/// What the value names.
pub fn atoms(spot: &Spot, tree: &MemoryTree) -> BTreeSet<Atom> {
    let mut atoms = BTreeSet::new();
    let mut add = |kind, text: &str| {
        atoms.insert(Atom { kind, text: text.to_owned() });
    };
    let value = spot.value.as_str();
    if spot.secret {
        add(Kind::Secret, value);
        return atoms;
    }
    if spot.is_module() {
        add(Kind::Module, value);
        return atoms;
    }
    let on_disk = |path: &str| tree.real_path(path.trim_end_matches('/')).is_some();
    let mut rest = value.to_owned();
    if !value.contains("://") {
        for file in FILE.find_iter(value).map(|found| found.as_str()).filter(|file| on_disk(file)) {
            add(Kind::Path, file.trim_end_matches('/'));
            rest = rest.replace(file, " ");
        }
    }
    for jid in JID.find_iter(&rest.clone()) {
        add(Kind::Jid, &jid.as_str().to_lowercase());
    }
    for domain in DOMAIN.find_iter(&rest.clone()) {
        let text = domain.as_str();
        // The variables of a service hold names of classes.
        if !is_file_name(text) && !value.starts_with("-D") {
            add(Kind::Domain, &text.to_lowercase());
        }
    }
    for port in PORT.captures_iter(&rest) {
        if takes_ports(spot) {
            add(Kind::Port, &port[1]);
        }
    }
    if is_address(spot) {
        let path = AUTHORITY.replace_all(&rest, "/");
        for segment in SEGMENT.find_iter(&path).map(|found| found.as_str()) {
            if segment.len() >= 4 && !NO_SEGMENTS.contains(&segment) {
                add(Kind::Path, segment);
            }
        }
    }
    atoms
}

fn is_file_name(text: &str) -> bool {
    [".js", ".html", ".conf", ".json", ".lua", ".properties", ".crt", ".key", ".log", ".htm"]
        .iter()
        .any(|ending| text.ends_with(ending))
}

fn takes_ports(spot: &Spot) -> bool {
    spot.value.contains(':') || spot.key.to_lowercase().contains("port") || spot.key == "listen"
}

/// Whether the value is an address, or a pattern of one.
fn is_address(spot: &Spot) -> bool {
    match spot.form {
        Form::Word => ["location", "proxy_pass", "rewrite"].contains(&spot.key.as_str()),
        _ => spot.value.contains("://") || spot.name.starts_with("web:") && spot.value.contains('/'),
    }
}

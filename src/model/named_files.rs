//! Files and directories that configurations name, and whether they are there.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::is_jitsi;
use super::similar::is_near;
use super::{Host, Nginx, Prosody, Turn, layered::Layers};
use crate::load::{Tree, join, parent};
use crate::syntax::nginx::Directive;
use crate::text::Span;
use crate::value::{Node, Value};

/// What a named file is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileUse {
    /// Certificate or key of nginx.
    WebCertificate,
    /// What nginx sends to browsers.
    WebFile,
    /// Certificate or key of a host of Prosody.
    HostCertificate,
    /// Where Prosody looks for modules.
    Modules,
    /// Where Jitsi's modules are, which is not where Prosody looks.
    ModulesElsewhere,
    /// Certificate or key of coturn.
    RelayCertificate,
    /// What a Java service starts with.
    JavaFile,
}

/// A file that is named and surely not there.
#[derive(Clone, Debug)]
pub struct MissingFile {
    /// The path as it is written.
    pub path: String,
    /// Where it is written.
    pub span: Span,
    /// What it is for.
    pub purpose: FileUse,
}

/// Collects what the components name and looks for it.
pub(super) struct NamedFiles<'t> {
    tree: &'t dyn Tree,
    listed: BTreeMap<String, Option<BTreeSet<String>>>,
    /// What was looked for, and whether it is gone: sites of one machine name the same files.
    answered: BTreeMap<(String, Beside), bool>,
    missing: Vec<MissingFile>,
}

/// What must lie in the directory of a missing file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Beside {
    /// Anything at all.
    Anything,
    /// A name that is nearly the same.
    Alike,
}

/// Options of Java that name a file.
const JAVA: [&str; 2] = ["-Dconfig.file=", "-Djava.util.logging.config.file="];

impl<'t> NamedFiles<'t> {
    pub fn new(tree: &'t dyn Tree) -> Self {
        NamedFiles { tree, listed: BTreeMap::new(), answered: BTreeMap::new(), missing: Vec::new() }
    }

    pub fn finish(self) -> Vec<MissingFile> {
        self.missing
    }

    /// Notes a path that is surely not there: its directory can be listed and lacks the name. In a
    /// directory that is missing as a whole, more is missing than one slip explains.
    fn look(&mut self, path: &str, span: Span, purpose: FileUse) {
        self.look_for(path, span, purpose, Beside::Anything);
    }

    /// The same, where something that counts lies beside it.
    fn look_for(&mut self, path: &str, span: Span, purpose: FileUse, beside: Beside) {
        if !path.starts_with('/') || path.len() > 4096 {
            return;
        }
        let key = (path.to_owned(), beside);
        let gone = match self.answered.get(&key) {
            Some(gone) => *gone,
            None => {
                let gone = self.is_gone(path, beside);
                self.answered.insert(key, gone);
                gone
            }
        };
        if gone {
            self.missing.push(MissingFile { path: path.to_owned(), span, purpose });
        }
    }

    fn is_gone(&mut self, path: &str, beside: Beside) -> bool {
        let mut whole = join("", path);
        // A directory on the way may be the one that is misspelt.
        let mut above = false;
        while self.tree.real_path(parent(&whole)).is_none() && whole.contains('/') {
            whole = parent(&whole).to_owned();
            above = true;
        }
        let (dir, tree) = (parent(&whole).to_owned(), self.tree);
        let name = whole.rsplit('/').next().unwrap_or_default();
        let listed = self
            .listed
            .entry(dir.clone())
            .or_insert_with(|| Some(tree.list(&dir).ok()?.into_iter().collect()));
        let most = match (above, beside) {
            (true, _) => 1,
            (false, Beside::Alike) => 2,
            (false, Beside::Anything) => {
                return listed.as_ref().is_some_and(|names| !names.is_empty() && !names.contains(name));
            }
        };
        listed
            .as_ref()
            .is_some_and(|names| !names.contains(name) && names.iter().any(|own| is_near(own, name, most)))
    }

    pub fn prosody(&mut self, prosody: &Prosody) {
        for section in prosody.sections() {
            let ssl = section.options.get("ssl");
            for part in ["key", "certificate"] {
                self.text(ssl.and_then(|ssl| ssl.get(part)), FileUse::HostCertificate);
            }
        }
        let paths = prosody.sections().first().and_then(|global| global.options.get("plugin_paths"));
        for item in paths.and_then(Node::as_list).unwrap_or_default() {
            self.text(Some(item), FileUse::Modules);
        }
    }

    /// Jitsi's modules are on this host, and no path leads to them.
    pub fn modules_elsewhere(&mut self, prosody: &Prosody) {
        const HOME: &str = "/usr/share/jitsi-meet/prosody-plugins";
        const MODULE: &str = "mod_muc_domain_mapper.lua";
        let Some(node) = prosody.sections().first().and_then(|global| global.options.get("plugin_paths"))
        else {
            return;
        };
        let Some(paths) = node.as_list() else { return };
        // Without hosts of Jitsi nobody looks for its modules.
        let used = |host: &Host| prosody.modules(host).iter().any(|module| is_jitsi(&module.text));
        if !prosody.hosts().any(used) {
            return;
        }
        let has = |dir: &str| self.tree.list(dir).is_ok_and(|names| names.iter().any(|name| name == MODULE));
        let known = paths.iter().all(|item| item.as_str().is_some());
        if known && has(HOME) && !paths.iter().filter_map(Node::as_str).any(has) && self.missing.is_empty() {
            let purpose = FileUse::ModulesElsewhere;
            self.missing.push(MissingFile { path: HOME.to_owned(), span: node.span, purpose });
        }
    }

    fn text(&mut self, node: Option<&Node>, purpose: FileUse) {
        if let Some(Node { value: Value::Str(path), span, .. }) = node {
            self.look(path, *span, purpose);
        }
    }

    pub fn turn(&mut self, turn: &Turn) {
        for name in ["cert", "pkey"] {
            self.text(turn.document.root.get(name), FileUse::RelayCertificate);
        }
    }

    pub fn java(&mut self, layers: &Layers) {
        let Some(node) = layers.env.as_ref().and_then(|(_, env)| env.root.get("JAVA_SYS_PROPS")) else {
            return;
        };
        let words = node.as_str().unwrap_or_default().split_whitespace();
        let mut home = [None, None];
        for word in words {
            for option in JAVA {
                if let Some(path) = word.strip_prefix(option) {
                    self.look(path, node.span, FileUse::JavaFile);
                }
            }
            for (at, half) in ["SC_HOME_DIR_LOCATION=", "SC_HOME_DIR_NAME="].into_iter().enumerate() {
                home[at] = word.split_once(half).map(|(_, value)| value).or(home[at]);
            }
        }
        if let [Some(location), Some(_)] = home {
            self.look(location, node.span, FileUse::JavaFile);
        }
    }

    pub fn nginx(&mut self, nginx: &Nginx) {
        for server in nginx.servers() {
            self.directives(server.own_directives(), 0);
        }
    }

    fn directives(&mut self, directives: &[Directive], depth: usize) {
        for directive in directives {
            let purpose = match directive.name.text.as_str() {
                "ssl_certificate" | "ssl_certificate_key" => FileUse::WebCertificate,
                "root" | "alias" | "set" => FileUse::WebFile,
                _ => {
                    if let Some(block) = directive.block.as_ref().filter(|_| depth < 8) {
                        self.directives(block, depth + 1);
                    }
                    continue;
                }
            };
            let Some(word) = directive.args.last() else { continue };
            // Up to the first variable, the path is known.
            let fixed = match word.text.find('$') {
                Some(at) => word.text[..at].rsplit_once('/').map_or("", |(dir, _)| dir),
                None => word.text.as_str(),
            };
            // A variable may hold the path of an address instead of a file's.
            let is_file =
                directive.name.text != "set" || fixed.starts_with("/etc/") || fixed.starts_with("/usr/");
            // Without its config.js the web app may be on another machine.
            let certain = fixed == word.text && !fixed.ends_with("-config.js");
            if is_file && certain {
                self.look(fixed, word.span, purpose);
            } else if is_file {
                // What is made from a variable need not be there yet; a slip of the pen has its right name beside it.
                self.look_for(fixed, word.span, purpose, Beside::Alike);
            }
        }
    }
}

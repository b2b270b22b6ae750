//! What httpd knows while it reads: modules, defined names, the environment, its version.

use std::collections::BTreeMap;

use crate::load::{Loader, Role, join, parent};
use crate::syntax::directive::Word;
use crate::syntax::shell_env;
use crate::value::{Map, Node};

/// Modules that Debian builds in.
const BUILT_IN: [(&str, &str); 8] = [
    ("core_module", "core.c"),
    ("so_module", "mod_so.c"),
    ("watchdog_module", "mod_watchdog.c"),
    ("http_module", "http_core.c"),
    ("log_config_module", "mod_log_config.c"),
    ("logio_module", "mod_logio.c"),
    ("version_module", "mod_version.c"),
    ("unixd_module", "mod_unixd.c"),
];

/// The modules that are loaded.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    /// Names such as `proxy_module`, and whether they are surely loaded.
    loaded: BTreeMap<String, bool>,
    /// Whether nothing else can be loaded: all `LoadModule` lines were read, and what is built in is known.
    complete: bool,
}

impl Modules {
    /// Whether the module with this name (as in `LoadModule`) is loaded. `None` when that is not known.
    pub fn has(&self, symbol: &str) -> Option<bool> {
        if BUILT_IN.iter().any(|(built_in, _)| *built_in == symbol) && self.complete {
            return Some(true);
        }
        match self.loaded.get(symbol) {
            Some(true) => Some(true),
            Some(false) => None,
            None => self.complete.then_some(false),
        }
    }

    /// By its name in `<IfModule>`, which also may be that of its source file.
    fn named(&self, name: &str) -> Option<bool> {
        let Some(stem) = name.strip_suffix(".c") else { return self.has(name) };
        if let Some((symbol, _)) = BUILT_IN.iter().find(|(_, file)| *file == name) {
            return self.has(symbol);
        }
        let symbol = match stem.strip_prefix("mod_") {
            Some(module) => format!("{module}_module"),
            None if matches!(stem, "event" | "prefork" | "worker") => format!("mpm_{stem}_module"),
            None => format!("{stem}_module"),
        };
        match self.has(&symbol) {
            // The two names of PHP differ by a number, and those of modules from elsewhere may differ too.
            Some(false) if stem.contains("php") || !name.starts_with("mod_") => self.named_otherwise(stem),
            known => known,
        }
    }

    /// httpd's own modules without `mod_` in their names are those that share out the work; one is loaded at a time.
    fn named_otherwise(&self, stem: &str) -> Option<bool> {
        matches!(stem, "event" | "prefork" | "worker").then_some(false)
    }
}

/// What decides conditions.
#[derive(Debug, Default)]
pub(super) struct World {
    pub modules: Modules,
    /// Names with their values, if they have one, and whether they are surely defined.
    defines: BTreeMap<String, (Option<String>, bool)>,
    env: Map,
    /// Whether names can be defined on the command line too.
    open_defines: bool,
    version: Option<[u32; 3]>,
}

impl World {
    /// For a main file: `apache2.conf` is Debian's, of which more is known.
    pub fn new(main: &str, version: Option<&str>, loader: &mut Loader<'_>) -> Self {
        let path = join("", main);
        let debian = path.rsplit('/').next() == Some("apache2.conf");
        let mut world = World {
            modules: Modules { complete: debian, ..Modules::default() },
            open_defines: true,
            version: version.and_then(numbers),
            ..World::default()
        };
        let envvars = join(parent(&path), "envvars");
        if debian && let Some(file) = loader.load_if_present(&envvars, Role::Apache) {
            world.env = shell_env::parse(file, loader.sources()).root;
        }
        world.open_defines = !debian || world.env.get("APACHE_ARGUMENTS").is_some();
        world
    }

    /// Notes a module, or that from here on not all are known.
    pub fn load(&mut self, symbol: &str, sure: bool) {
        let known = self.modules.loaded.entry(symbol.to_owned()).or_default();
        *known |= sure;
    }

    /// Something was not read that may load more modules and define more names.
    pub fn incomplete(&mut self) {
        self.modules.complete = false;
        self.open_defines = true;
    }

    pub fn define(&mut self, name: &str, value: Option<&str>, sure: bool) {
        let value = value.map(str::to_owned);
        let sure = sure || self.defines.get(name).is_some_and(|(old, sure)| *sure && *old == value);
        self.defines.insert(name.to_owned(), (value, sure));
    }

    pub fn undefine(&mut self, name: &str, sure: bool) {
        if sure {
            self.defines.remove(name);
        } else if let Some((_, known)) = self.defines.get_mut(name) {
            *known = false;
        }
    }

    /// The value of a variable, if it has one that is known.
    pub fn variable(&self, name: &str) -> Option<&str> {
        match self.defines.get(name) {
            Some((Some(value), sure)) => sure.then_some(value),
            _ => self.env.get(name).and_then(Node::as_str),
        }
    }

    /// Whether a condition holds. `None` when that is not known.
    pub fn holds(&self, condition: &str, args: &[Word], loader: &Loader<'_>, root: &str) -> Option<bool> {
        let first = args.first()?.text.as_str();
        let (negated, name) = match first.strip_prefix('!') {
            Some(name) => (true, name),
            None => (false, first),
        };
        if name.contains("${") {
            return None;
        }
        let holds = match condition {
            "ifmodule" => self.modules.named(name),
            "ifdefine" => match self.defines.get(name) {
                Some((_, sure)) => sure.then_some(true),
                None => (!self.open_defines && name != "FOREGROUND").then_some(false),
            },
            "ifversion" => return self.version_holds(first, args.get(1)),
            // What is not in this tree may be on the host all the same.
            "iffile" => loader.tree().real_path(&join(root, name)).map(|_| true),
            _ => None,
        };
        holds.map(|holds| holds != negated)
    }

    fn version_holds(&self, operator: &str, wanted: Option<&Word>) -> Option<bool> {
        let (operator, wanted) = match wanted {
            Some(word) => (operator, word.text.as_str()),
            None => ("=", operator),
        };
        let (negated, operator) = match operator.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, operator),
        };
        let wanted = exact_numbers(wanted)?;
        let compare = |version: [u32; 3]| match operator {
            "=" | "==" => Some(version == wanted),
            ">" => Some(version > wanted),
            ">=" => Some(version >= wanted),
            "<" => Some(version < wanted),
            "<=" => Some(version <= wanted),
            _ => None,
        };
        // Every httpd that is still in use is a 2.4.
        let holds = match self.version {
            Some(version) => compare(version)?,
            None => {
                let (oldest, newest) = (compare([2, 4, 1])?, compare([2, 4, 9999])?);
                let between = wanted[..2] == [2, 4] && wanted[2] > 1 && matches!(operator, "=" | "==");
                (oldest == newest && !between).then_some(oldest)?
            }
        };
        Some(holds != negated)
    }
}

/// `2.4` is `2.4.0`.
fn exact_numbers(text: &str) -> Option<[u32; 3]> {
    let mut numbers = [0; 3];
    let mut parts = text.split('.');
    for number in &mut numbers {
        let Some(part) = parts.next() else { break };
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// The upstream part of a package's version.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let upstream = version.rsplit_once(':').map_or(version, |(_, upstream)| upstream);
    let end = upstream.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(upstream.len());
    exact_numbers(&upstream[..end])
}

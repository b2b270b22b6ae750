//! What the programs let one set: names, kinds, defaults, and what came before.
//!
//! The tables are made from the texts in `catalogue/` by `cargo run --example catalogue`. They are
//! constants, sorted by name, so that they cost nothing until they are asked.

#[rustfmt::skip]
mod cases;
#[rustfmt::skip]
mod config_js;
#[rustfmt::skip]
mod interface_config;
#[rustfmt::skip]
mod jibri;
#[rustfmt::skip]
mod jicofo;
#[rustfmt::skip]
mod jigasi;
#[rustfmt::skip]
mod prosody_modules;
#[rustfmt::skip]
mod prosody_options;
mod signature;
#[rustfmt::skip]
mod signatures;
#[rustfmt::skip]
mod videobridge;

pub use cases::CASES;
pub use signature::{Signature, Text};
pub use signatures::SIGNATURES;

/// Something that goes wrong on real servers.
#[derive(Debug)]
pub struct Case {
    /// What people see.
    pub sees: &'static str,
    /// Why.
    pub cause: &'static str,
    /// The ids of the rules that find it.
    pub rules: &'static [&'static str],
    /// What rules do not find of it, and why.
    pub otherwise: &'static str,
}

/// Stands for the first release to come.
const UNRELEASED: u32 = 99_999;

/// A table with the few of its names that hold a `*`, so that a name that is not there costs no walk over all.
macro_rules! catalogue {
    ($table:ident) => {
        Catalogue {
            settings: $table::SETTINGS,
            patterns: &patterns::<{ count_patterns($table::SETTINGS) }>($table::SETTINGS),
            newest: newest($table::SETTINGS),
            index: &index::<{ ($table::SETTINGS.len() * 2).next_power_of_two() }>($table::SETTINGS),
        }
    };
}

/// Options of `jicofo.conf`.
pub const JICOFO: Catalogue = catalogue!(jicofo);
/// Options of `jvb.conf`, also of the libraries in the bridge.
pub const VIDEOBRIDGE: Catalogue = catalogue!(videobridge);
/// Options of `jibri.conf`.
pub const JIBRI: Catalogue = catalogue!(jibri);
/// Properties of Jigasi.
pub const JIGASI: Catalogue = catalogue!(jigasi);
/// Options of Prosody, of its modules, and of those of Jitsi.
pub const PROSODY_OPTIONS: Catalogue = catalogue!(prosody_options);
/// Modules of Prosody, of Jitsi, and some from elsewhere.
pub const PROSODY_MODULES: Catalogue = catalogue!(prosody_modules);
/// Keys of `config` in `config.js`.
pub const CONFIG_JS: Catalogue = catalogue!(config_js);
/// Keys of `interfaceConfig` in `interface_config.js`.
pub const INTERFACE_CONFIG: Catalogue = catalogue!(interface_config);

/// One option of a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Setting {
    /// Its full name: a path of a HOCON file, a property, a key. `*` is any one part.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// What the program takes when it is not set, as one would write it.
    pub default: Option<&'static str>,
    /// Whether the default beats Java's system properties.
    pub built_in: bool,
    /// Other names under which the program looks for it, in this order.
    pub sources: &'static [Source],
    /// Whether no output may show it.
    pub secret: bool,
    /// Whether Prosody reads it only above the first host.
    pub global: bool,
    /// Who makes it, if it is not the program itself; the releases are those of this maker.
    pub from: Option<&'static str>,
    /// An option without which a module does nothing useful.
    pub needs: Option<&'static str>,
    /// The first release that has it.
    pub since: Option<&'static str>,
    /// The first release that reads it no more.
    pub until: Option<&'static str>,
    /// What to write instead.
    pub replaced_by: Option<&'static str>,
    /// What else one must know.
    pub note: Option<&'static str>,
}

/// Another name of an option.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
    /// The full name.
    pub name: &'static str,
    /// Where it is looked for, and when.
    pub rank: Rank,
    /// How its value becomes that of the option.
    pub convert: Convert,
}

/// When another name is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rank {
    /// Before the option itself, in the old file.
    Legacy,
    /// Before the option itself, in the same file.
    Alias,
    /// After the option itself, in the same file.
    Fallback,
}

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// A time with its unit; a bare number is milliseconds.
    Duration,
    /// Bits per second with their unit.
    Bandwidth,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object with keys of the admin's.
    Object,
    /// A text that is stored as Base64.
    Base64,
    /// One of these words.
    Enum(&'static [&'static str]),
    /// Not an option, but a module, and where it works.
    Module(Place),
}

/// Where a module of Prosody works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// It is not known to be bound to one place.
    Anywhere,
    /// In the list of a VirtualHost.
    VirtualHost,
    /// In the list of a Component of type `muc`.
    Rooms,
    /// As the type of a Component of its own.
    Component,
}

/// How an old value becomes a new one; `catalogue/README.md` explains the words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names are those of the data, which its page explains")]
pub enum Convert {
    Same,
    Inverted,
    Set,
    Positive,
    Milliseconds,
    Seconds,
    Minutes,
    Percent,
    Kbps,
    Commas,
    Semicolons,
    MucPrefix,
    LoginType,
    LoginUrl,
    Veto,
    Clients,
    Mapping,
    Ignored,
}

impl Setting {
    /// An option about which nothing is known but its name; the tables fill in the rest.
    const BLANK: Setting = Setting {
        name: "",
        kind: Kind::Text,
        default: None,
        built_in: false,
        sources: &[],
        secret: false,
        global: false,
        from: None,
        needs: None,
        since: None,
        until: None,
        replaced_by: None,
        note: None,
    };

    /// Whether the name is this one, with any part for each `*`.
    fn is_called(&self, name: &str) -> bool {
        let (mut pattern, mut parts) = (self.name.split('.'), name.split('.'));
        loop {
            match (pattern.next(), parts.next()) {
                (None, None) => return true,
                (Some(wanted), Some(part)) if wanted == "*" || wanted == part => {}
                _ => return false,
            }
        }
    }
}

/// The number of a stable release, as 5765 of `stable-5765`; `None` for a month.
pub fn release_number(name: &str) -> Option<u32> {
    name.strip_prefix("stable-")?.parse().ok()
}

/// All options of one program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Catalogue {
    settings: &'static [Setting],
    /// Where in the table the names with a `*` are.
    patterns: &'static [usize],
    newest: u32,
    /// Where in the table each name is, by its hash: 0 for nowhere, and one more than the place otherwise.
    index: &'static [u16],
}

const fn is_pattern(name: &str) -> bool {
    let (bytes, mut at) = (name.as_bytes(), 0);
    while at < bytes.len() {
        if bytes[at] == b'*' {
            return true;
        }
        at += 1;
    }
    false
}

const fn count_patterns(settings: &[Setting]) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < settings.len() {
        count += is_pattern(settings[at].name) as usize;
        at += 1;
    }
    count
}

const fn patterns<const COUNT: usize>(settings: &[Setting]) -> [usize; COUNT] {
    let (mut found, mut at, mut count) = ([0; COUNT], 0, 0);
    while at < settings.len() {
        if is_pattern(settings[at].name) {
            found[count] = at;
            count += 1;
        }
        at += 1;
    }
    found
}

/// FNV-1a: short, good enough for names, and possible in the compiler.
const fn hash(name: &[u8]) -> usize {
    let (mut at, mut hash) = (0, 0x811c_9dc5_u32);
    while at < name.len() {
        hash = (hash ^ name[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    (hash ^ (hash >> 16)) as usize
}

/// Rules ask for options by their names thousands of times, and a binary search reads a place in memory for each step.
const fn index<const SLOTS: usize>(settings: &[Setting]) -> [u16; SLOTS] {
    let (mut slots, mut at) = ([0; SLOTS], 0);
    while at < settings.len() {
        let mut slot = hash(settings[at].name.as_bytes()) & (SLOTS - 1);
        while slots[slot] != 0 {
            slot = (slot + 1) & (SLOTS - 1);
        }
        at += 1;
        slots[slot] = at as u16;
    }
    slots
}

/// The newest stable release of a table; of all other words the number is 0.
const fn newest(settings: &[Setting]) -> u32 {
    let (mut at, mut newest) = (0, 0);
    while at < settings.len() {
        let releases = [settings[at].since, settings[at].until];
        let mut which = 0;
        while which < releases.len() {
            if let Some(release) = releases[which] {
                let number = number_of(release.as_bytes());
                if number > newest && number < UNRELEASED {
                    newest = number;
                }
            }
            which += 1;
        }
        at += 1;
    }
    newest
}

/// The number of `stable-5765`, in the compiler.
const fn number_of(release: &[u8]) -> u32 {
    let stable = b"stable-";
    let (mut at, mut number) = (0, 0);
    while at < release.len() {
        if at < stable.len() {
            if release[at] != stable[at] {
                return 0;
            }
        } else if release[at].is_ascii_digit() && number < UNRELEASED {
            number = number * 10 + (release[at] - b'0') as u32;
        } else {
            return 0;
        }
        at += 1;
    }
    number
}

impl Catalogue {
    /// All of them, sorted by name.
    pub fn iter(self) -> impl Iterator<Item = &'static Setting> {
        self.settings.iter()
    }

    /// All of them as the table.
    pub fn all(self) -> &'static [Setting] {
        self.settings
    }

    /// The option of this name.
    pub fn get(self, name: &str) -> Option<&'static Setting> {
        let mask = self.index.len().checked_sub(1)?;
        let mut slot = hash(name.as_bytes()) & mask;
        // Half of the slots are free, so that this ends.
        while let Some(at) = usize::from(self.index[slot]).checked_sub(1) {
            if self.settings[at].name == name {
                return Some(&self.settings[at]);
            }
            slot = (slot + 1) & mask;
        }
        let mut patterns = self.patterns.iter().map(|at| &self.settings[*at]);
        patterns.find(|setting| setting.is_called(name))
    }

    /// The newest release that the data names: of a later one not all options are known.
    pub fn newest(self) -> u32 {
        self.newest
    }

    /// The options whose names begin so: a run of the table.
    pub fn starting_with(self, beginning: &str) -> &'static [Setting] {
        let from = self.settings.partition_point(|setting| setting.name < beginning);
        let run = self.settings.get(from..).unwrap_or_default();
        &run[..run.partition_point(|setting| setting.name.starts_with(beginning))]
    }

    /// The default of an option, as one would write it.
    pub fn default_of(self, name: &str) -> Option<&'static str> {
        self.get(name)?.default
    }

    /// The options below a block: those of which the block's name and a dot are the beginning.
    pub fn below(self, block: &str) -> impl Iterator<Item = &'static Setting> {
        let depth = block.split('.').count();
        self.iter().filter(move |setting| {
            let beginning = setting.name.split('.').take(depth);
            setting.name.split('.').count() > depth
                && beginning.zip(block.split('.')).all(|(wanted, part)| wanted == "*" || wanted == part)
        })
    }

    /// The next parts of the names below a block, each once, in order; `*` where any key may stand.
    pub fn children(self, block: &str) -> Vec<&'static str> {
        let depth = block.split('.').count();
        let mut found: Vec<&str> =
            self.below(block).filter_map(|setting| setting.name.split('.').nth(depth)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether options begin with this name and a dot.
    pub fn is_block(self, name: &str) -> bool {
        self.below(name).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Catalogue; 8] =
        [JICOFO, VIDEOBRIDGE, JIBRI, JIGASI, PROSODY_OPTIONS, PROSODY_MODULES, CONFIG_JS, INTERFACE_CONFIG];

    #[test]
    fn tables_are_sorted() {
        for catalogue in ALL {
            assert!(catalogue.settings.is_sorted_by(|one, other| one.name < other.name));
            assert!(catalogue.settings.len() > 50 && catalogue.settings.len() < usize::from(u16::MAX));
            assert!(catalogue.iter().all(|setting| catalogue.get(setting.name) == Some(setting)));
        }
    }

    #[test]
    fn the_newest_release_is_that_of_the_table() {
        for catalogue in ALL {
            let named = catalogue.iter().flat_map(|setting| [setting.since, setting.until]).flatten();
            let numbers = named.filter_map(release_number).filter(|number| *number < UNRELEASED);
            assert_eq!(catalogue.newest(), numbers.max().unwrap_or_default());
        }
    }

    #[test]
    fn replacements_and_aliases_exist() {
        for catalogue in ALL {
            for setting in catalogue.iter() {
                let same_file = setting.sources.iter().filter(|source| source.rank != Rank::Legacy);
                for name in setting.replaced_by.into_iter().chain(same_file.map(|source| source.name)) {
                    assert!(catalogue.get(name).is_some(), "{} names {name}", setting.name);
                }
                if let Some(other) = setting.default.and_then(|default| default.strip_prefix("${")) {
                    assert!(catalogue.get(other.trim_end_matches('}')).is_some(), "{}", setting.name);
                }
            }
        }
    }

    #[test]
    fn secrets_are_masked_by_their_names() {
        for catalogue in ALL {
            for setting in catalogue.iter().filter(|setting| setting.secret) {
                assert!(crate::secret::is_secret_name(setting.name), "{}", setting.name);
            }
        }
    }

    #[test]
    fn names_and_blocks() {
        assert_eq!(JICOFO.default_of("jicofo.rest.port"), Some("8888"));
        assert_eq!(JICOFO.get("jicofo.rest"), None);
        assert!(JICOFO.is_block("jicofo.rest") && !JICOFO.is_block("jicofo.res"));
        assert!(JICOFO.is_block("jicofo.xmpp.visitors.v1"));
        assert_eq!(JICOFO.default_of("jicofo.xmpp.visitors.v1.port"), Some("5222"));
        assert!(JICOFO.get("jicofo.xmpp.visitors.v1.prot").is_none());
        assert_eq!(JICOFO.children("jicofo.sctp"), ["enabled"]);
        assert_eq!(CONFIG_JS.starting_with("lobby.").len(), CONFIG_JS.below("lobby").count());
        assert!(CONFIG_JS.starting_with("zzz").is_empty());
        assert_eq!(JICOFO.children("jicofo.xmpp.visitors"), ["*"]);
        assert_eq!(JICOFO.children("tracing"), ["enabled", "service-name"]);
    }
}

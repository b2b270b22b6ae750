//! What is written in `sip-communicator.properties`.

use super::names::{self, Guess};
use crate::catalogue::{Catalogue, Convert, Kind, Rank, Setting, Source};
use crate::model::edit_distance;
use crate::model::layered::Layers;
use crate::model::legacy;
use crate::value::Entry;

/// One line of the old file that is meant for Jitsi.
#[derive(Clone, Debug)]
pub struct Property {
    /// The key with its places: a copy, so that the list can be kept beside the file.
    pub entry: Entry,
    /// The option for which it stands, and how; several options may share one property.
    pub known: Vec<(&'static Setting, &'static Source)>,
    /// A property that some release did not read any more.
    pub old: Option<&'static Setting>,
    /// An option of the HOCON file, whose name does nothing here.
    pub hocon: Option<&'static Setting>,
}

/// Beginnings of names that are Jicofo's or the bridge's alone. What begins with `org.ice4j.`, the library also
/// reads from system properties that no list has.
const PREFIXES: [&str; 3] = ["org.jitsi.jicofo.", "org.jitsi.focus.", "org.jitsi.videobridge."];

impl Layers {
    /// The lines of the old file that are meant for Jicofo or the bridge, unless the file is surely not read.
    pub fn properties(&self) -> &[Property] {
        self.properties.get_or_init(|| self.meant_for_jitsi())
    }

    fn meant_for_jitsi(&self) -> Vec<Property> {
        let Some((_, document)) = &self.legacy else { return Vec::new() };
        if matches!(self.reads_legacy(), crate::fact::Verdict::No) {
            return Vec::new();
        }
        let roots = ["jicofo.", "videobridge.", "ice4j.", "jmt."];
        let mut found = Vec::new();
        for entry in document.root.iter() {
            let key = entry.key.as_str();
            let is_path = roots.iter().any(|root| key.starts_with(root));
            if !is_path && !key.starts_with("org.ice4j.") && !key.starts_with("org.jitsi.") {
                continue;
            }
            found.push(Property {
                entry: entry.clone(),
                known: self.standing_for(key),
                old: self.catalogue.get(key).filter(|_| !is_path),
                hocon: self.catalogue.get(key).filter(|_| is_path),
            });
        }
        found
    }

    fn standing_for(&self, key: &str) -> Vec<(&'static Setting, &'static Source)> {
        let client = key.strip_prefix("org.jitsi.videobridge.xmpp.user.");
        let key = match client.and_then(|rest| rest.rsplit('.').next()) {
            // The name of the client is free and may be missing, and case does not matter.
            Some(field) => format!("org.jitsi.videobridge.xmpp.user.*.{}", field.to_uppercase()),
            None => key.to_owned(),
        };
        let of_setting = |setting: &'static Setting| {
            let legacy = setting.sources.iter().filter(|source| source.rank == Rank::Legacy);
            legacy.filter(|source| source.name == key).map(move |source| (setting, source))
        };
        self.catalogue.iter().flat_map(of_setting).collect()
    }
}

impl Property {
    /// Whether no release of the program reads it, and what was probably meant. `None` for what is known, and for
    /// names of libraries.
    pub fn guess(&self, catalogue: Catalogue) -> Option<Guess> {
        let key = self.entry.key.as_str();
        if !self.known.is_empty() || self.old.is_some() || self.hocon.is_some() {
            return None;
        }
        let names = || {
            let sources = catalogue.iter().flat_map(|setting| setting.sources);
            sources.filter(|source| source.rank == Rank::Legacy).map(|source| source.name)
        };
        let last = |name: &str| names::folded(name.rsplit('.').next().unwrap_or(name));
        let wanted = last(key);
        let mut found: Vec<String> = Vec::new();
        for name in names().filter(|name| last(name) == wanted && !name.contains('*')) {
            if !found.iter().any(|old| old == name) {
                found.push(name.to_owned());
            }
        }
        if (1..=3).contains(&found.len()) {
            return Some(Guess::Elsewhere(found));
        }
        if OF_ICE4J.contains(&key) {
            return None;
        }
        let (above, word) = key.rsplit_once('.').unwrap_or(("", key));
        let near = names().filter(|name| {
            let (other, known) = name.rsplit_once('.').unwrap_or(("", name));
            other == above && names::alike(word, known)
        });
        if let Some(name) = near.min_by_key(|name| edit_distance(key, name)) {
            return Some(Guess::Misspelt(name.to_owned()));
        }
        PREFIXES.iter().any(|prefix| key.starts_with(prefix)).then_some(Guess::Nothing)
    }

    /// Whether its value cannot be converted for any option, so that the next source is asked.
    pub fn is_passed_over(&self) -> Option<(&'static Setting, &'static Source)> {
        let groups = |convert| matches!(convert, Convert::Clients | Convert::Mapping);
        let passed = self.known.iter().all(|(setting, source)| {
            let is_veto = source.convert == Convert::Veto;
            !groups(source.convert)
                && !is_veto
                && legacy::convert(&self.entry.node, source.convert, setting.kind).is_none()
        });
        self.known.first().copied().filter(|_| passed)
    }

    /// Whether it is a boolean with a word that only people take for yes: to Jitsi it is no.
    pub fn is_no_by_mistake(&self) -> Option<&'static Setting> {
        let word = self.entry.node.as_str()?.trim().to_lowercase();
        let yes = ["yes", "on", "1", "enable", "enabled"].contains(&word.as_str());
        let boolean = |(setting, source): &&(&'static Setting, &'static Source)| {
            setting.kind == Kind::Bool && matches!(source.convert, Convert::Same | Convert::Inverted)
        };
        self.known.iter().find(boolean).filter(|_| yes).map(|(setting, _)| *setting)
    }
}

/// Properties that ice4j reads from the system (`StackProperties`); no option stands for them.
const OF_ICE4J: [&str; 11] = [
    "org.ice4j.ALLOW_LINK_TO_GLOBAL_REACHABILITY",
    "org.ice4j.ALWAYS_SIGN",
    "org.ice4j.BIND_RETRIES",
    "org.ice4j.BIND_WILDCARD",
    "org.ice4j.FIRST_CTRAN_RETRANS_AFTER",
    "org.ice4j.KEEP_CRANS_AFTER_A_RESPONSE",
    "org.ice4j.MAX_CTRAN_RETRANS_TIMER",
    "org.ice4j.MAX_RETRANSMISSIONS",
    "org.ice4j.NO_KEEP_ALIVES",
    "org.ice4j.PROPAGATE_RECEIVED_RETRANSMISSIONS",
    "org.ice4j.REQUIRE_MESSAGE_INTEGRITY",
];

//! Modules by name: those of Prosody, those of Jitsi, and where they work. The names stand in `catalogue/`.

use crate::catalogue::{Kind, PROSODY_MODULES, Place, Setting};

/// Whether a name is one of a module that we know.
pub fn is_known(name: &str) -> bool {
    PROSODY_MODULES.get(name).is_some()
}

/// Whether a module comes with Jitsi only.
pub fn is_jitsi(name: &str) -> bool {
    PROSODY_MODULES.get(name).is_some_and(|module| module.from == Some("jitsi"))
}

/// Where a module works; one that is not known may work anywhere.
pub fn place_of(name: &str) -> Place {
    match PROSODY_MODULES.get(name).map(|module| module.kind) {
        Some(Kind::Module(place)) => place,
        _ => Place::Anywhere,
    }
}

/// The modules that do nothing useful without an option.
pub fn that_need(option: &'static str) -> impl Iterator<Item = &'static str> {
    PROSODY_MODULES.iter().filter(move |module| module.needs == Some(option)).map(|module| module.name)
}

/// All modules that we know.
pub fn known() -> impl Iterator<Item = &'static str> {
    PROSODY_MODULES.iter().map(|module| module.name)
}

/// The module as the catalogue has it.
pub fn described(name: &str) -> Option<&'static Setting> {
    PROSODY_MODULES.get(name)
}

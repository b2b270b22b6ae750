//! Installed packages and their versions, from dpkg's status file.

use std::collections::BTreeMap;

use crate::syntax::lua::ProsodyVersion;

/// Versions by package name; empty when the list could not be read.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    versions: BTreeMap<String, String>,
}

impl Packages {
    /// Reads `/var/lib/dpkg/status`. Only packages that are really installed count.
    pub fn from_dpkg_status(text: &str) -> Self {
        let mut versions = BTreeMap::new();
        for stanza in text.split("\n\n") {
            let field = |name: &str| {
                stanza.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::trim)
            };
            if let (Some(package), Some(version), Some(status)) =
                (field("Package"), field("Version"), field("Status"))
                && status.ends_with(" installed")
            {
                versions.insert(package.to_owned(), version.to_owned());
            }
        }
        Packages { versions }
    }

    /// The version of a package; `None` when it is not installed, or nothing is known.
    pub fn version(&self, package: &str) -> Option<&str> {
        self.versions.get(package).map(String::as_str)
    }

    /// Whether a list of packages was read at all.
    pub fn is_known(&self) -> bool {
        !self.versions.is_empty()
    }

    /// The number of the stable release, as 5765 of `2.0.5765-1`; `None` when the package is not installed.
    pub fn jitsi_release(&self) -> Option<u32> {
        let release = self.version("jitsi-meet")?.strip_prefix("2.0.")?;
        release.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }

    /// The generation of Prosody, also from the packages of its own archive, of which each generation has one.
    pub fn prosody(&self) -> Option<ProsodyVersion> {
        let packaged = |name: &str| self.version(name).and_then(generation);
        // The nightly packages count their builds from 1: their names tell.
        let named = |name: &String| match name.strip_prefix("prosody-")? {
            "trunk" => Some(ProsodyVersion::V13),
            numbers if numbers.starts_with(|c: char| c.is_ascii_digit()) => generation(numbers),
            _ => None,
        };
        packaged("prosody").or_else(|| self.versions.keys().filter_map(named).next_back())
    }
}

/// The generation that a version of Prosody belongs to.
fn generation(version: &str) -> Option<ProsodyVersion> {
    let upstream = version.rsplit_once(':').map_or(version, |(_, upstream)| upstream);
    let mut numbers = upstream.split(|c: char| !c.is_ascii_digit()).map(|n| n.parse::<u32>().unwrap_or(0));
    match (numbers.next()?, numbers.next().unwrap_or(0)) {
        (0, ..=11) => Some(ProsodyVersion::V0_11),
        (0, _) => Some(ProsodyVersion::V0_12),
        (..13, _) => None,
        _ => Some(ProsodyVersion::V13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn release() {
        let release = |version: &str| {
            Packages::from_dpkg_status(&format!(
                "Package: jitsi-meet\nStatus: install ok installed\nVersion: {version}\n"
            ))
            .jitsi_release()
        };
        assert_eq!(release("2.0.5390-3"), Some(5390));
        assert_eq!(release("2.0.10133-1"), Some(10133));
        assert_eq!(release("1.0.4370-1"), None);
        assert_eq!(release("2.0."), None);
    }

    #[test]
    fn versions() {
        let prosody = |version: &str| {
            Packages::from_dpkg_status(&format!(
                "Package: prosody\nStatus: install ok installed\nVersion: {version}\n\nPackage: x\n"
            ))
            .prosody()
        };
        assert_eq!(prosody("0.11.9-2+deb11u2"), Some(ProsodyVersion::V0_11));
        assert_eq!(prosody("0.12.3-1"), Some(ProsodyVersion::V0_12));
        assert_eq!(prosody("13.0.1-1~bookworm5"), Some(ProsodyVersion::V13));
        let package = |name: &str| {
            Packages::from_dpkg_status(&format!(
                "Package: {name}\nStatus: install ok installed\nVersion: 1nightly245-1~bookworm\n"
            ))
            .prosody()
        };
        assert_eq!(package("prosody-0.11"), Some(ProsodyVersion::V0_11));
        assert_eq!(package("prosody-0.12"), Some(ProsodyVersion::V0_12));
        assert_eq!(package("prosody-13.0"), Some(ProsodyVersion::V13));
        assert_eq!(package("prosody-trunk"), Some(ProsodyVersion::V13));
        for other in ["prosody", "prosody-modules", "prosody-migrator", "prosodyctl-0.12"] {
            assert_eq!(package(other), None, "{other}");
        }
        let removed = "Package: prosody\nStatus: deinstall ok config-files\nVersion: 0.11.2\n";
        assert_eq!(Packages::from_dpkg_status(removed).prosody(), None);
    }
}

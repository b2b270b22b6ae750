//! Prosody's account store: which accounts there are, by the names of their files.
//!
//! The files of people are not opened: their names say enough, and what is in them is secret.

use std::collections::BTreeMap;

use super::accounts_stored::Stored;
use super::names::canonical_domain;
use super::percent::decode;
use super::{Host, Jid, Lookup, Prosody};
use crate::fact::Verdict;
use crate::load::{ReadError, Tree};
use crate::secret::Secret;
use crate::value::{Reason, Value};

/// Where Debian's Prosody keeps its data.
const STORE: &str = "var/lib/prosody";

/// The accounts of each host; unknown when the store cannot be read.
#[derive(Clone, Debug)]
pub struct Accounts {
    by_host: Result<BTreeMap<String, Vec<String>>, Reason>,
    services: Stored,
}

impl Default for Accounts {
    fn default() -> Self {
        Accounts {
            by_host: Err(Reason::new("Prosody's account store is not on this machine")),
            services: Stored::default(),
        }
    }
}

impl Accounts {
    pub(super) fn read(tree: &dyn Tree) -> Self {
        let hosts = match tree.list(STORE) {
            Ok(hosts) => hosts,
            Err(ReadError::Missing) => return Accounts::default(),
            Err(error) => {
                let reason = Reason::new(format!("/{STORE} cannot be read: {error}"));
                return Accounts { by_host: Err(reason), services: Stored::default() };
            }
        };
        let mut by_host = BTreeMap::new();
        for host in hosts {
            let Ok(files) = tree.list(&format!("{STORE}/{host}/accounts")) else { continue };
            let names = files.iter().filter_map(|file| file.strip_suffix(".dat")).map(decode).collect();
            by_host.insert(canonical_domain(&decode(&host)), names);
        }
        Accounts { by_host: Ok(by_host), services: Stored::default() }
    }

    /// Reads what is kept about the accounts of services.
    pub(super) fn read_services(&mut self, tree: &dyn Tree, jids: &[Jid]) {
        self.services = Stored::read(tree, STORE, jids);
    }

    /// Whether a service's account has this password.
    pub fn has_password(&self, jid: &Jid, password: &Secret) -> Verdict {
        self.services.has_password(jid, password)
    }

    /// Whether a service's account tells a contact when it comes and goes: the contact is in its roster for that.
    pub fn tells_presence_to(&self, jid: &Jid, contact: &str) -> Verdict {
        self.services.tells_presence_to(jid, &canonical_domain(contact))
    }

    /// The account names of a host; none when it has none.
    ///
    /// `Missing` when the store holds no account of any host: then it is not the store that is used.
    pub fn of(&self, host: &str) -> Lookup<&[String]> {
        match &self.by_host {
            Ok(by_host) if by_host.is_empty() => Lookup::Missing,
            Ok(by_host) => {
                Lookup::Found(by_host.get(&canonical_domain(host)).map(Vec::as_slice).unwrap_or_default())
            }
            Err(reason) => Lookup::Unknown(reason.clone()),
        }
    }
}

impl Prosody {
    /// Whether the accounts of a host lie as files in the usual place.
    pub fn keeps_accounts_in_files(&self, host: &Host) -> Verdict {
        self.keeps_in_files(host, "accounts")
    }

    /// Whether one store of a host lies as files in the usual place.
    pub fn keeps_in_files(&self, host: &Host, store: &str) -> Verdict {
        let internal = |name: &str| match self.option(host, name) {
            crate::fact::Fact::Absent(_) => Verdict::Yes,
            fact => fact.is(|node| match &node.value {
                Value::Str(word) => word == "internal",
                // A table names the storage of each store.
                Value::Map(stores) => stores.get(store).is_none_or(|node| node.as_str() == Some("internal")),
                _ => true,
            }),
        };
        internal("storage")
            .and(internal("default_storage"))
            .and(Verdict::from_bool(!self.global_option("data_path").is_set()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::MemoryTree;

    #[test]
    fn accounts_by_host() {
        let mut tree = MemoryTree::new();
        assert!(matches!(Accounts::read(&tree).of("x"), Lookup::Unknown(_)));
        tree.file("var/lib/prosody/auth%2ex%2eorg/accounts/focus.dat", "");
        let accounts = Accounts::read(&tree);
        assert_eq!(accounts.of("auth.x.org").found(), Some(["focus".to_owned()].as_slice()));
        assert_eq!(accounts.of("x.org").found(), Some([].as_slice()));
    }
}

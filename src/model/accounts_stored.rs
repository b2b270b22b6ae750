//! What Prosody's store says about the accounts of the services: passwords and contacts.
//!
//! Only their files are opened, none of people. They hold what Prosody wrote, `["key"] = value;` line by line.

use std::collections::BTreeMap;

use super::percent::encode;
use super::{Jid, scram};
use crate::fact::Verdict;
use crate::load::Tree;
use crate::secret::{Purpose, Secret};
use crate::value::Reason;

/// Files of accounts are small; what is larger was not written by Prosody.
const LARGEST: u64 = 1 << 20;

/// What is kept about some accounts.
#[derive(Clone, Debug, Default)]
pub(super) struct Stored {
    accounts: BTreeMap<(String, String), Account>,
}

#[derive(Clone, Debug)]
struct Account {
    password: Password,
    /// The file with its contacts, if there is one.
    roster: Option<String>,
}

#[derive(Clone, Debug)]
enum Password {
    Plain(Secret),
    Hashed { salt: String, rounds: u32, key: Secret },
    Unreadable,
}

impl Stored {
    pub fn read(tree: &dyn Tree, store: &str, jids: &[Jid]) -> Self {
        let mut stored = Stored::default();
        for jid in jids {
            let (host, node) = (encode(&jid.domain), encode(&jid.node));
            let text = |kind: &str| {
                let bytes = tree.read(&format!("{store}/{host}/{kind}/{node}.dat"), LARGEST).ok()?;
                String::from_utf8(bytes).ok()
            };
            if let Some(account) = text("accounts") {
                let account = Account { password: password(&account), roster: text("roster") };
                stored.accounts.insert((jid.domain.clone(), jid.node.clone()), account);
            }
        }
        stored
    }

    fn account(&self, jid: &Jid) -> Option<&Account> {
        self.accounts.get(&(jid.domain.clone(), jid.node.clone()))
    }

    /// Whether the account has this password.
    pub fn has_password(&self, jid: &Jid, password: &Secret) -> Verdict {
        let unknown = |clause: &str| Verdict::CannotTell(Reason::new(clause), None);
        let given = password.expose_for(Purpose::Judge);
        match self.account(jid).map(|account| &account.password) {
            Some(Password::Plain(kept)) => Verdict::from_bool(kept.expose_for(Purpose::Judge) == given),
            Some(Password::Hashed { salt, rounds, key }) => match scram::stored_key(given, salt, *rounds) {
                Some(computed) => {
                    Verdict::from_bool(computed == key.expose_for(Purpose::Judge).to_lowercase())
                }
                None => unknown("the hash of the account's password cannot be computed"),
            },
            Some(Password::Unreadable) => unknown("the account's file has no password of a known form"),
            None => unknown("the account's file cannot be read"),
        }
    }

    /// Whether the account tells a contact when it comes and goes.
    pub fn tells_presence_to(&self, jid: &Jid, contact: &str) -> Verdict {
        match self.account(jid) {
            None => Verdict::CannotTell(Reason::new("the account's file cannot be read"), None),
            Some(account) => {
                Verdict::from_bool(account.roster.as_deref().is_some_and(|text| subscribed(text, contact)))
            }
        }
    }
}

/// The text or number of a key.
fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let rest = text.split_once(&format!("[\"{name}\"]"))?.1.trim_start().strip_prefix('=')?.trim_start();
    match rest.strip_prefix('"') {
        // Escapes would have to be undone; Prosody writes none in what is asked for here.
        Some(quoted) => quoted.split_once('"').map(|(value, _)| value).filter(|value| !value.contains('\\')),
        None => rest.split([';', ',', '\n', '}']).next().map(str::trim),
    }
}

fn password(text: &str) -> Password {
    if let Some(plain) = field(text, "password").filter(|plain| !plain.is_empty()) {
        return Password::Plain(Secret::new(plain));
    }
    let hashed = || {
        let key = field(text, "stored_key").filter(|key| key.len() == 40)?;
        let rounds = field(text, "iteration_count")?.parse().ok()?;
        let salt = field(text, "salt").filter(|salt| !salt.is_empty())?.to_owned();
        Some(Password::Hashed { salt, rounds, key: Secret::new(key) })
    };
    hashed().unwrap_or(Password::Unreadable)
}

fn subscribed(roster: &str, contact: &str) -> bool {
    let roster = roster.to_lowercase();
    let Some((_, own)) = roster.split_once(&format!("[\"{contact}\"]")) else { return false };
    // Every contact has this field, so that the first one after its name is its own.
    matches!(field(own, "subscription"), Some("from" | "both"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::MemoryTree;

    #[test]
    fn passwords_and_contacts() {
        let mut tree = MemoryTree::new();
        tree.file(
            "var/lib/prosody/auth%2ex%2eorg/accounts/focus.dat",
            "return {\n\t[\"iteration_count\"] = 10000;\n\t[\"salt\"] = \"ab290d66-fcf4-4242-bba6-2141e8c11fa1\";\n\t[\"stored_key\"] = \"239bd1e228f610bede14f07615ab179895add5de\";\n};\n",
        )
        .file("var/lib/prosody/auth%2ex%2eorg/accounts/jvb.dat", "return { [\"password\"] = \"plain\" };")
        .file(
            "var/lib/prosody/auth%2ex%2eorg/roster/focus.dat",
            "return {\n\t[\"other.x.org\"] = { [\"subscription\"] = \"none\"; };\n\t[\"focus.x.org\"] = {\n\t\t[\"groups\"] = {};\n\t\t[\"subscription\"] = \"from\";\n\t};\n};\n",
        );
        let jid = |node: &str| Jid { node: node.to_owned(), domain: "auth.x.org".to_owned() };
        let stored = Stored::read(&tree, "var/lib/prosody", &[jid("focus"), jid("jvb"), jid("missing")]);
        let fits = |node: &str, password: &str| stored.has_password(&jid(node), &Secret::new(password));
        assert!(matches!(fits("focus", "brSpKphE4jwI7ZbQ"), Verdict::Yes));
        assert!(matches!(fits("focus", "other"), Verdict::No));
        assert!(matches!(fits("jvb", "plain"), Verdict::Yes));
        assert!(matches!(fits("missing", "x"), Verdict::CannotTell(..)));
        let tells = |contact: &str| stored.tells_presence_to(&jid("focus"), contact);
        assert!(matches!(tells("focus.x.org"), Verdict::Yes));
        assert!(matches!(tells("other.x.org"), Verdict::No));
        assert!(matches!(tells("nobody.x.org"), Verdict::No));
    }
}

//! What Java trusts here: `{"trusts": {"/path of a certificate": {"in_store", "copied"}}}`, for the certificates that
//! Prosody shows to Jicofo and the bridge.

use std::collections::BTreeSet;

use memchr::memmem;
use serde_json::{Map, Value, json};

use super::certificates::{in_file, is_missing, unreadable};
use super::{Machine, unknown};
use crate::load::{HostTree, Tree};
use crate::model::{Deployment, Shower};

const JVMS: &str = "usr/lib/jvm";
const STORE: &str = "etc/ssl/certs/java/cacerts";
const COPIES: &str = "usr/local/share/ca-certificates";
const MAX_STORE: u64 = 16 << 20;
const MAX_FILE: u64 = 256 << 10;
/// How a store of the old form begins, in which certificates stand as they are.
const JKS: [u8; 4] = [0xFE, 0xED, 0xFE, 0xED];

pub(super) fn read(machine: &Machine, deployment: &Deployment) -> Value {
    let tree = HostTree::new(&machine.root);
    let stores: Vec<Result<Vec<u8>, String>> = stores(&tree)
        .iter()
        .map(|path| tree.read(path, MAX_STORE).map_err(|error| unreadable(&format!("/{path}"), &error)))
        .collect();
    let copies = copies(&tree);
    let mut trusts = Map::new();
    for named in deployment.named_certificates() {
        if named.by != Shower::Prosody || stores.is_empty() || trusts.contains_key(&named.path) {
            continue;
        }
        let fact = match tree.read(&named.path, MAX_FILE) {
            Ok(bytes) => match in_file(&bytes).first() {
                Some(own) => json!({
                    "in_store": in_stores(&stores, own).map_or_else(|reason| unknown(&reason), Value::from),
                    "copied": copies.iter().any(|copy| in_file(copy).first() == Some(own)),
                }),
                None => unknown(&format!("{} is no certificate in a known form", named.path)),
            },
            Err(error) if is_missing(&error) => continue,
            Err(error) => unknown(&unreadable(&named.path, &error)),
        };
        trusts.insert(named.path, fact);
    }
    json!({ "trusts": trusts })
}

/// The trust stores of all Java installations, each once. Debian's lead to a common one.
fn stores(tree: &HostTree) -> BTreeSet<String> {
    let mut stores = BTreeSet::new();
    for name in tree.list(JVMS).unwrap_or_default().into_iter().take(50) {
        for inner in ["lib/security/cacerts", "jre/lib/security/cacerts"] {
            stores.extend(tree.real_path(&format!("{JVMS}/{name}/{inner}")));
        }
    }
    if stores.is_empty() {
        stores.extend(tree.real_path(STORE));
    }
    stores
}

/// What `update-ca-certificates` would put into the store.
fn copies(tree: &HostTree) -> Vec<Vec<u8>> {
    let names = tree.list(COPIES).unwrap_or_default();
    let names = names.iter().filter(|name| name.ends_with(".crt")).take(200);
    names.filter_map(|name| tree.read(&format!("{COPIES}/{name}"), MAX_FILE).ok()).collect()
}

/// Whether the certificate is in every store, or in none.
fn in_stores(stores: &[Result<Vec<u8>, String>], certificate: &[u8]) -> Result<bool, String> {
    let mut answers = BTreeSet::new();
    for store in stores {
        let store = store.as_ref().map_err(String::clone)?;
        let found = memmem::find(store, certificate).is_some();
        if !found && !store.starts_with(&JKS) {
            return Err(
                "Java's trust store is encrypted (`keytool -list -cacerts` shows what is in it)".into()
            );
        }
        answers.insert(found);
    }
    match answers.into_iter().collect::<Vec<_>>()[..] {
        [answer] => Ok(answer),
        _ => Err("only some of the Java installations here trust it".into()),
    }
}

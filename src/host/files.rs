//! Owner, mode and age of the files that the services use: `{"/abs/path": {"owner": "root", "group": "prosody", "mode": "0640",
//! "modified": secs, "size": n}}`. No file is opened for this. A link has `"real"`, the path that it leads to.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt;

use serde_json::{Map, Value, json};

use super::users::Users;
use super::{Machine, unknown};
use crate::load::{HostTree, Status, Tree, parent};
use crate::model::Deployment;

/// No deployment has more files than this.
const MAX_FILES: usize = 20_000;

pub(super) fn read(machine: &Machine, deployment: &Deployment, users: &Users) -> Value {
    let tree = HostTree::new(&machine.root);
    let mut paths: BTreeSet<String> = BTreeSet::new();
    for record in deployment.files.iter().filter(|record| !matches!(record.status, Status::Missing)) {
        paths.insert(format!("/{}", record.path.trim_start_matches('/')));
    }
    paths.extend(deployment.named_keys().into_iter().map(|named| named.path));
    paths.extend(deployment.plugins_named().into_iter().map(str::to_owned));
    let mut facts = Map::new();
    for path in paths.into_iter().filter(|path| path.starts_with('/')).take(MAX_FILES) {
        let real = tree.real_path(&path).map(|real| format!("/{real}"));
        // A path leads through directories, of itself and of what its link leads to.
        let mut way: Vec<&str> = Vec::new();
        for path in [Some(path.as_str()), real.as_deref()].into_iter().flatten() {
            let mut above = parent(path);
            while above.len() > 1 && !facts.contains_key(above) && !way.contains(&above) {
                way.push(above);
                above = parent(above);
            }
        }
        for directory in way {
            facts.extend(fact(machine, directory, users).map(|fact| (directory.to_owned(), fact)));
        }
        let target = real.as_deref().unwrap_or(&path);
        let Some(mut fact) = fact(machine, target, users) else { continue };
        if target != path && fact.get("$unknown").is_none() {
            fact["real"] = target.into();
            if !facts.contains_key(target) {
                let mut own = fact.clone();
                own.as_object_mut().map(|own| own.remove("real"));
                facts.insert(target.to_owned(), own);
            }
        }
        facts.insert(path, fact);
    }
    Value::Object(facts)
}

fn fact(machine: &Machine, path: &str, users: &Users) -> Option<Value> {
    let meta = match machine.metadata(path) {
        Ok(meta) => meta,
        Err(unread) if unread.missing => return None,
        Err(unread) => return Some(unknown(&unread.reason)),
    };
    let mut fact = json!({
        "owner": users.user(meta.uid()),
        "group": users.group(meta.gid()),
        "mode": format!("{:04o}", meta.mode() & 0o7777),
        "modified": meta.mtime(),
        "size": meta.len(),
    });
    // With an access list more users may be let in than the mode shows.
    if rustix::fs::lgetxattr(machine.path(path), "system.posix_acl_access", &mut [0_u8; 0][..])
        .is_ok_and(|size| size > 0)
    {
        fact["access_list"] = true.into();
    }
    Some(fact)
}

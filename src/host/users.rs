//! Names of users and groups, as `/etc/passwd` and `/etc/group` have them.

use std::collections::BTreeMap;

use super::Machine;

/// The users of the machine.
#[derive(Debug, Default)]
pub(super) struct Users {
    users: BTreeMap<u32, String>,
    groups: BTreeMap<u32, String>,
}

impl Users {
    pub fn read(machine: &Machine) -> Self {
        let mut users = Users::default();
        for (path, names) in [("etc/passwd", &mut users.users), ("etc/group", &mut users.groups)] {
            for line in machine.text(path).unwrap_or_default().lines() {
                // Name, what was the password once and is not looked at, and the number.
                let mut fields = line.split(':');
                if let (Some(name), Some(id)) = (fields.next(), fields.nth(1).and_then(|id| id.parse().ok()))
                {
                    names.entry(id).or_insert_with(|| name.to_owned());
                }
            }
        }
        users
    }

    /// The name of a user, or else the number.
    pub fn user(&self, id: u32) -> String {
        self.users.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// The name of a group, or else the number.
    pub fn group(&self, id: u32) -> String {
        self.groups.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }
}

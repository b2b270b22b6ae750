//! What of a line may be shown: the words of the program, and names that stand in the configuration anyway.
//!
//! Lines of logs hold addresses, names of rooms, tokens and what people wrote. Nothing of that comes out of here.

use std::collections::BTreeSet;

use crate::model::Deployment;

/// Longer lines are cut.
const MOST: usize = 300;

/// What may be shown of a line besides the constant texts.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Hosts, modules and the services' own accounts.
    pub(super) fn of(deployment: &Deployment) -> Self {
        let mut names = BTreeSet::new();
        for prosody in deployment.prosody.iter() {
            for host in prosody.hosts() {
                names.insert(host.name.to_lowercase());
                names.extend(prosody.modules(host).iter().map(|module| module.text.to_lowercase()));
            }
        }
        let jicofo = deployment.jicofo.iter().map(|jicofo| jicofo.jid());
        let clients = deployment.jvb.iter().flat_map(|jvb| jvb.clients());
        for jid in jicofo.chain(clients.map(|client| client.jid())) {
            if let crate::fact::Fact::Known(jid, _) = jid {
                names.insert(jid.to_string().to_lowercase());
            }
        }
        Names(names)
    }

    #[cfg(test)]
    pub(super) fn these(names: &[&str]) -> Self {
        Names(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The line with `…` for everything that is neither one of the texts nor a known name.
    pub(super) fn only(&self, line: &[u8], texts: &[&str]) -> String {
        let mut shown = String::new();
        let (mut at, mut cut) = (0, false);
        while at < line.len() && shown.len() < MOST {
            let rest = &line[at..];
            let text = texts.iter().find(|text| rest.starts_with(text.as_bytes()));
            let (part, length) = match text {
                Some(text) => (Some((*text).to_owned()), text.len()),
                None => {
                    let length = rest.iter().take_while(|byte| is_part_of_a_name(**byte)).count();
                    let word = std::str::from_utf8(&rest[..length]).unwrap_or_default();
                    let known = self.0.contains(word.to_lowercase().as_str());
                    (known.then(|| word.to_owned()), length.max(1))
                }
            };
            match part {
                Some(part) => {
                    if cut {
                        shown.push_str(if shown.is_empty() { "… " } else { " … " });
                    }
                    shown.push_str(&part);
                    cut = false;
                }
                None => cut = true,
            }
            at += length;
        }
        if cut {
            shown.push_str(" …");
        }
        shown
    }
}

/// Bytes of other alphabets belong to a name too: else its end could look like another name.
fn is_part_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"._-@".contains(&byte)
}

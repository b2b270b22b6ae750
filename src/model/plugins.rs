//! The modules that lie where Prosody looks for them.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::is_jitsi;
use super::{Prosody, Texts};
use crate::fact::{Fact, Verdict};
use crate::load::{ReadError, Tree};
use crate::text::Span;
use crate::value::Reason;

/// Where Prosody's own modules are, by distribution.
const OWN: [&str; 3] =
    ["usr/lib/prosody/modules", "usr/lib64/prosody/modules", "usr/local/lib/prosody/modules"];
/// Where `prosodyctl install` puts modules unless told otherwise.
const INSTALLED: &str = "var/lib/prosody/custom_plugins";
/// Where libraries that are written in Lua are, of the distribution and of `luarocks`.
const LUA: [&str; 2] = ["usr/share/lua", "usr/local/share/lua"];

/// What the directories of modules hold, as far as they are in the tree.
#[derive(Clone, Debug, Default)]
pub struct Plugins {
    modules: BTreeSet<String>,
    /// Files of libraries, such as `token/jwk.lib.lua`.
    libraries: BTreeSet<String>,
    /// The libraries of Lua on this machine, by version of Lua.
    lua: BTreeMap<String, BTreeSet<String>>,
    /// Whether all directories of `plugin_paths` could be listed.
    listed: bool,
    /// Whether Prosody's own directory could be listed too.
    own: bool,
    /// Whether any module of Jitsi is there.
    jitsi: bool,
    /// Why `plugin_paths` is not known.
    unknown: Option<(Reason, Span)>,
}

impl Plugins {
    /// Lists the directories.
    pub(super) fn read(tree: &dyn Tree, prosody: &Prosody) -> Self {
        let mut plugins = Plugins { listed: true, ..Plugins::default() };
        match prosody.global_option("plugin_paths") {
            Fact::Known(node, _) => {
                let paths = Texts::from_list(node);
                plugins.unknown = paths.unknown;
                for path in paths.items.iter().take(100) {
                    plugins.listed &=
                        path.text.starts_with('/') && plugins.directory(tree, &path.text).is_ok();
                }
            }
            Fact::Unknown(reason, origin) => plugins.unknown = Some((reason, origin.span)),
            Fact::Absent(_) => {}
        }
        let installed = match prosody.global_option("installer_plugin_path") {
            Fact::Absent(_) => plugins.directory(tree, INSTALLED),
            Fact::Known(node, _) => match node.as_str().filter(|path| path.starts_with('/')) {
                Some(path) => plugins.directory(tree, path),
                None => Err(ReadError::Denied),
            },
            Fact::Unknown(..) => Err(ReadError::Denied),
        };
        plugins.listed &= matches!(installed, Ok(()) | Err(ReadError::Missing));
        for path in OWN {
            plugins.own |= plugins.directory(tree, path).is_ok();
        }
        plugins.own &= plugins.modules.contains("c2s");
        plugins.jitsi = plugins.modules.iter().any(|name| is_jitsi(name));
        for dir in LUA {
            for version in tree.list(dir).unwrap_or_default() {
                let files = tree.list(&format!("{dir}/{version}")).unwrap_or_default();
                plugins.lua.entry(version).or_default().extend(files);
            }
        }
        plugins
    }

    fn directory(&mut self, tree: &dyn Tree, path: &str) -> Result<(), ReadError> {
        let path = path.trim_end_matches('/');
        for name in tree.list(path)? {
            match name.strip_prefix("mod_") {
                Some(module) => {
                    self.modules.insert(module.strip_suffix(".lua").unwrap_or(module).to_owned());
                }
                None if name == "share" => {
                    for version in tree.list(&format!("{path}/share/lua")).unwrap_or_default() {
                        let below = tree.list(&format!("{path}/share/lua/{version}")).unwrap_or_default();
                        let modules = below.iter().filter_map(|name| name.strip_prefix("mod_"));
                        self.modules
                            .extend(modules.map(|name| name.strip_suffix(".lua").unwrap_or(name).to_owned()));
                    }
                }
                // A directory may have the name of its module.
                None if !name.contains('.') => {
                    let below = tree.list(&format!("{path}/{name}")).unwrap_or_default();
                    self.libraries.extend(below.iter().map(|file| format!("{name}/{file}")));
                    self.modules.insert(name);
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Whether Prosody finds the module. `No` only where all its directories were listed.
    pub fn has(&self, module: &str) -> Option<Verdict> {
        if self.modules.contains(module) {
            return Some(Verdict::Yes);
        }
        if !self.listed {
            return None;
        }
        let enough = match is_jitsi(module) {
            // One of Jitsi's modules shows that the directory is that of Jitsi.
            true => self.jitsi,
            false => self.own,
        };
        match &self.unknown {
            _ if !enough => None,
            Some((reason, place)) => Some(Verdict::CannotTell(reason.clone(), Some(*place))),
            None => Some(Verdict::No),
        }
    }

    /// Whether no version of Lua has the library, though one has those that Prosody itself needs.
    pub fn lacks_lua_library(&self, file: &str) -> bool {
        // A directory of the same name holds the parts of a library.
        let dir = file.trim_end_matches(".lua");
        self.lua.values().any(|files| files.contains("socket.lua"))
            && !self.lua.values().any(|files| files.contains(file) || files.contains(dir))
    }

    /// Whether a library lies beside one that is there, such as `token/jwk.lib.lua` beside `token/util.lib.lua`.
    pub fn lacks_library(&self, library: &str, beside: &str) -> bool {
        self.listed
            && self.unknown.is_none()
            && self.libraries.contains(beside)
            && !self.libraries.contains(library)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_and_directories() {
        let mut tree = crate::load::MemoryTree::new();
        for path in
            ["mod_bosh.lua", "mod_mam/mod_mam.lua", "adhoc/mod_adhoc.lua", "share/lua/5.4/mod_rest.lua"]
        {
            tree.file(&format!("p/{path}"), "");
        }
        let mut plugins = Plugins { listed: true, ..Plugins::default() };
        assert!(plugins.directory(&tree, "/p/").is_ok());
        assert!(plugins.directory(&tree, "q").is_err());
        assert_eq!(plugins.modules.iter().collect::<Vec<_>>(), ["adhoc", "bosh", "mam", "rest"]);
        assert!(plugins.has("token_verification").is_none());
    }
}

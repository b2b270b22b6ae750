//! What the configuration says about the machine: which services belong to it, and which files they open.

use std::collections::BTreeSet;

use super::Deployment;
use crate::load::Role;
use crate::text::{FileId, Span};
use crate::value::{Node, Value};

/// A certificate or key that a service opens.
#[derive(Clone, Debug)]
pub struct NamedKey {
    /// The systemd unit of the service.
    pub unit: &'static str,
    /// The absolute path as it is written.
    pub path: String,
    /// Where it is written.
    pub span: Span,
}

impl Deployment {
    /// The services that are configured on this machine, each with the beginning of its main file. The order is that
    /// in which they need each other: who starts after the one it logs in to need not try twice.
    pub fn services_here(&self) -> Vec<(&'static str, Span)> {
        let java = |layers: &super::Layers| {
            let first = layers.hocon.as_ref().map(|(file, _)| *file);
            first
                .or(layers.legacy.as_ref().map(|(file, _)| *file))
                .or(layers.env.as_ref().map(|(file, _)| *file))
        };
        let files: [(&'static str, Option<FileId>); 8] = [
            ("prosody", self.prosody.as_ref().and_then(super::Prosody::main_file)),
            ("jicofo", self.jicofo.as_ref().and_then(|it| java(&it.layers))),
            ("jitsi-videobridge2", self.jvb.as_ref().and_then(|it| java(&it.layers))),
            ("jibri", self.jibri.as_ref().and_then(|it| java(&it.layers))),
            ("jigasi", self.jigasi.as_ref().and_then(|it| java(&it.layers))),
            ("nginx", self.nginx.as_ref().and_then(|it| it.files().first().copied())),
            ("apache2", self.apache.as_ref().and_then(|_| self.file_of(Role::Apache))),
            ("coturn", self.turn.as_ref().map(|it| it.file)),
        ];
        files.into_iter().filter_map(|(unit, file)| Some((unit, Span::start_of(file?)))).collect()
    }

    fn file_of(&self, role: Role) -> Option<FileId> {
        self.files.iter().find(|record| record.role == role).and_then(|record| record.file)
    }

    /// Files that were only looked at, and that no service reads: hosts of Prosody that are not linked, and the old files of
    /// Jicofo and Videobridge where nothing leads to them.
    pub fn idle_files(&self) -> BTreeSet<FileId> {
        let java = self.jicofo.iter().map(|it| &it.layers).chain(self.jvb.iter().map(|it| &it.layers));
        let old = java.filter(|layers| !layers.reads_legacy().is_yes());
        let old = old.filter_map(|layers| layers.legacy.as_ref()).map(|(file, _)| *file);
        self.unlinked.iter().map(|unlinked| unlinked.file).chain(old).collect()
    }

    /// The certificates and keys that Prosody, nginx and coturn are told to open.
    pub fn named_keys(&self) -> Vec<NamedKey> {
        let mut keys = Vec::new();
        let mut add = |unit: &'static str, path: &str, span: Span| {
            if path.starts_with('/') && path.len() <= 4096 && !path.contains('$') {
                keys.push(NamedKey { unit, path: path.to_owned(), span });
            }
        };
        for section in self.prosody.iter().flat_map(|prosody| prosody.sections()) {
            let ssl = section.options.get("ssl");
            for part in ["key", "certificate"] {
                if let Some(Node { value: Value::Str(path), span, .. }) = ssl.and_then(|ssl| ssl.get(part)) {
                    add("prosody", path, *span);
                }
            }
        }
        for directive in
            self.nginx.iter().flat_map(|nginx| nginx.servers()).flat_map(|server| server.own_directives())
        {
            if let ("ssl_certificate" | "ssl_certificate_key", [word]) =
                (directive.name.text.as_str(), &directive.args[..])
            {
                add("nginx", &word.text, word.span);
            }
        }
        for name in ["cert", "pkey"] {
            let node = self.turn.as_ref().and_then(|turn| turn.document.root.get(name));
            if let Some(Node { value: Value::Str(path), span, .. }) = node {
                add("coturn", path, *span);
            }
        }
        keys
    }

    /// The directories where Prosody looks for modules, as far as they are written.
    pub fn plugins_named(&self) -> Vec<&str> {
        let global = self.prosody.as_ref().and_then(|prosody| prosody.sections().first());
        let paths = global.and_then(|global| global.options.get("plugin_paths")).and_then(Node::as_list);
        paths.unwrap_or_default().iter().filter_map(Node::as_str).take(100).collect()
    }
}

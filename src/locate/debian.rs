//! The layout of the Debian packages.

use super::{JavaService, Located};
use crate::load::{Evidence, ReadError, Tree};

const JICOFO: &str = "etc/jitsi/jicofo";
const VIDEOBRIDGE: &str = "etc/jitsi/videobridge";
const JIBRI: &str = "etc/jitsi/jibri";
const JIGASI: &str = "etc/jitsi/jigasi";

/// Where `jitsi-doctor.toml` may lie: beside the configuration, or at the top of a tree.
pub const POLICIES: [&str; 2] = ["etc/jitsi/jitsi-doctor.toml", "jitsi-doctor.toml"];

/// Looks for the files where the Debian packages put them.
pub fn debian(tree: &dyn Tree) -> Located {
    let there = |path: &str| exists(tree, path).then(|| path.to_owned());
    let java = |dir: &str, conf: &str| JavaService {
        hocon: there(&format!("{dir}/{conf}")),
        legacy: there(&format!("{dir}/sip-communicator.properties")),
        env: there(&format!("{dir}/config")),
    };
    Located {
        prosody: there("etc/prosody/prosody.cfg.lua"),
        prosody_available: names(tree, "etc/prosody/conf.avail", ".cfg.lua"),
        web: names(tree, "etc/jitsi/meet", "-config.js"),
        interface: there("usr/share/jitsi-meet/interface_config.js"),
        jicofo: java(JICOFO, "jicofo.conf"),
        jvb: java(VIDEOBRIDGE, "jvb.conf"),
        jibri: JavaService {
            hocon: there(&format!("{JIBRI}/jibri.conf")),
            legacy: there(&format!("{JIBRI}/config.json")),
            env: None,
        },
        jigasi: JavaService {
            hocon: None,
            legacy: there(&format!("{JIGASI}/sip-communicator.properties")),
            env: there(&format!("{JIGASI}/config")),
        },
        nginx: there("etc/nginx/nginx.conf"),
        apache: there("etc/apache2/apache2.conf"),
        turn: there("etc/turnserver.conf"),
        packages: there("var/lib/dpkg/status"),
        docker: None,
        recorded: Evidence::ALL.into_iter().filter(|evidence| exists(tree, evidence.path())).collect(),
        prosody_version: None,
        policy: POLICIES.into_iter().find_map(there),
    }
}

/// Whether something has this name, readable or not: a link to nothing is there too.
fn exists(tree: &dyn Tree, path: &str) -> bool {
    tree.real_path(path).is_some() || !matches!(tree.read(path, 0), Ok(_) | Err(ReadError::Missing))
}

fn names(tree: &dyn Tree, dir: &str, ending: &str) -> Vec<String> {
    tree.list(dir)
        .unwrap_or_default()
        .into_iter()
        .filter(|name| name.ends_with(ending) && !name.starts_with('.'))
        .map(|name| format!("{dir}/{name}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::MemoryTree;

    #[test]
    fn several_domains() {
        let mut tree = MemoryTree::new();
        tree.file("etc/jitsi/meet/a.org-config.js", "")
            .file("etc/jitsi/meet/b.org-config.js", "")
            .file("etc/jitsi/meet/b.org-config.js.dpkg-old", "")
            .file("etc/jitsi/videobridge/jvb.conf", "")
            .file("etc/apache2/apache2.conf", "")
            .link("etc/nginx/nginx.conf", "/nowhere");
        let located = debian(&tree);
        assert_eq!(located.web, ["etc/jitsi/meet/a.org-config.js", "etc/jitsi/meet/b.org-config.js"]);
        assert_eq!(located.jvb.hocon.as_deref(), Some("etc/jitsi/videobridge/jvb.conf"));
        assert_eq!(located.nginx.as_deref(), Some("etc/nginx/nginx.conf"));
        assert_eq!(located.apache.as_deref(), Some("etc/apache2/apache2.conf"));
        assert_eq!(located.prosody, None);
        assert!(!located.is_empty());
        assert!(debian(&MemoryTree::new()).is_empty());
    }

    #[test]
    fn a_machine_for_recordings_alone() {
        for path in [
            "etc/jitsi/jibri/jibri.conf",
            "etc/jitsi/jibri/config.json",
            "etc/jitsi/jigasi/sip-communicator.properties",
        ] {
            let mut tree = MemoryTree::new();
            tree.file(path, "");
            assert!(!debian(&tree).is_empty(), "{path}");
        }
    }
}

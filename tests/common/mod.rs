//! What several test files need.

use jitsi_doctor::check::{Example, Outcome, Selection, run};
use jitsi_doctor::load::{Loader, MemoryTree};
use jitsi_doctor::model::{Deployment, build};
use jitsi_doctor::{locate, rules};

/// Prosody's main file of an installation, for examples that show only a host file.
const PROSODY_MAIN: &str = r#"modules_enabled = { "roster"; "saslauth"; "tls"; "disco"; "ping"; "posix" }
authentication = "internal_hashed"
Include "conf.d/*.cfg.lua"
"#;

/// nginx's main file, for examples that show only a site.
const NGINX_MAIN: &str = "events { }\nhttp {\n    include /etc/nginx/sites-enabled/*;\n}\n";

/// The tree of an example: its files, linked as the Debian packages link them. An example that
/// shows a main file says itself what is linked: nothing.
pub fn tree_of(example: &Example) -> MemoryTree {
    let mut tree = MemoryTree::new();
    for (path, text) in &example.files {
        tree.file(path, text.as_bytes());
    }
    link_in(
        &mut tree,
        example,
        "etc/prosody/conf.avail/",
        "etc/prosody/conf.d/",
        "etc/prosody/prosody.cfg.lua",
        PROSODY_MAIN,
    );
    link_in(
        &mut tree,
        example,
        "etc/nginx/sites-available/",
        "etc/nginx/sites-enabled/",
        "etc/nginx/nginx.conf",
        NGINX_MAIN,
    );
    tree
}

fn link_in(tree: &mut MemoryTree, example: &Example, available: &str, enabled: &str, main: &str, text: &str) {
    let names: Vec<&str> =
        example.files.iter().filter_map(|(path, _)| path.strip_prefix(available)).collect();
    let shown = |wanted: &str| example.files.iter().any(|(path, _)| path == wanted);
    if names.is_empty() || shown(main) {
        return;
    }
    tree.file(main, text.as_bytes());
    for name in names {
        tree.link(&format!("{enabled}{name}"), &format!("/{available}{name}"));
    }
}

/// Reads a tree as the live host would be read.
pub fn deployment(tree: &MemoryTree) -> Deployment {
    build(&locate::debian(tree), Loader::new(tree))
}

/// Runs the whole catalogue.
pub fn check(deployment: &Deployment) -> Outcome {
    run(&rules::ALL, deployment, &Selection::default())
}

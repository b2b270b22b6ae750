//! What several test files need.
#![allow(dead_code, reason = "each test file uses a part of this")]

use std::fs;
use std::path::Path;

use jitsi_doctor::check::{Diagnostic, Example, Label, Outcome, Selection, run};
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

/// Apache's main file, with the modules that the template of Jitsi Meet needs.
const APACHE_MAIN: &str = "ServerRoot /etc/apache2
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule proxy_wstunnel_module /usr/lib/apache2/modules/mod_proxy_wstunnel.so
LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
IncludeOptional sites-enabled/*.conf
";

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
    link_in(
        &mut tree,
        example,
        "etc/apache2/sites-available/",
        "etc/apache2/sites-enabled/",
        "etc/apache2/apache2.conf",
        APACHE_MAIN,
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
    build(&locate::find(tree), Loader::new(tree))
}

/// Runs the whole catalogue.
pub fn check(deployment: &Deployment) -> Outcome {
    run(&rules::ALL, deployment, &Selection::default())
}

/// A whole installation of `fixtures/`, in memory, with its links.
pub fn fixture(name: &str) -> MemoryTree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    let mut tree = MemoryTree::new();
    let mut todo = vec![root.clone()];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(&dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            let inside =
                path.strip_prefix(&root).expect("below the root").to_str().expect("UTF-8").to_owned();
            if path.is_symlink() {
                let target = fs::read_link(&path).expect("a link");
                tree.link(&inside, target.to_str().expect("UTF-8"));
            } else if path.is_dir() {
                todo.push(path);
            } else {
                tree.file(&inside, fs::read(&path).expect("a file"));
            }
        }
    }
    tree
}

/// The correct installations of `fixtures/`.
pub const CORRECT: [&str; 7] =
    ["jwt", "keycloak", "open", "open-apache", "secure-domain", "secure-domain-legacy", "websocket-turn"];

/// A docker-jitsi-meet directory.
pub const DOCKER: &str = "docker";

/// The broken installations of `fixtures/`.
pub const BROKEN: [&str; 5] =
    ["broken-brewery", "broken-jwt", "broken-keycloak", "broken-secure-domain", "broken-websocket"];

/// Every finding in one line: severity, rule, place, message.
pub fn lines_of(deployment: &Deployment, outcome: &Outcome) -> Vec<String> {
    let place = |label: &Label| {
        let sources = &deployment.sources;
        format!("{}:{}", sources.path(label.span.file), sources.position(label.span).line)
    };
    outcome
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let Diagnostic { rule, severity, message, primary, .. } = diagnostic;
            format!("{}: {rule} at {}: {message}", severity.name(), place(primary))
        })
        .collect()
}

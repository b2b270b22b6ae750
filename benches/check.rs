//! How long a check takes: one Debian installation, and a hoster's machine with many domains.

#[path = "../tests/common/mod.rs"]
mod common;

use jitsi_doctor::load::{MemoryTree, Tree};
use jitsi_doctor::syntax::guard;

fn main() {
    // As the program does.
    guard::with_room(divan::main);
}

/// The whole way from files in memory to findings.
#[divan::bench(args = ["open", "keycloak", "broken-keycloak"])]
fn installation(bencher: divan::Bencher, name: &str) {
    let tree = common::fixture(name);
    bencher.bench(|| common::check(&common::deployment(&tree)));
}

/// Reading and parsing alone.
#[divan::bench(args = ["open", "keycloak", "broken-keycloak"])]
fn model(bencher: divan::Bencher, name: &str) {
    let tree = common::fixture(name);
    bencher.bench(|| common::deployment(&tree));
}

/// The same domain many times over, each with its own files.
#[divan::bench(args = [1, 10, 100, 1000], sample_count = 3)]
fn domains(bencher: divan::Bencher, count: usize) {
    let tree = many(count);
    bencher.bench(|| common::check(&common::deployment(&tree)));
}

fn many(count: usize) -> MemoryTree {
    let one = common::fixture("keycloak");
    let read =
        |path: &str| String::from_utf8(one.read(path, 1 << 20).expect("the file is there")).expect("UTF-8");
    let mut tree = one.clone();
    for number in 0..count {
        let name = format!("meet{number}.acme.org");
        for (dir, ending, link) in [
            ("etc/prosody/conf.avail/", ".cfg.lua", "etc/prosody/conf.d/"),
            ("etc/jitsi/meet/", "-config.js", ""),
            ("etc/nginx/sites-available/", ".conf", "etc/nginx/sites-enabled/"),
        ] {
            let text = read(&format!("{dir}meet.acme.org{ending}")).replace("meet.acme.org", &name);
            tree.file(&format!("{dir}{name}{ending}"), text);
            if !link.is_empty() {
                tree.link(&format!("{link}{name}{ending}"), &format!("/{dir}{name}{ending}"));
            }
        }
    }
    tree
}

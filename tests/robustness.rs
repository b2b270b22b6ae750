//! One bad file never hides what is wrong in the others.

mod common;

use std::collections::BTreeSet;

use jitsi_doctor::check::{Outcome, Severity};
use jitsi_doctor::load::{Loader, MemoryTree, ReadError, Status, Tree};
use jitsi_doctor::model::build;
use jitsi_doctor::{locate, rules};

/// The files of an installation that are parsed.
const PARSED: [&str; 8] = [
    "etc/prosody/prosody.cfg.lua",
    "etc/prosody/conf.avail/meet.acme.org.cfg.lua",
    "etc/jitsi/meet/meet.acme.org-config.js",
    "etc/jitsi/jicofo/jicofo.conf",
    "etc/jitsi/videobridge/jvb.conf",
    "etc/jitsi/jicofo/sip-communicator.properties",
    "etc/nginx/sites-available/meet.acme.org.conf",
    "etc/turnserver.conf",
];

/// An installation with a fault in Jicofo's and one in the bridge's configuration.
fn broken() -> MemoryTree {
    let mut tree = common::fixture("websocket-turn");
    let block = "jicofo {\n  authentication: { enabled: true, type: xmpp, login-url: meet.acme.org }\n";
    replace(&mut tree, "etc/jitsi/jicofo/jicofo.conf", "jicofo {\n", block);
    replace(&mut tree, "etc/jitsi/videobridge/jvb.conf", "internal.auth", "internal.oauth");
    tree
}

fn replace(tree: &mut MemoryTree, path: &str, old: &str, new: &str) {
    let bytes = tree.bytes_mut(path).expect("the file is there");
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(text.contains(old), "{path} has no {old}");
    *bytes = text.replace(old, new).into_bytes();
}

/// Findings of `deployment` that are not in the file at `path`.
fn findings_elsewhere(tree: &MemoryTree, path: &str) -> Vec<String> {
    let deployment = common::deployment(tree);
    let outcome = common::check(&deployment);
    let mut lines = common::lines_of(&deployment, &outcome);
    lines.retain(|line| line.starts_with("error") && !line.contains(&format!(" at {path}:")));
    lines
}

#[test]
fn a_bad_file_leaves_the_others_checked() {
    let whole = findings_elsewhere(&broken(), "nothing");
    assert!(whole.len() >= 2, "{whole:#?}");
    type Way<'a> = (&'a str, &'a dyn Fn(&[u8]) -> Vec<u8>);
    let ways: [Way; 5] = [
        ("empty", &|_| Vec::new()),
        ("not UTF-8", &|bytes| bytes.iter().map(|byte| if *byte == b'-' { 0xE9 } else { *byte }).collect()),
        ("zeros", &|bytes| vec![0; bytes.len()]),
        ("cut in half", &|bytes| bytes[..bytes.len() / 2].to_vec()),
        ("something else", &|_| b"\x1f\x8b\x08\x00 <html>{{{(((\"".to_vec()),
    ];
    for path in PARSED {
        for (way, spoil) in ways {
            let mut tree = broken();
            let Some(bytes) = tree.bytes_mut(path) else { continue };
            *bytes = spoil(bytes);
            let expected = whole.iter().filter(|line| !needs(line, path)).count();
            let found = findings_elsewhere(&tree, path);
            let kept = whole.iter().filter(|line| !needs(line, path) && found.contains(line)).count();
            assert_eq!(kept, expected, "{path} is {way}: of\n{whole:#?}\nonly\n{found:#?}");
        }
    }
}

/// Whether a finding compares something with this file, so that it may go with the file.
fn needs(line: &str, path: &str) -> bool {
    line.contains(path) || path.contains("prosody") || (line.contains("jvb.conf") && path.contains("jicofo"))
}

#[test]
fn a_missing_file_is_remote_not_wrong() {
    for path in PARSED {
        let mut tree = common::fixture("websocket-turn");
        tree.remove(path);
        let errors = findings_elsewhere(&tree, "nothing");
        // Without its host file Prosody really serves nothing, and nginx does not start with a link to
        // nothing: only that may be said.
        if !path.contains("conf.avail") && !path.contains("sites-available") {
            assert!(errors.is_empty(), "without {path}: {errors:#?}");
        }
    }
}

#[test]
fn a_byte_order_mark_or_other_line_ends_change_nothing_but_where_the_program_says_so() {
    for path in PARSED {
        let mut tree = common::fixture("websocket-turn");
        let Some(bytes) = tree.bytes_mut(path) else { continue };
        *bytes = String::from_utf8(bytes.clone()).expect("UTF-8").replace('\n', "\r\n").into_bytes();
        let errors = findings_elsewhere(&tree, "nothing");
        assert!(errors.is_empty(), "CRLF in {path}: {errors:#?}");
    }
    // Browsers skip the mark; Prosody does not load a file that has one.
    for (path, accepted) in [(PARSED[2], true), (PARSED[1], false)] {
        let mut tree = common::fixture("websocket-turn");
        let bytes = tree.bytes_mut(path).expect("the file is there");
        *bytes = [b"\xEF\xBB\xBF".as_slice(), bytes].concat();
        assert_eq!(findings_elsewhere(&tree, "nothing").is_empty(), accepted, "{path}");
    }
}

/// Cutting a file at any byte must neither panic nor stop the run. Every place is tried for the small
/// files and every 37th for the large ones, so that the test stays quick.
#[test]
fn a_file_may_end_anywhere() {
    for path in PARSED {
        let mut tree = common::fixture("websocket-turn");
        let Some(whole) = tree.bytes_mut(path).map(|bytes| bytes.clone()) else { continue };
        let step = if whole.len() < 1500 { 1 } else { 37 };
        for end in (0..whole.len()).step_by(step) {
            tree.file(path, &whole[..end]);
            let deployment = common::deployment(&tree);
            common::check(&deployment);
            assert!(deployment.files.iter().any(|record| record.path == path));
        }
    }
}

#[test]
fn links_that_lead_nowhere_are_said() {
    let mut tree = common::fixture("open");
    tree.remove("etc/jitsi/jicofo/jicofo.conf").link("etc/jitsi/jicofo/jicofo.conf", "/nowhere");
    let deployment = common::deployment(&tree);
    let record = deployment.files.iter().find(|record| record.path.ends_with("jicofo.conf")).expect("a line");
    assert!(matches!(record.status, Status::Unreadable(_)), "{record:?}");
}

/// Whoever may not read all files must not be told that what they hold is missing.
#[test]
fn an_unreadable_file_is_not_taken_for_an_empty_one() {
    for name in ["secure-domain", "secure-domain-legacy"] {
        for path in PARSED.into_iter().filter(|path| !path.contains("prosody") && !path.contains("nginx")) {
            let mut tree = common::fixture(name);
            if tree.bytes_mut(path).is_none() {
                continue;
            }
            tree.remove(path).link(path, "/nowhere");
            let errors = findings_elsewhere(&tree, "nothing");
            assert!(errors.is_empty(), "{name} without {path}: {errors:#?}");
        }
    }
}

/// A tree of which one file may not be read.
struct Forbidden<'t> {
    tree: &'t MemoryTree,
    path: &'t str,
}

impl Tree for Forbidden<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        if path == self.path { Err(ReadError::Denied) } else { self.tree.read(path, limit) }
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        self.tree.list(dir)
    }

    fn real_path(&self, path: &str) -> Option<String> {
        self.tree.real_path(path)
    }
}

#[test]
fn rules_about_a_service_that_may_not_be_read_are_undecided() {
    let tree = common::fixture("secure-domain");
    let decided = common::check(&common::deployment(&tree));
    let undecided = |outcome: &Outcome, area: &str| {
        let ids: BTreeSet<_> =
            outcome.undecided.iter().map(|it| it.rule).filter(|id| id.starts_with(area)).collect();
        ids.len()
    };
    for (path, area) in [
        ("etc/jitsi/jicofo/jicofo.conf", "jicofo/"),
        ("etc/jitsi/videobridge/jvb.conf", "bridge/"),
        ("etc/prosody/prosody.cfg.lua", "prosody/"),
        ("etc/nginx/nginx.conf", "proxy/"),
    ] {
        assert_eq!(undecided(&decided, area), 0, "{area}");
        let forbidden = Forbidden { tree: &tree, path };
        let deployment = build(&locate::find(&forbidden), Loader::new(&forbidden));
        let outcome = common::check(&deployment);
        assert!(
            outcome.diagnostics.iter().all(|it| it.severity == Severity::Info),
            "{:#?}",
            outcome.diagnostics
        );
        let of_area = rules::ALL.iter().filter(|rule| rule.meta().id.starts_with(area)).count();
        let undecided = undecided(&outcome, area);
        assert!(undecided * 2 > of_area, "{area}: {undecided} of {of_area} rules are undecided");
        let reasons = outcome.undecided.iter().filter(|it| it.rule.starts_with(area));
        assert!(
            reasons
                .clone()
                .any(|it| it.reason.as_str().contains("sudo") && it.reason.as_str().contains(path))
        );
        // What was decided elsewhere stays so.
        assert!(
            outcome.undecided_rules() < outcome.rules_run * 3 / 4,
            "{path}: {}",
            outcome.undecided_rules()
        );
    }
}

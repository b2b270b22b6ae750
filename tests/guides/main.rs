//! Five ways in which guides tell admins to set up logins, walked on top of a default installation.
//!
//! Each is followed to the letter, then with every step left out, then with every step mistyped. What
//! changes must be exactly one finding, on the line that is wrong, unless two things really break.

#[path = "../common/mod.rs"]
mod common;
mod keycloak;
mod secure_domain;
mod tokens;

use std::collections::BTreeSet;

use jitsi_doctor::load::MemoryTree;

const PROSODY: &str = "etc/prosody/conf.avail/meet.acme.org.cfg.lua";
const CONFIG_JS: &str = "etc/jitsi/meet/meet.acme.org-config.js";
const JICOFO: &str = "etc/jitsi/jicofo/jicofo.conf";
const LEGACY: &str = "etc/jitsi/jicofo/sip-communicator.properties";
const NGINX: &str = "etc/nginx/sites-available/meet.acme.org.conf";

type Edit = fn(&mut MemoryTree);

/// A finding: rule, file, and a part of the line.
type Expected = (&'static str, &'static str, &'static str);

struct Guide {
    name: &'static str,
    /// What is found although every step was done as written: the known traps of the guide.
    traps: &'static [Expected],
    steps: &'static [Step],
}

struct Step {
    name: &'static str,
    apply: Edit,
    /// What is found when the step is left out. Empty where leaving it out changes nothing.
    left_out: &'static [Expected],
    /// Slips that are made instead of the step, with what is found.
    slips: &'static [Slip],
}

struct Slip {
    name: &'static str,
    apply: Edit,
    found: &'static [Expected],
}

/// Replaces a text that stands exactly once in a file.
fn edit(tree: &mut MemoryTree, path: &str, old: &str, new: &str) {
    let bytes = tree.bytes_mut(path).unwrap_or_else(|| panic!("no file {path}"));
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}:\n{text}");
    *bytes = text.replace(old, new).into_bytes();
}

/// Adds a text at the end of a file.
fn append(tree: &mut MemoryTree, path: &str, text: &str) {
    match tree.bytes_mut(path) {
        Some(bytes) => bytes.extend_from_slice(text.as_bytes()),
        None => {
            tree.file(path, text);
        }
    }
}

const ANONYMOUS: &str = "authentication = \"jitsi-anonymous\" -- do not delete me";
const LAST_OF_MAIN: &str = "    main_muc = \"conference.meet.acme.org\"\n";

fn login(tree: &mut MemoryTree, lines: &str) {
    edit(tree, PROSODY, ANONYMOUS, lines);
}

fn after_main(tree: &mut MemoryTree, text: &str) {
    edit(tree, PROSODY, LAST_OF_MAIN, &format!("{LAST_OF_MAIN}\n{text}"));
}

fn in_hosts(tree: &mut MemoryTree, line: &str) {
    edit(
        tree,
        CONFIG_JS,
        "        domain: 'meet.acme.org',\n",
        &format!("        domain: 'meet.acme.org',\n        {line}\n"),
    );
}

fn main_module(tree: &mut MemoryTree, lines: &str) {
    edit(
        tree,
        PROSODY,
        "        \"muc_breakout_rooms\";\n",
        &format!("        \"muc_breakout_rooms\";\n{lines}"),
    );
}

fn muc_module(tree: &mut MemoryTree, lines: &str) {
    edit(tree, PROSODY, "        --\"token_verification\";\n", lines);
}

fn account(tree: &mut MemoryTree) {
    tree.file("var/lib/prosody/meet%2eacme%2eorg/accounts/alice.dat", "return { };\n");
}

/// Every guide.
const GUIDES: [&Guide; 5] = [
    &secure_domain::WITH_PROPERTY,
    &secure_domain::WITH_BLOCK,
    &tokens::SHARED_SECRET,
    &tokens::WITH_LOBBY,
    &keycloak::KEYCLOAK,
];

/// The installation with all steps but one done; that one is replaced.
fn walk(guide: &Guide, instead: Option<(usize, Option<Edit>)>) -> MemoryTree {
    let mut tree = common::fixture("open");
    for (at, step) in guide.steps.iter().enumerate() {
        match instead {
            Some((left_out, other)) if left_out == at => other.iter().for_each(|apply| apply(&mut tree)),
            _ => (step.apply)(&mut tree),
        }
    }
    tree
}

/// Errors and warnings as rule, file and the text of the line.
fn findings(tree: &MemoryTree) -> BTreeSet<(String, String, String)> {
    let deployment = common::deployment(tree);
    let outcome = common::check(&deployment);
    let sources = &deployment.sources;
    outcome
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity.name() != "info")
        .map(|diagnostic| {
            let span = diagnostic.primary.span;
            let file = sources.file(span.file);
            let line = file.text().lines().nth(sources.position(span).line - 1).unwrap_or_default();
            (diagnostic.rule.to_owned(), file.path().to_owned(), line.to_owned())
        })
        .collect()
}

/// Takes each expected finding out of the found ones; what is left on either side is wrong.
fn compare(
    what: &str,
    mut found: BTreeSet<(String, String, String)>,
    expected: &[Expected],
    failures: &mut Vec<String>,
) {
    let mut missing = Vec::new();
    for (rule, path, part) in expected {
        let hit = found.iter().find(|(r, p, line)| r == rule && p == path && line.contains(part)).cloned();
        match hit {
            Some(hit) => {
                found.remove(&hit);
            }
            None => missing.push((rule, path, part)),
        }
    }
    if !missing.is_empty() || !found.is_empty() {
        failures.push(format!("{what}:\n  not found:    {missing:#?}\n  not expected: {found:#?}"));
    }
}

fn run(guide: &Guide) -> Vec<String> {
    let mut failures = Vec::new();
    let letter = findings(&walk(guide, None));
    compare(&format!("{}, to the letter", guide.name), letter.clone(), guide.traps, &mut failures);
    for (at, step) in guide.steps.iter().enumerate() {
        let new = |tree: &MemoryTree| findings(tree).difference(&letter).cloned().collect::<BTreeSet<_>>();
        let what = format!("{}, without: {}", guide.name, step.name);
        compare(&what, new(&walk(guide, Some((at, None)))), step.left_out, &mut failures);
        for slip in step.slips {
            let what = format!("{}, {}: {}", guide.name, step.name, slip.name);
            compare(&what, new(&walk(guide, Some((at, Some(slip.apply))))), slip.found, &mut failures);
        }
    }
    failures
}

#[test]
fn every_guide_with_every_slip() {
    let failures: Vec<String> = GUIDES.iter().flat_map(|guide| run(guide)).collect();
    assert!(failures.is_empty(), "{} walks fail:\n\n{}", failures.len(), failures.join("\n\n"));
}

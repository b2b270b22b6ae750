//! One mistake gives one finding: the commonest faults of real installations, each planted alone in a correct one.
//!
//! A fault is an edit or two of a fixture, and the one diagnostic that has to come of it: its rule and its place.
//! What the mistake breaks further is folded below that diagnostic, and listed here too.
//! `JITSI_DOCTOR_FAULTS=1 cargo test --test single_fault -- --nocapture` prints what every fault gives.
#![allow(clippy::print_stdout, reason = "the list is for people")]

mod bridge;
#[path = "../common/mod.rs"]
mod common;
mod docker;
mod jicofo;
mod login;
mod prosody;
mod proxy;
mod rooms;
mod web;

use std::collections::BTreeSet;

use jitsi_doctor::check::Diagnostic;
use jitsi_doctor::load::MemoryTree;
use jitsi_doctor::model::Deployment;

const HOST: &str = "etc/prosody/conf.avail/meet.acme.org.cfg.lua";
const PROSODY: &str = "etc/prosody/prosody.cfg.lua";
const WEB: &str = "etc/jitsi/meet/meet.acme.org-config.js";
const JICOFO: &str = "etc/jitsi/jicofo/jicofo.conf";
const BRIDGE: &str = "etc/jitsi/videobridge/jvb.conf";
const BRIDGE_OLD: &str = "etc/jitsi/videobridge/sip-communicator.properties";
const NGINX: &str = "etc/nginx/sites-available/meet.acme.org.conf";
const APACHE: &str = "etc/apache2/sites-available/meet.acme.org.conf";
const TURN: &str = "etc/turnserver.conf";

/// A mistake as people make it.
struct Fault {
    name: &'static str,
    /// The fixture in which it is made.
    on: &'static str,
    edits: &'static [Edit],
    /// The rule of the one diagnostic.
    rule: &'static str,
    /// Where it points: a file and a line.
    at: (&'static str, usize),
    /// The rules of what is folded below it, sorted, each once.
    folded: &'static [&'static str],
}

enum Edit {
    /// In this file, the text that stands there once becomes the other text.
    Change(&'static str, &'static str, &'static str),
    /// The file or link is not there.
    Gone(&'static str),
    /// The file is there, with this text.
    New(&'static str, &'static str),
}
use Edit::{Change, Gone, New};

impl Edit {
    fn make(&self, tree: &mut MemoryTree, fault: &str) {
        match *self {
            Change(path, old, new) => {
                let bytes = tree.bytes_mut(path).unwrap_or_else(|| panic!("{fault}: there is no {path}"));
                let text = String::from_utf8(bytes.clone()).expect("UTF-8");
                assert_eq!(text.matches(old).count(), 1, "{fault}: how often {path} holds {old:?}");
                *bytes = text.replace(old, new).into_bytes();
            }
            Gone(path) => {
                let known =
                    tree.files().any(|(file, _)| file == path) || tree.links().any(|(link, _)| link == path);
                assert!(known, "{fault}: there is no {path}");
                tree.remove(path);
            }
            New(path, text) => {
                tree.file(path, text);
            }
        }
    }
}

fn faults() -> impl Iterator<Item = &'static Fault> {
    let areas = [
        bridge::FAULTS,
        docker::FAULTS,
        jicofo::FAULTS,
        login::FAULTS,
        prosody::FAULTS,
        proxy::FAULTS,
        rooms::FAULTS,
        web::FAULTS,
    ];
    areas.into_iter().flatten()
}

fn planted(fault: &Fault) -> Deployment {
    let mut tree = common::fixture(fault.on);
    fault.edits.iter().for_each(|edit| edit.make(&mut tree, fault.name));
    common::deployment(&tree)
}

fn folded(diagnostic: &Diagnostic) -> Vec<&'static str> {
    let rules: BTreeSet<_> = diagnostic.consequences.iter().map(|consequence| consequence.rule).collect();
    rules.into_iter().collect()
}

/// `rule at path:line, folded […]: message`
fn line_of(deployment: &Deployment, diagnostic: &Diagnostic) -> String {
    let sources = &deployment.sources;
    let span = diagnostic.primary.span;
    let (path, line) = (sources.path(span.file), sources.position(span).line);
    let Diagnostic { rule, message, .. } = diagnostic;
    format!("{rule} at {path}:{line}, folded {:?}: {message}", folded(diagnostic))
}

#[test]
fn a_single_fault_gives_a_single_diagnostic() {
    let all = std::env::var_os("JITSI_DOCTOR_FAULTS").is_some();
    let mut wrong = Vec::new();
    for fault in faults() {
        let deployment = planted(fault);
        let outcome = common::check(&deployment);
        let found: Vec<String> =
            outcome.diagnostics.iter().map(|diagnostic| line_of(&deployment, diagnostic)).collect();
        let (path, line) = fault.at;
        let wanted = format!("{} at {path}:{line}, folded {:?}: ", fault.rule, fault.folded);
        let report =
            || format!("{} ({}): wanted {wanted}\n    {}", fault.name, fault.on, found.join("\n    "));
        if all {
            println!("{}", report());
        }
        if found.len() != 1 || !found[0].starts_with(&wanted) {
            wrong.push(report());
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), faults().count(), wrong.join("\n"));
}

#[test]
fn there_are_enough_faults_and_each_has_its_name() {
    let names: BTreeSet<&str> = faults().map(|fault| fault.name).collect();
    assert_eq!(names.len(), faults().count(), "two faults have the same name");
    assert!(names.len() >= 60, "{}", names.len());
    for name in common::CORRECT {
        let outcome = common::check(&common::deployment(&common::fixture(name)));
        assert_eq!(outcome.diagnostics.len(), 0, "{name} has findings without any fault");
    }
}

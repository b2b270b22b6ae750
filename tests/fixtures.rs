//! The whole installations: correct ones are clean, broken ones give exactly their findings.

mod common;

use jitsi_doctor::check::Severity;
use jitsi_doctor::fact::{Fact, Verdict};
use jitsi_doctor::model::Identity;
use jitsi_doctor::report::{Format, Report, human};

#[test]
fn correct_installations_have_no_errors_and_no_warnings() {
    for name in common::CORRECT {
        let deployment = common::deployment(&common::fixture(name));
        let outcome = common::check(&deployment);
        let findings: Vec<String> = common::lines_of(&deployment, &outcome)
            .into_iter()
            .filter(|line| !line.starts_with("info"))
            .collect();
        assert!(findings.is_empty(), "{name}:\n{}", findings.join("\n"));
        assert_eq!(outcome.undecided.len(), 0, "{name}: {:#?}", outcome.undecided);
    }
}

#[test]
fn every_file_of_a_correct_installation_is_understood() {
    for name in common::CORRECT {
        let deployment = common::deployment(&common::fixture(name));
        for record in &deployment.files {
            assert_eq!(record.status, jitsi_doctor::load::Status::Read, "{name}: {}", record.path);
        }
        assert!(deployment.prosody.is_some(), "{name}");
        assert!(deployment.jicofo.is_some() && deployment.jvb.is_some(), "{name}");
        assert_eq!(deployment.nginx.is_none(), name == "open-apache");
        assert_eq!(deployment.apache.is_some(), name == "open-apache");
        assert_eq!(deployment.webs.len(), 1, "{name}");
        assert_eq!(deployment.turn.is_some(), name == "websocket-turn");
    }
}

#[test]
fn a_docker_directory_is_clean_and_the_report_says_what_was_not_seen() {
    let deployment = common::deployment(&common::fixture(common::DOCKER));
    let outcome = common::check(&deployment);
    assert_eq!(common::lines_of(&deployment, &outcome), [""; 0]);
    assert_eq!(outcome.undecided, []);
    let docker = deployment.docker.as_ref().expect("a docker directory");
    let services: Vec<_> = docker.services().map(|service| (service.name(), service.component())).collect();
    assert_eq!(services, [("web", "web"), ("prosody", "prosody"), ("jicofo", "jicofo"), ("jvb", "jvb")]);
    let jvb = docker.service("jvb").expect("a bridge");
    let value = |fact| if let Fact::Known(value, _) = fact { Some(value) } else { None };
    assert_eq!(value(jvb.variable("JVB_ADVERTISE_IPS")).as_deref(), Some("192.0.2.10"));
    assert_eq!(value(jvb.tag()).as_deref(), Some("stable-11146"));
    let mut text = Vec::new();
    let report = Report::new(&deployment, &outcome);
    report.write(Format::Human, &human::Options::default(), &mut text).expect("memory takes everything");
    let text = String::from_utf8(text).expect("UTF-8");
    assert!(
        text.contains("The configuration that the\n    containers generate from them is not examined yet."),
        "{text}"
    );
    assert!(!text.contains("2d1f6f3c") && !text.contains("97$cd"), "{text}");
}

#[test]
fn broken_installations_give_exactly_their_findings() {
    for name in common::BROKEN {
        let deployment = common::deployment(&common::fixture(name));
        let outcome = common::check(&deployment);
        assert!(outcome.count(Severity::Error) > 0, "{name}");
        insta::with_settings!({snapshot_suffix => name, prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!("findings", common::lines_of(&deployment, &outcome).join("\n"));
        });
    }
}

#[test]
fn output_is_deterministic() {
    for name in common::BROKEN {
        let tree = common::fixture(name);
        let whole = || {
            let deployment = common::deployment(&tree);
            let outcome = common::check(&deployment);
            let mut json = Vec::new();
            let report = Report::new(&deployment, &outcome);
            report
                .write(Format::Json, &human::Options::default(), &mut json)
                .expect("memory takes everything");
            (format!("{:?}", outcome.diagnostics), json)
        };
        assert_eq!(whole(), whole(), "{name}");
        let deployment = common::deployment(&tree);
        let outcome = common::check(&deployment);
        let places: Vec<_> = outcome
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let span = diagnostic.primary.span;
                (deployment.sources.path(span.file).to_owned(), span.start, diagnostic.rule)
            })
            .collect();
        assert!(places.is_sorted(), "{name}: {places:?}");
    }
}

fn broken_identities(name: &str) -> Vec<Identity> {
    let deployment = common::deployment(&common::fixture(name));
    let mut broken = Vec::new();
    for site in deployment.sites() {
        broken.extend(
            Identity::ALL
                .into_iter()
                .filter(|identity| matches!(site.identity(*identity), Some(Verdict::No))),
        );
    }
    broken
}

#[test]
fn identities_hold_in_correct_installations_and_break_where_a_fault_is() {
    for name in common::CORRECT {
        assert_eq!(broken_identities(name), [], "{name}");
        let deployment = common::deployment(&common::fixture(name));
        let site = deployment.sites().next().expect("one site");
        // What nearly every installation has; without guests or a login check there is less to compare.
        for identity in Identity::ALL
            .into_iter()
            .filter(|identity| !matches!(identity, Identity::GuestHost | Identity::LoginDomain))
        {
            assert!(matches!(site.identity(identity), Some(Verdict::Yes)), "{name}: {identity:?}");
        }
    }
    assert_eq!(broken_identities("broken-brewery"), [Identity::FocusTarget, Identity::Brewery]);
}

use super::names::{self, Branch, Guess};
use crate::catalogue::{JICOFO, VIDEOBRIDGE};

#[test]
fn names_that_are_alike() {
    for (written, known) in [
        ("login_url", "login-url"),
        ("LoginUrl", "login-url"),
        ("brewry-jid", "brewery-jid"),
        ("prot", "port"),
    ] {
        assert!(names::alike(written, known), "{written}");
    }
    for (written, known) in [("pt", "port"), ("id", "pt"), ("timeout", "enabled"), ("audio", "video")] {
        assert!(!names::alike(written, known), "{written}");
    }
}

#[test]
fn guesses() {
    let guess = |catalogue, path: &str, key: &str, block| {
        let root = Branch::of(catalogue);
        let branch = path.split('.').fold(root, |branch, part| branch.child(part).expect("a block"));
        match names::guess(catalogue, &branch, path, key, block) {
            Guess::Misspelt(name) => name,
            Guess::Elsewhere(places) => places.join("|"),
            Guess::Nothing => "-".to_owned(),
        }
    };
    assert_eq!(guess(JICOFO, "jicofo.bridge", "brewery", false), "brewery-jid");
    assert_eq!(guess(JICOFO, "jicofo", "client", true), "jicofo.xmpp.client");
    assert_eq!(guess(JICOFO, "jicofo", "authentification", true), "authentication");
    assert_eq!(
        guess(JICOFO, "jicofo", "xmpp-domain", false),
        "jicofo.xmpp.client.xmpp-domain|jicofo.xmpp.service.xmpp-domain"
    );
    assert_eq!(guess(JICOFO, "jicofo.bridge", "enabled", false), "-");
    assert_eq!(guess(VIDEOBRIDGE, "videobridge", "ice4j", true), "ice4j");
    // What is an option at this place is no block, and the reverse.
    assert_eq!(guess(JICOFO, "jicofo.bridge", "brewery-jidd", true), "-");
}

#[test]
fn properties_and_their_options() {
    let option = |name: &str| names::option_of_property(VIDEOBRIDGE, name);
    assert_eq!(option("org.jitsi.videobridge.REGION"), Some(Some("videobridge.relay.region")));
    assert_eq!(option("org.jitsi.videobridge.PUBSUB_NODE"), Some(None));
    assert_eq!(option("org.jitsi.videobridge.NOTHING"), None);
}

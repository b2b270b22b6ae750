use super::*;
use crate::load::{Loader, MemoryTree};
use crate::locate;
use crate::model::{Deployment, build};

fn deployment(policy: &str) -> Deployment {
    let mut tree = MemoryTree::new();
    tree.file("etc/jitsi/jitsi-doctor.toml", policy)
        .file(
            "etc/prosody/prosody.cfg.lua",
            "c2s_require_encryption = true\nlimit = 5\nratio = 1.5\nname = ENV_NAME\nmodules_enabled = { \"roster\" }\n\
             VirtualHost \"meet.example.org\"\n authentication = \"token\"\n app_id = \"a\"\n app_secret = \"s1\"\n\
             admins = { \"a@b\", \"c@d\" }\nComponent \"conference.meet.example.org\" \"muc\"\n app_secret = \"s2\"\n",
        )
        .file(
            "etc/jitsi/meet/meet.example.org-config.js",
            "var config = { hosts: { domain: 'meet.example.org', muc: 'conference.meet.example.org' }, on: 'false' };",
        )
        .file(
            "etc/jitsi/jicofo/jicofo.conf",
            "jicofo { bridge { brewery-jid = \"b@c\" }, xmpp { client { port = \"5222\", password = \"s1\" } } }",
        )
        .file("etc/jitsi/jicofo/sip-communicator.properties", "org.jitsi.jicofo.BRIDGE_MUC=old@c\n")
        .file("etc/jitsi/jigasi/sip-communicator.properties", "org.jitsi.jigasi.ALLOWED_JID=b@c\n")
        .file("etc/turnserver.conf", "realm=meet.example.org\nno-tcp\n");
    build(&locate::debian(&tree), Loader::new(&tree))
}

/// Every error: the text under it, the cause, the fix.
fn errors(policy: &str) -> Vec<String> {
    let deployment = deployment(policy);
    let show = |error: &SyntaxError| {
        let place = deployment.sources.slice(error.span).lines().next().unwrap_or_default();
        format!("{place} | {} | {}", error.cause, error.fix.as_deref().unwrap_or("-"))
    };
    deployment.policy.errors.iter().map(show).collect()
}

/// What an expectation comes to: `met`, `unmet: actual`, `?: reason`.
fn expect(path: &str, want: &str) -> String {
    let policy = format!("[[expect]]\npath = '''{path}'''\n{want}\n");
    let deployment = deployment(&policy);
    assert!(deployment.policy.errors.is_empty(), "{:?}", deployment.policy.errors);
    let show = |compared| match compared {
        Compared::Met => "met".to_owned(),
        Compared::Unmet(Mismatch { actual, place, .. }) => {
            let place = place.map(|place| deployment.sources.slice(place)).unwrap_or_default();
            format!("unmet: {actual} at {place}")
        }
        Compared::CannotTell(reason, _) => format!("?: {reason}"),
    };
    let compared = deployment.policy.expectations.iter().flat_map(|it| it.compare(&deployment));
    compared.map(show).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_valid_file() {
    let policy = deployment(
        "fail-on = \"never\"\n[rules]\n\"auth\" = \"info\"\n\"auth/no-*\" = \"off\"\n\"auth/no-accounts\" = \"warning\"\n\
         [[ignore]]\nrule = \"turn\"\nreason = \" x \"\nfile = \"/etc/*\"\n",
    )
    .policy;
    assert!(policy.errors.is_empty(), "{:?}", policy.errors);
    assert_eq!(policy.fail_on, Some(Threshold::Never));
    assert_eq!(policy.level("auth/no-accounts"), Some(Level::As(Severity::Warning)));
    assert_eq!(policy.level("auth/no-such"), Some(Level::Off));
    assert_eq!(policy.level("auth/open-registration"), Some(Level::As(Severity::Info)));
    assert_eq!(policy.level("turn/port-as-text"), None);
    assert_eq!(policy.ignores[0].reason, "x");
    assert!(policy.ignores[0].is_about("etc/turnserver.conf") && !policy.ignores[0].is_about("x/etc"));
    // The id of a rule beats a pattern wherever it stands; of two patterns the later one counts.
    let policy =
        deployment("[rules]\n\"auth/no-accounts\" = \"off\"\n\"auth\" = \"info\"\n\"*\" = \"warning\"\n")
            .policy;
    assert_eq!(policy.level("auth/no-accounts"), Some(Level::Off));
    assert_eq!(policy.level("auth/open-registration"), Some(Level::As(Severity::Warning)));
    assert!(deployment("").policy.errors.is_empty());
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let expect = |text: &str| errors(&format!("[[expect]]\npath = 'prosody.global.x'\n{text}\n"));
    insta::assert_debug_snapshot!([
        errors("fail_on = \"error\""),
        errors("fail-on = \"warnings\""),
        errors("fail-on = 1"),
        errors("[rule]"),
        errors("rules = 1"),
        errors("[rules]\nauth/no-accounts = \"off\""),
        errors("[rules]\n\"auth/no-acounts\" = \"off\""),
        errors("[rules]\n\"auth/no-accounts\" = \"of\""),
        errors("[rules]\n\"auth/no-accounts\" = false"),
        errors("[rules.auth]\nno-accounts = \"off\""),
        errors("[rules]\n\"syntax/invalid-lua\" = \"warning\""),
        errors("[ignore]\nrule = \"auth\""),
        errors("[[ignore]]\nrule = \"auth\""),
        errors("[[ignore]]\nrule = \"auth\"\nreason = \"\""),
        errors("[[ignore]]\nrule = \"syntax/invalid-*\"\nreason = \"x\""),
        errors("[[ignore]]\nrule = \"suppression/stale\"\nreason = \"x\""),
        errors("[[ignore]]\nrule = \"auth\"\nreason = \"x\"\npath = \"y\""),
        errors("ignore = [1]"),
        errors("[[expect]]\nequals = 1"),
        expect(""),
        expect("equals = 1\nabsent = true"),
        expect("absent = false"),
        expect("one_of = 1"),
        expect("matches = '('"),
        expect("matches = 1"),
        expect("equals = 1979-05-27"),
        expect("equals = 99999999999999999999"),
        expect("same_as = 'prosody'"),
        expect("equals = 1\nseverity = \"fatal\""),
        errors("[[expect]]\npath = 'prosody.global.app_secret'\nequals = 'hunter2'"),
        errors("x = \n"),
        errors("x = 1\nx = 2\n"),
    ]);
}

#[test]
fn paths() {
    let wrong = |path: &str| Path::parse(path).expect_err(path);
    for path in [
        "",
        ".",
        "prosody",
        "prosody.",
        "prosody.global",
        "prosody.hosts",
        "prosody.hosts.x.options.y",
        "web",
        "web.x",
        "web[x].config.y",
        "web['x'.config",
        "web['x']config.y",
        "web['x'].y",
        "jicofo",
        "nginx.http",
        "jicofo.a b",
        "prosody.hosts['x'].kind.y",
        "prosody.hosts['x'].modules",
        "prosody.hosts['x'].modules.a.b",
        "jicofo.\"a.b\"",
    ] {
        let (cause, fix) = wrong(path);
        assert!(!cause.is_empty() && !fix.is_empty());
    }
    assert_eq!(wrong("prosdy.global.x").1, "did you mean `prosody`?");
    assert_eq!(wrong("prosody.hosts['x'].option.y").1, "did you mean `options`?");
    assert!(Path::parse("jicofo.jicofo['bridge'].brewery-jid").is_ok());
}

#[test]
fn values() {
    let host = "prosody.hosts[\"meet.example.org\"]";
    for (path, want, wanted) in [
        ("prosody.global.c2s_require_encryption", "equals = true", "met"),
        ("prosody.global.c2s_require_encryption", "equals = \"true\"", "unmet: `true` at true"),
        ("prosody.global.limit", "equals = 5", "met"),
        ("prosody.global.limit", "equals = 5.0", "met"),
        ("prosody.global.ratio", "one_of = [1, 1.5]", "met"),
        ("prosody.global.limit", "matches = '[0-9]'", "met"),
        ("prosody.global.nothing", "absent = true", "met"),
        ("prosody.global.limit", "absent = true", "unmet: `5` at 5"),
        ("prosody.global.nothing", "equals = 1", "unmet: not set at "),
        // What the host sees, not only what its section says.
        (&format!("{host}.options.authentication"), "equals = \"token\"", "met"),
        (&format!("{host}.options.c2s_require_encryption"), "equals = true", "met"),
        (&format!("{host}.options.authentication"), "matches = 'tok'", "unmet: `token` at \"token\""),
        (&format!("{host}.options.admins"), "equals = [\"a@b\", \"c@d\"]", "met"),
        (
            &format!("{host}.options.admins"),
            "equals = [\"a@b\"]",
            "unmet: [`a@b`, `c@d`] at { \"a@b\", \"c@d\" }",
        ),
        (&format!("{host}.modules.roster"), "equals = true", "met"),
        (&format!("{host}.modules.register"), "absent = true", "met"),
        (&format!("{host}.modules.register"), "equals = true", "unmet: not set at \"meet.example.org\""),
        (&format!("{host}.kind"), "equals = \"VirtualHost\"", "met"),
        (&format!("{host}.component_module"), "absent = true", "met"),
        ("prosody.hosts['conference.meet.example.org'].component_module", "equals = \"muc\"", "met"),
        ("prosody.hosts['other.example.org'].kind", "absent = true", "met"),
        // Secrets are compared, and neither written nor shown.
        (&format!("{host}.options.app_secret"), "same_as = 'jicofo.jicofo.xmpp.client.password'", "met"),
        (
            &format!("{host}.options.app_secret"),
            "same_as = 'prosody.hosts[\"conference.meet.example.org\"].options.app_secret'",
            "unmet: another secret at \"s1\"",
        ),
        (&format!("{host}.options.app_secret"), "absent = true", "unmet: another secret at \"s1\""),
        ("web[\"meet.example.org\"].config.hosts.muc", "equals = \"conference.meet.example.org\"", "met"),
        ("web.config.hosts.anonymousdomain", "absent = true", "met"),
        ("web.config.on", "equals = false", "unmet: `false` at 'false'"),
        ("web['b.example.org'].config.on", "equals = false", "unmet: not set at "),
        // What the old property says counts.
        ("jicofo.jicofo.bridge.brewery-jid", "equals = \"old@c\"", "met"),
        // Java converts.
        ("jicofo.jicofo.xmpp.client.port", "equals = 5222", "met"),
        // The default of the program, where it is known.
        ("jicofo.jicofo.conference.enable-auto-owner", "equals = true", "met"),
        ("jicofo.jicofo.conference.enable-auto-owner", "absent = true", "met"),
        (
            "jicofo.jicofo.conference.enable-auto-owner",
            "equals = false",
            "unmet: not set, which means `true` at jicofo",
        ),
        ("jicofo.jicofo.nothing", "equals = false", "unmet: not set at jicofo"),
        ("jigasi.org.jitsi.jigasi.ALLOWED_JID", "matches = '.*@c'", "met"),
        ("turn.realm", "same_as = 'web.config.hosts.domain'", "met"),
        ("turn.no-tcp", "equals = true", "met"),
    ] {
        assert_eq!(expect(path, want), wanted, "{path} {want}");
    }
    for (path, want) in [
        ("prosody.global.name", "equals = \"x\""),
        ("prosody.global.name", "absent = true"),
        ("prosody.global.limit", "same_as = 'prosody.global.name'"),
        ("jvb.videobridge.x", "absent = true"),
        ("jibri.jibri.x", "absent = true"),
    ] {
        let outcome = expect(path, want);
        // A name that is not known is set all the same.
        assert!(
            outcome.starts_with("?: ") || outcome.starts_with("unmet: not set"),
            "{path} {want}: {outcome}"
        );
    }
}

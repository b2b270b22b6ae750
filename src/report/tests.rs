use std::collections::BTreeSet;

use super::lexical::{Style, scan};
use super::*;
use crate::check::{
    Consequence, Diagnostic, Finding, Label, Meta, Problem, Rule, Selection, Service, Severity, Sink,
    Undecided, run,
};
use crate::load::{FileRecord, ReadError, Role, Status};
use crate::text::{FileId, Sources, Span};
use crate::value::Reason;

/// Shows a text as an excerpt would, whole.
fn masked(text: &str, style: Style) -> String {
    let (mut shown, mut at) = (String::new(), 0);
    for hit in scan(text, style) {
        if hit.range.start >= at {
            shown.push_str(&text[at..hit.range.start]);
            shown.push_str("<secret>");
        }
        at = at.max(hit.range.end);
    }
    shown + &text[at..]
}

#[test]
fn lexical_masks_in_code() {
    for (text, expected) in [
        (r#"app_secret = "hunter2""#, r#"app_secret = "<secret>""#),
        (r#"-- app_secret="hunter2" -- old"#, r#"-- app_secret="<secret>" -- old"#),
        (r#"["app_secret"] = 'hunter2','x'"#, r#"["app_secret"] = '<secret>','x'"#),
        (r#"{ "password": "a b", "user": "c" }"#, r#"{ "password": "<secret>", "user": "c" }"#),
        ("password: `a\nb`,", "password: `<secret>`,"),
        ("app_secret = [[a]b]];", "app_secret = [[<secret>]];"),
        ("app_secret = [=[a]]b]=]", "app_secret = [=[<secret>]=]"),
        ("app_secret = \"hunter 2", "app_secret = \"<secret>"),
        ("app_secret = \"hunter 2'\nx = 'y'", "app_secret = \"<secret>\nx = 'y'"),
        ("app_secret = hunter 2\"\nx", "app_secret = <secret>\"\nx"),
        (r#"app_secret = "a\"b" -- x"#, r#"app_secret = "<secret>" -- x"#),
        (r#"app_secret = "ab"cd""#, r#"app_secret = "<secret>""#),
        (r#"app_secret = "ab" .. "cd""#, r#"app_secret = "<secret>" .. "<secret>""#),
        ("app_secret =\n  \"x\"", "app_secret =\n  \"<secret>\""),
        ("password = hunter2, x = 1", "password = <secret>, x = 1"),
        ("password = true", "password = true"),
        ("app_secret = os.getenv(\"JWT_APP_SECRET\")", "app_secret = os.getenv(\"JWT_APP_SECRET\")"),
        ("set $turn_secret hunter2;", "set $turn_secret <secret>;"),
        ("-- the app_secret must match", "-- the app_secret must match"),
        ("secrets = { \"a\", 'b' } x = \"y\"", "secrets = { \"<secret>\", '<secret>' } x = \"y\""),
        ("u = 'https://joe:pa:ss@host/x@y'", "u = 'https://joe:<secret>@y'"),
        ("url = 'https://host:443/x'", "url = 'https://host:443/x'"),
        ("a = eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.AbCdEf-_0", "a = <secret>"),
        ("Authorization \"Basic am9lOnB3ZA==\";", "Authorization \"Basic <secret>\";"),
        (
            "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----<secret>-----END PRIVATE KEY-----",
        ),
        ("tokenAuthUrl: 'https://x/'", "tokenAuthUrl: 'https://x/'"),
    ] {
        assert_eq!(masked(text, Style::Code), expected, "{text}");
    }
}

#[test]
fn lexical_masks_in_lines_and_hocon() {
    for (text, expected) in [
        (
            "org.jitsi.jicofo.FOCUS_USER_PASSWORD=a, b;c d\nx=1",
            "org.jitsi.jicofo.FOCUS_USER_PASSWORD=<secret>\nx=1",
        ),
        ("#static-auth-secret=abc", "#static-auth-secret=<secret>"),
        ("static-auth-secret abc\r\n", "static-auth-secret <secret>\r\n"),
        ("user=joe:pw", "user=joe:<secret>"),
        ("redis-userdb=\"ip=127.0.0.1 password=pw\"", "redis-userdb=\"ip=127.0.0.1 password=<secret>"),
        ("export JVB_AUTH_PASSWORD='x y'", "export JVB_AUTH_PASSWORD='<secret>'"),
    ] {
        assert_eq!(masked(text, Style::Lines), expected, "{text}");
    }
    for (text, expected) in [
        ("client { password = my pass word, port = 1 }", "client { password = <secret>, port = 1 }"),
        ("password: \"\"\"a\"b\"\"\"", "password: \"\"\"<secret>\"\"\""),
        ("password = ${?XMPP_PASSWORD}", "password = ${?XMPP_PASSWORD}"),
        ("password = ${X}hunter2", "password = <secret>}hunter2"),
    ] {
        let shown = masked(text, Style::Hocon);
        // Where the end is not clear, only that nothing of the secret is left matters.
        assert!(shown == expected || !shown.contains("hunter2"), "{text} became {shown}");
    }
}

#[test]
fn any_text_is_scanned_without_a_panic() {
    for text in [
        "password",
        "password=",
        "password=\"",
        "password=\"\\",
        "secret=[",
        "secret=[=",
        "secret={",
        "secret=(",
        "a://b:c@",
        "Basic ",
        "eyJ",
        "PRIVATE KEY-----",
        "password='ü\\",
        "secret ü",
        "user=",
        "pass:[[",
        "pass:{{",
        "密password=密",
    ] {
        for style in [Style::Code, Style::Hocon, Style::Lines] {
            scan(text, style);
        }
    }
}

/// Each of these would take minutes if the cost grew with the square of the size.
#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "password=a,",
        "secret={",
        "secret=[[",
        "secret=[",
        "x://",
        "a://b:c/",
        "password='",
        "pass=\"\"\"",
        "secret \"",
        "eyJ.",
        "PRIVATE KEY-----",
        "secret=`",
        "Basic ",
        "user=",
        "password= ",
        "#secret ",
    ] {
        let text = piece.repeat((1 << 19) / piece.len());
        for style in [Style::Code, Style::Hocon, Style::Lines] {
            // That it ends is the test: work that grows with the square of this size takes minutes.
            scan(&text, style);
        }
    }
}

struct Fixture {
    deployment: Deployment,
    lua: FileId,
    js: FileId,
}

const LUA: &str = "VirtualHost \"meet.example.com\"\r\n    authentication = \"token\"\r\n    app_id = \"x\"\r\n\
                   \tapp_secret = \"hunter2\"; -- \u{1b}[31mred\r\n    modules_enabled = { \"ping\" }\r\n";
const JS: &str = "var config = {\n    hosts: {\n        domain: 'meet.example.com',\n        \
                  anonymousdomain: 'guest.meet.example.com'\n    }\n};\n";

fn fixture() -> Fixture {
    let mut deployment = Deployment::default();
    let lua = deployment.sources.add("etc/prosody/conf.avail/meet.example.com.cfg.lua", LUA.into());
    let js = deployment.sources.add("etc/jitsi/meet/meet.example.com-config.js", JS.into());
    let record = |path: &str, role, status, file| FileRecord { path: path.to_owned(), role, status, file };
    deployment.files = vec![
        record(deployment.sources.path(lua), Role::Prosody, Status::Read, Some(lua)),
        record(
            deployment.sources.path(js),
            Role::Web,
            Status::PartlyParsed("line 4: the value `hunter2` has no name".into()),
            Some(js),
        ),
        record("etc/jitsi/jicofo/jicofo.conf", Role::Jicofo, Status::Unreadable(ReadError::Denied), None),
        record("etc/turnserver.conf", Role::Turn, Status::Missing, None),
    ];
    Fixture { deployment, lua, js }
}

impl Fixture {
    fn span(&self, file: FileId, text: &str) -> Span {
        let start = self.deployment.sources.file(file).text().find(text).expect("the text is there");
        Span::new(file, start, start + text.len())
    }

    fn label(&self, file: FileId, at: &str, text: &str) -> Label {
        Label { span: self.span(file, at), text: text.to_owned() }
    }

    fn outcome(&self) -> Outcome {
        let error = Diagnostic {
            rule: "auth/guest-vhost-missing",
            severity: Severity::Error,
            message: "guests cannot join: the web app sends them to `guest.meet.example.com`, which Prosody does not serve".into(),
            effect: "The browser of a guest logs in at `hosts.anonymousdomain`. Prosody answers `host-unknown`, and \
                     the meeting page says that it was disconnected.".into(),
            help: "Add this to the Prosody file:\n    VirtualHost \"guest.meet.example.com\"\n        \
                   authentication = \"anonymous\"".into(),
            primary: self.label(self.js, "'guest.meet.example.com'", "no VirtualHost has this name"),
            related: vec![
                self.label(self.js, "'meet.example.com'", "the domain of users with a login"),
                self.label(self.lua, "VirtualHost \"meet.example.com\"", "the only VirtualHost; a second one is needed for the guests"),
            ],
            restart: &[Service::Prosody, Service::Jicofo],
            stops: &[],
            subject: None,
            consequences: vec![Consequence {
                rule: "auth/guest-modules",
                message: "guests have no lobby".into(),
                primary: self.label(self.lua, "{ \"ping\" }", "here"),
            }],
        };
        let warning = Diagnostic {
            rule: "auth/weak-secret",
            severity: Severity::Warning,
            message: "anybody can guess the key that signs tokens".into(),
            effect: "`hunter2` is in every list.".into(),
            help: "Make a long one.".into(),
            primary: self.label(self.lua, "\"hunter2\"", "this key"),
            related: vec![],
            restart: &[],
            stops: &[],
            subject: None,
            consequences: vec![],
        };
        let undecided = |rule, place| Undecided {
            rule,
            reason: Reason::new("it comes from the environment variable XMPP_DOMAIN"),
            place: Some(place),
        };
        let place = self.span(self.lua, "\"x\"");
        Outcome {
            diagnostics: vec![warning, error],
            undecided: vec![undecided("rooms/a", place), undecided("rooms/b", place)],
            rules_run: 12,
            ..Outcome::default()
        }
    }

    fn human(&self, outcome: &Outcome, options: &human::Options) -> String {
        let report = Report::new(&self.deployment, outcome).elapsed(Duration::from_millis(6));
        let mut out = Vec::new();
        report.write(Format::Human, options, &mut out).expect("a vector takes all");
        String::from_utf8(out).expect("UTF-8")
    }
}

#[test]
fn human_at_80_columns_for_a_log() {
    let fixture = fixture();
    insta::assert_snapshot!(fixture.human(&fixture.outcome(), &human::Options::default()));
}

#[test]
fn human_at_120_columns_for_a_terminal() {
    let fixture = fixture();
    let options =
        human::Options { width: 120, unicode: true, verbose: true, prefix: "/".into(), ..Default::default() };
    insta::assert_snapshot!(fixture.human(&fixture.outcome(), &options));
}

#[test]
fn human_colours_only_when_asked() {
    let fixture = fixture();
    let plain = fixture.human(&fixture.outcome(), &human::Options::default());
    assert!(!plain.contains('\u{1b}'));
    let coloured = fixture.human(&fixture.outcome(), &human::Options { color: true, ..Default::default() });
    assert!(coloured.contains("\u{1b}["));
    // The colour in the file is text.
    assert!(!coloured.contains("\u{1b}[31mred"));
}

#[test]
fn human_clean_and_quiet() {
    let mut fixture = fixture();
    fixture.deployment.files.truncate(1);
    let outcome = Outcome { rules_run: 1, ..Outcome::default() };
    let text = fixture.human(&outcome, &human::Options::default());
    assert_eq!(text, "no problems found - 1 file read, 1 rule decided - 6 ms\n");
    assert_eq!(fixture.human(&outcome, &human::Options { quiet: true, ..Default::default() }), "");
}

#[test]
fn endless_lines_get_a_window() {
    let mut fixture = fixture();
    let long = format!("var a={{{}needle:1,{}}};", "x:1,".repeat(50_000), "y:2,".repeat(50_000));
    let file = fixture.deployment.sources.add("min.js", long.into_bytes());
    let mut outcome = fixture.outcome();
    outcome.diagnostics.truncate(1);
    outcome.diagnostics[0].primary = fixture.label(file, "needle:1", "here");
    let text =
        fixture.human(&outcome, &human::Options { quiet: true, source_columns: 70, ..Default::default() });
    assert!(text.contains("needle:1,y:2"), "{text}");
    assert!(text.contains("min.js:1:200008"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn places_at_the_edges() {
    let mut fixture = fixture();
    let empty = fixture.deployment.sources.add("empty", Vec::new());
    let text = "a\n\u{FEFF}password=\"1\n2\"\nend";
    let file = fixture.deployment.sources.add("edges", text.into());
    let mut outcome = fixture.outcome();
    outcome.diagnostics.truncate(1);
    let len = text.len();
    for span in [
        Span::start_of(empty),
        Span::new(empty, 0, 9),
        Span::new(file, len, len),
        Span::new(file, 0, 99),
        Span::new(file, 99, 120),
        Span::new(file, 1, 1),
        Span::new(file, 3, 4),
        Span::new(file, 2, 20),
    ] {
        outcome.diagnostics[0].primary = Label { span, text: "here".into() };
        let text = fixture.human(&outcome, &human::Options { quiet: true, ..Default::default() });
        assert!(!text.contains("Failed to read"), "{text}");
        assert!(text.contains("here") || span.file == empty, "{span:?}\n{text}");
    }
}

#[test]
fn messages_lose_secrets_that_were_read() {
    let mut sources = Sources::default();
    let file =
        sources.add("x.cfg.lua", b"app_secret = \"changeme\"\nother_secret = 'S3cr3t-value'\nmeet".to_vec());
    let masks = Masks::of(&sources, &[Span::new(file, 13, 23)], &BTreeSet::new());
    assert_eq!(masks.hide("unexpected `changeme` near S3cr3t-value"), "unexpected `<secret>` near <secret>");
    assert_eq!(masks.hide("changeme is a word"), "changeme is a word");
    assert!(masks.hides(Span::new(file, 14, 15)) && !masks.hides(Span::new(file, 0, 10)));
}

#[test]
fn json_fits_its_schema() {
    let fixture = fixture();
    let schema: serde_json::Value = serde_json::from_str(JSON_SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for outcome in [fixture.outcome(), Outcome::default()] {
        let mut out = Vec::new();
        json::write(&Report::new(&fixture.deployment, &outcome), &mut out).expect("a vector takes all");
        let value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert!(!String::from_utf8_lossy(&out).contains("hunter2"));
        if let Some(label) = value["diagnostics"][1]["labels"].get(0) {
            assert_eq!((label["line"].as_u64(), label["column"].as_u64()), (Some(4), Some(26)));
            assert_eq!(label["length"], 24);
            // The length of a secret is not told either.
            assert_eq!(value["diagnostics"][0]["labels"][0]["length"], 1);
        }
    }
    let wrong = serde_json::json!({ "schema_version": 2 });
    assert!(!validator.is_valid(&wrong));
}

/// From a rule to the report, the whole way.
struct Domain;

impl Rule for Domain {
    fn meta(&self) -> &'static Meta {
        static META: Meta = Meta {
            id: "web/domain",
            severity: Severity::Info,
            title: "A domain",
            restart: &[],
            follows: &[],
            page: "",
        };
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for (id, file) in deployment.sources.iter() {
            if let Some(at) = file.text().find("hosts") {
                sink.report(Finding::new(Problem {
                    place: Span::new(id, at, at + 5),
                    label: "here".into(),
                    message: "there are hosts".into(),
                    effect: String::new(),
                    help: String::new(),
                }));
            }
        }
    }
}

#[test]
fn from_a_rule_to_the_report() {
    let fixture = fixture();
    let outcome = run(&[&Domain], &fixture.deployment, &Selection::default());
    let text = fixture.human(&outcome, &human::Options { quiet: true, ..Default::default() });
    insta::assert_snapshot!(text, @r"
    info[web/domain]: there are hosts
       ,-[etc/jitsi/meet/meet.example.com-config.js:2:5]
     1 | var config = {
     2 |     hosts: {
       :     ^^|^^
       :       `-- here
     3 |         domain: 'meet.example.com',
       `----
      more:  jitsi-doctor explain web/domain
    ");
}

use super::*;

fn load(text: &str) -> (Document, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("etc/turnserver.conf", text.as_bytes().to_vec());
    (parse(file, &sources), sources)
}

fn dump(text: &str) -> String {
    let (document, sources) = load(text);
    let mut lines: Vec<String> = document
        .root
        .iter()
        .map(|entry| {
            let raw = sources.slice(entry.node.span);
            format!("{}={:?} at {raw:?}", sources.slice(entry.key_span), entry.node.value)
        })
        .collect();
    lines.extend(document.warnings.iter().map(|warning| format!("! {:?}", sources.slice(warning.span))));
    lines.join("; ")
}

#[test]
fn names_can_be_searched() {
    assert!(NAMES.is_sorted());
}

#[test]
fn reads_as_coturn_does() {
    let cases = [
        ("realm=a.example.com", r#"realm=Str("a.example.com") at "a.example.com""#),
        ("  realm \t= a b \t\r\n", r#"realm=Str("a b") at "a b""#),
        ("realm a", r#"realm=Str("a") at "a""#),
        ("realm==a=b", r#"realm=Str("a=b") at "a=b""#),
        ("realm=\"a b\" ", r#"realm=Str("a b") at "\"a b\"""#),
        ("realm=\"a", r#"realm=Str("a") at "\"a""#),
        ("realm='a'", r#"realm=Str("'a'") at "'a'""#),
        ("realm=", r#"realm=Str("") at """#),
        ("use-auth-secret", r#"use-auth-secret=Bool(true) at "use-auth-secret""#),
        ("# c\n\n\t#d\nfingerprint", r#"fingerprint=Bool(true) at "fingerprint""#),
        ("min-port=1\nmin-port=2", r#"min-port=Str("2") at "2""#),
        ("realm=a;", r#"realm=Str("a;") at "a;"; ! ";""#),
        ("realm=a # b", r##"realm=Str("a # b") at "a # b"; ! "# b""##),
        ("realm=a#b", r##"realm=Str("a#b") at "a#b""##),
        ("relm=a", r#"relm=Str("a") at "a"; ! "relm""#),
        ("static-auth-secret=x", r#"static-auth-secret=<secret> at "x""#),
        ("user=alice:x", r#"user=<secret> at "alice:x""#),
        ("no-tlsv1\nno-cli\nno-loopback-peers\nprod", ""),
        ("=a", r#"=Str("a") at "a"; ! """#),
    ];
    for (text, expected) in cases {
        let got = dump(text);
        if expected.is_empty() {
            assert!(!got.contains('!'), "{text:?}: {got}");
        } else {
            // Secrets print as their placeholder inside of the value.
            assert_eq!(got.replace("Secret(<secret>)", "<secret>"), expected, "{text:?}");
        }
    }
}

#[test]
fn a_misspelt_name_is_put_right() {
    for name in ["static_auth_secret", "--static-auth-secret", "Static-Auth-Secret", "static-auth-secret:"] {
        let (document, _) = load(&format!("{name} x"));
        assert_eq!(document.warnings[0].fix.as_deref(), Some("write `static-auth-secret`"));
    }
}

#[test]
fn no_text_makes_it_panic() {
    let text = "\u{feff}# é\r\nrealm = \"é\" ;\nuser=a:b #\n\"\n=\n;\n";
    for at in 0..text.len() {
        for byte in [0, b'\n', b'"', b'=', b'#', 0xFF] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            for bytes in [bytes.clone(), bytes[..at].to_vec()] {
                let mut sources = Sources::default();
                let file = sources.add("x", bytes);
                parse(file, &sources);
            }
        }
    }
}

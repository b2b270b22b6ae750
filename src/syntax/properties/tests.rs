#![allow(clippy::unwrap_used)]

use super::*;

fn load(text: &str) -> (Document, Sources) {
    load_bytes(text.as_bytes().to_vec())
}

fn load_bytes(bytes: Vec<u8>) -> (Document, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("sip-communicator.properties", bytes);
    (parse(file, &sources), sources)
}

/// `key|value;key|value`, everything that is not printable ASCII as UTF-16; ` !` after an error.
fn dump(document: &Document) -> String {
    let entries: Vec<String> = document
        .root
        .iter()
        .map(|entry| format!("{}|{}", escape(&entry.key), escape(entry.node.as_str().unwrap())))
        .collect();
    format!("{}{}", entries.join(";"), if document.errors.is_empty() { "" } else { " !" })
}

fn escape(text: &str) -> String {
    let unit = |unit: u16| match u8::try_from(unit) {
        Ok(byte @ b' '..=b'~') => char::from(byte).to_string(),
        _ => format!("<{unit:04x}>"),
    };
    text.encode_utf16().map(unit).collect()
}

#[test]
fn reads_as_java_does() {
    // What java.util.Properties of Java 17 made of each text, trimmed as Jitsi trims, with half a character as its escape.
    let cases = [
        ("a=b", "a|b"),
        ("a:b", "a|b"),
        ("a b", "a|b"),
        ("a = b ", "a|b"),
        ("  a\t:\u{c} b", "a|b"),
        ("a", "a|"),
        ("a=", "a|"),
        ("=v", "|v"),
        (":", "|"),
        ("a==b", "a|=b"),
        ("a = = b", "a|= b"),
        ("a : = b", "a|= b"),
        ("a  b=c", "a|b=c"),
        ("# c\na=1\n! d\n b=2", "a|1;b|2"),
        ("a=1 # no comment", "a|1 # no comment"),
        ("#c\\\na=1", "a|1"),
        ("a=x\\\n  y", "a|xy"),
        ("a=x\\\r\n\ty\r\nb=2\r\n", "a|xy;b|2"),
        ("a=x\\\ry\rb=2", "a|xy;b|2"),
        ("a=x\\\n\nb=2", "a|x;b|2"),
        ("a=x\\\n#y", "a|x#y"),
        ("\\\n#b\na=1", "a|1"),
        ("\\\n  b=1", "b|1"),
        ("a=x\\", "a|x"),
        ("a=x\\\n", "a|x"),
        ("\\", "|"),
        ("\\\n", "|"),
        ("a\\", "a|"),
        ("a=1\nb\\\\", "a|1;b\\|"),
        ("a=x\\\\\nb=2", "a|x\\;b|2"),
        ("a=x\\\\\\\nb=2", "a|x\\b=2"),
        ("a\\=b=c", "a=b|c"),
        ("a\\:b\\ c:d", "a:b c|d"),
        ("\\#a=1", "#a|1"),
        ("a=\\t\\n\\r\\f\\b\\q\\\\", "a|bq\\"),
        ("a=\\u0041\\u00e9", "a|A<00e9>"),
        ("\\u0061=x\\u003dy", "a|x=y"),
        ("a=\\u12", " !"),
        ("x=1\na=\\uXYZW\nb=2", "x|1 !"),
        ("a=\\u+123", " !"),
        ("a=\\u00é1", " !"),
        ("a\\u00=1", " !"),
        ("a=C:\\users\\x", " !"),
        ("# \\u nothing\na=1", "a|1"),
        ("a=é€😀", "a|<00e9><20ac><d83d><de00>"),
        ("é😀=x", "<00e9><d83d><de00>|x"),
        ("a=\\ud83d\\ude00", "a|<d83d><de00>"),
        ("a=\\ud83dx", "a|\\ud83dx"),
        ("a=\\uDE00\\ud83d", "a|\\ude00\\ud83d"),
        ("a=\\\\ud83d\\\\ude00", "a|\\ud83d\\ude00"),
        ("a=\\ud83d\\u12", " !"),
        ("\u{feff}a=1", "<feff>a|1"),
        ("\u{feff}#c\na=1", "<feff>#c|;a|1"),
        ("a=\u{a0}x\u{a0}", "a|x"),
        ("a=\u{2003}x", "a|x"),
        ("a=x\u{85}y", "a|x<0085>y"),
        ("a=\u{85}x\u{85} ", "a|<0085>x<0085>"),
        ("a=x\u{2028}y", "a|x<2028>y"),
        ("a=\\u0020x\\u0020", "a|x"),
        ("a=1\na=2\nb=3\na=4", "a|4;b|3"),
        ("a=\\ x", "a|x"),
        ("a=x\\ ", "a|x"),
        ("a=x  \\\n   y", "a|x  y"),
        ("a\\\n=b", "a|b"),
        ("a\\\n  \\\n b=c", "ab|c"),
        ("a=\u{b}b", "a|b"),
        ("a\u{b}b=c", "a<000b>b|c"),
        ("\n\n \r\n\t\na=1\n\n", "a|1"),
        ("a=1\rb=2", "a|1;b|2"),
        ("a=\\\n", "a|"),
        ("a=\\\n\\\nb", "a|b"),
        ("a=x\\\n\u{a0}y", "a|x<00a0>y"),
        ("a\\", "a|"),
        ("a\u{0}b=c", "a<0000>b|c"),
        ("a=\\u0000", "a|<0000>"),
        (
            "org.jitsi.jicofo.BRIDGE_MUC=JvbBrewery@internal.auth.meet.example.com\norg.ice4j.ice.harvest.DISABLE_AWS_HARVESTER=true",
            "org.jitsi.jicofo.BRIDGE_MUC|JvbBrewery@internal.auth.meet.example.com;org.ice4j.ice.harvest.DISABLE_AWS_HARVESTER|true",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(dump(&load(text).0), expected, "{text:?}");
    }
}

#[test]
fn places_are_those_of_the_file() {
    let cases = [
        ("a=b", "a", "b"),
        ("\u{feff}# c\r\n  a \t=  b c  \r\n", "a", "b c"),
        ("a.b\\ c: x\\ty \\\n   z\n", "a.b\\ c", "x\\ty \\\n   z"),
        ("a=\\\n  \\\n  b", "a", "b"),
        ("\\\r\n  a = é \nb", "a", "é"),
        ("a=x\\", "a", "x"),
        ("a", "a", ""),
        ("a =\n", "a", ""),
        ("a = # b", "a", "# b"),
    ];
    for (text, key, value) in cases {
        let (document, sources) = load(text);
        let entry = document.root.iter().find(|entry| !entry.key.contains('\u{feff}')).unwrap();
        assert_eq!(sources.slice(entry.key_span), key, "{text:?}");
        assert_eq!(sources.slice(entry.node.span), value, "{text:?}");
    }
}

#[test]
fn an_error_marks_the_escape() {
    for (text, marked) in [
        ("a=1\nb=C:\\users\\me\n", "\\users"),
        ("b=x\\u12", "\\u12"),
        ("b=x\\u 123", "\\u"),
        ("\\uz=1", "\\uz"),
        ("b=\\u1\\\n  2=x", "\\u1\\\n  2=x"),
    ] {
        let (document, sources) = load(text);
        assert_eq!(document.errors.len(), 1, "{text:?}");
        assert_eq!(sources.slice(document.errors[0].span), marked, "{text:?}");
    }
}

#[test]
fn the_last_definition_wins_and_secrets_are_sealed() {
    let (document, _) =
        load("x.PASSWORD=one\nx.PASSWORD=two\norg.jitsi.jicofo.FOCUS_USER_PASSWORD=hunter2\n");
    let shown = format!("{document:?}");
    assert!(!shown.contains("two") && !shown.contains("one") && !shown.contains("hunter2"), "{shown}");
    assert_eq!(document.root.entry("x.PASSWORD").unwrap().beaten.len(), 1);
}

#[test]
fn no_text_makes_it_panic() {
    let text = "\u{feff}# c\\u\r\norg.a\\:b = x\\\r\n  \\ud83d\\ude00 é\\t\\\\ \n!x\nk\\u0041 : v\\";
    for end in 0..=text.len() {
        load_bytes(text.as_bytes()[..end].to_vec());
    }
    for at in 0..text.len() {
        for byte in [0, b'\\', b'\n', b'\r', b' ', b'=', b'u', b'#', 0xFF, 0xC3] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            let (document, sources) = load_bytes(bytes);
            for entry in document.root.iter() {
                let text = sources.file(entry.key_span.file).text();
                assert!(text.get(entry.key_span.range()).is_some(), "{text:?}");
                assert!(text.get(entry.node.span.range()).is_some(), "{text:?}");
            }
            for error in &document.errors {
                assert!(sources.file(error.span.file).text().get(error.span.range()).is_some());
            }
        }
    }
    load(&"\\\n".repeat(50_000));
    load(&"\\".repeat(100_000));
}

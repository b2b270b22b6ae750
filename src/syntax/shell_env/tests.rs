#![allow(clippy::unwrap_used)]

use super::*;

fn load(bytes: &[u8]) -> (Document, Sources) {
    let mut sources = Sources::default();
    let file = sources.add("etc/jitsi/jicofo/config", bytes.to_vec());
    (parse(file, &sources), sources)
}

/// `NAME=[value]`, `NAME?` for an unknown value, `! place` for an error.
fn dump(text: &str) -> String {
    let (document, sources) = load(text.as_bytes());
    let mut parts: Vec<String> = document
        .root
        .iter()
        .map(|entry| match &entry.node.value {
            Value::Str(text) => format!("{}=[{text}]", entry.key),
            Value::Unknown(_) => format!("{}?", entry.key),
            other => format!("{}={other:?}", entry.key),
        })
        .collect();
    parts.extend(document.errors.iter().map(|error| format!("! {:?}", sources.slice(error.span))));
    parts.join(" ")
}

#[test]
fn reads_as_a_shell_does() {
    // Every value in brackets is what bash 5.2 printed after it had read the text.
    let cases = [
        ("A=1", "A=[1]"),
        ("  A=1  \n\n# c\nB=2", "A=[1] B=[2]"),
        ("A=", "A=[]"),
        ("A=\"a b\"", "A=[a b]"),
        ("A='a $b \"c'", "A=[a $b \"c]"),
        ("A=a\"b c\"'d e'f", "A=[ab cd ef]"),
        ("A=\"a\\\"b\\$c\\\\d\\e\\`\"", "A=[a\"b$c\\d\\e`]"),
        ("A=a\\ b\\c", "A=[a bc]"),
        ("A=a#b", "A=[a#b]"),
        ("A=a\\\nb", "A=[ab]"),
        ("A=\"a \\\n  b\"", "A=[a   b]"),
        ("A='a\nb'", "A=[a\nb]"),
        ("A=a=b", "A=[a=b]"),
        ("A=$", "A=[$]"),
        ("A=\"$ x\"", "A=[$ x]"),
        ("A=a;B=b", "A=[a] B=[b]"),
        ("export A=1 B=2", "A=[1] B=[2]"),
        ("export A='x y' # c", "A=[x y]"),
        ("export A", ""),
        ("A=1\nA=2", "A=[2]"),
        ("A=1\nB=$A/x\nC=${A}y\nD=\"$B $C\"", "A=[1] B=[1/x] C=[1y] D=[1/x 1y]"),
        ("A='$B'", "A=[$B]"),
        ("A=1\nA+=2", "A=[12]"),
        ("A=http://x:1/?a=b", "A=[http://x:1/?a=b]"),
        ("A=*", "A=[*]"),
        ("A=é", "A=[é]"),
        ("1A=x\nA-B=y\nC=1", "C=[1]"),
        ("ulimit -n 65000\nA=1", "A=[1]"),
        ("if true; then :; fi\nA=1", "A=[1]"),
    ];
    for (text, expected) in cases {
        assert_eq!(dump(text), expected, "{text:?}");
    }
}

#[test]
fn says_what_it_cannot_know() {
    let cases = [
        ("A=$HOME", "A?"),
        ("A=\"${B:-x}\"", "A?"),
        ("A=$(hostname -f)\nB=1", "A? B=[1]"),
        ("A=\"$(echo \")\" 'x)')\" B=`x`", "A? B?"),
        ("A=`hostname`", "A?"),
        ("A=$HOME\nB=$A", "A? B?"),
        ("A=~/x", "A?"),
        ("A=$1$?", "A?"),
        ("A=$'x\\n'", "A?"),
        ("A=(a b)\nB=1", "A? B=[1]"),
        ("A=a b", "A?"),
        ("A= b", "A?"),
        ("A=a B=b", "A? B?"),
        ("A=a # c", "A?"),
        ("[ -f x ] && A=1\nB=2", "A? B=[2]"),
        ("if [ -f x ]; then\nA=1\nelse A=2; fi\nB=2", "A? B=[2]"),
        ("for x in 1 2; do A=$x; done\nB=1", "A? B=[1]"),
        ("f() {\nA=1\n}\nB=1", "A? B=[1]"),
    ];
    for (text, expected) in cases {
        assert_eq!(dump(text), expected, "{text:?}");
    }
}

#[test]
fn errors_mark_what_to_change() {
    let cases = [
        ("A = 1\nB=2", "B=[2] ! \"A =\""),
        ("A =1", "! \"A =\""),
        ("A=\"x\nB=1", "! \"\\\"\""),
        ("A=1\nB='x", "A=[1] ! \"'\""),
        ("A=$(x", "! \"(\""),
        ("A=${x", "! \"${\""),
        ("A=1\r\nB=2\r\n", "A=[1] B=[2] ! \"\\r\""),
    ];
    for (text, expected) in cases {
        assert_eq!(dump(text), expected, "{text:?}");
    }
    // The first quote lacks its partner, although the shell notices only at the last.
    let (document, _) = load(b"A=\"x\nB=\"y\"\n");
    assert_eq!(document.errors[0].span.range(), 2..3);
}

#[test]
fn places() {
    let (document, sources) = load("\u{feff}# é\nexport  A=\"x y\"\nB=\n".as_bytes());
    let place = |name: &str| {
        let entry = document.root.entry(name).unwrap();
        (sources.slice(entry.key_span), sources.slice(entry.node.span))
    };
    assert_eq!(place("A"), ("A", "\"x y\""));
    assert_eq!(place("B"), ("B", ""));
}

#[test]
fn secrets_are_sealed() {
    let (document, _) = load(b"JICOFO_SECRET=hunter2\nJICOFO_AUTH_PASSWORD=hunter2\n");
    assert!(!format!("{document:?}").contains("hunter2"));
}

#[test]
fn no_text_makes_it_panic_or_grow() {
    let text = "# é\r\nA=\"$B ${C} $(x '(' ) \\\"\" 'q'\nif x; then B+=1; fi\nC=`a`\\\n~$\n";
    for at in 0..text.len() {
        for byte in [0, b'\n', b'"', b'\'', b'$', b'(', b'`', b'\\', b'=', 0xFF] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            load(&bytes[..at]);
            load(&bytes);
        }
    }
    let (document, _) = load(format!("A=aaaa\n{}", "A=$A$A\nA+=$A\n".repeat(200)).as_bytes());
    assert!(matches!(document.root.get("A").unwrap().value, Value::Unknown(_)));
    load("A=$(".repeat(100_000).as_bytes());
    load("(".repeat(100_000).as_bytes());
    load("\"$('".repeat(100_000).as_bytes());
}

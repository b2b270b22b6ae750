#![allow(clippy::unwrap_used)]

use super::*;

fn load(text: &str) -> (Document, Sources) {
    let mut sources = Sources::default();
    let file = sources.add(".env", text.as_bytes().to_vec());
    let env = [("JITSI_HOST".to_owned(), "meet".to_owned()), ("EMPTY".to_owned(), String::new())];
    (parse(file, &sources, &env), sources)
}

/// `key|value;key|value`, then ` ! text: cause` for each error.
fn dump(text: &str) -> String {
    let (document, sources) = load(text);
    let entry = |entry: &Entry| match &entry.node.value {
        Value::Str(value) => format!("{}|{value}", entry.key),
        Value::Unknown(reason) => format!("{}|<{reason}>", entry.key),
        other => format!("{}|{other:?}", entry.key),
    };
    let entries: Vec<String> = document.root.iter().map(entry).collect();
    let errors =
        document.errors.iter().map(|error| format!(" ! {:?}: {}", sources.slice(error.span), error.cause));
    entries.join(";") + &errors.collect::<String>()
}

#[test]
fn as_compose_reads_it() {
    // What compose-go v2.9.1 made of each text.
    for (text, expected) in [
        ("A=1\nB=two words # c\nC=x#y", "A|1;B|two words;C|x#y"),
        ("A= # x\nB=\nC=#", "A|# x;B|;C|#"),
        ("A='a $B ${C} # d'\nB='it\\'s\\n'", "A|a $B ${C} # d;B|it's\\n"),
        ("A=\"a\\tb\\\\\\\"\\$B\"", "A|a\tb\\\"$B"),
        ("A=\"\\x \\0101 \\01 \\0 \\0777 \\c\"", "A|\\x A \\1 \\ \\777 \\c"),
        ("A=\"two\nlines\" # c\nB=1", "A|two\nlines;B|1"),
        ("A=pa$word\nB='pa$word'\nC=pa$$word\nD=$1$", "A|pa;B|pa$word;C|pa$word;D|$1$"),
        ("A=1\nB=$A\nA=2\nC=${A}x", "A|2;B|1;C|2x"),
        ("A=${X:-x}${X-y}${EMPTY:-z}${EMPTY-w}", "A|xyz"),
        ("A=${JITSI_HOST:+set}${X:+set}${EMPTY+set}", "A|setset"),
        ("A=${X:-${JITSI_HOST:-a}}", "A|meet"),
        ("A=${X:-a}b} ${X:-{}} c", "A|ab} {} c"),
        (
            "A=1\nB=${A-${B}1",
            "A|1;B|<it cannot be read> ! \"${A-${B}1\": `${B` is not closed by a `}` after the name",
        ),
        ("A=${X?no}", "A|<it cannot be read> ! \"${X?no}\": X must be set, as this value says, and is not"),
        (
            "A=${EMPTY:?no}",
            "A|<it cannot be read> ! \"${EMPTY:?no}\": EMPTY must be set, as this value says, and is not",
        ),
        ("A=${JITSI_HOST:?no}", "A|meet"),
        ("A=${}", "A|<it cannot be read> ! \"${}\": there is no name of a variable after this `${`"),
        ("A=${B:x}", "A|<it cannot be read> ! \"${B:x}\": `${B` is not closed by a `}` after the name"),
        (
            "A=${B:-x\ny}",
            "A|<it cannot be read> ! \"${B:-x\": `${B` is not closed by a `}` in its line ! \"}\": the character } cannot be in a name",
        ),
        ("JITSI_HOST=other\nA=$JITSI_HOST", "JITSI_HOST|meet;A|meet"),
        ("JITSI_HOST\nX\nexport A=1\nexport\tB = 2", "JITSI_HOST|meet;A|1;B|2"),
        ("A: 1\nB:=2\na.b[0]-=3", "A|1;B|=2;a.b[0]-|3"),
        ("A B=1\nC=2", "C|2 ! \"A B\": there is a space in this name"),
        ("A/B=1\nC=2", "C|2 ! \"/\": the character / cannot be in a name"),
        ("export ", " ! \"export\": there is no name after `export`"),
        ("A=\"x\nB=1", " ! \"\\\"x\": this quote is never closed"),
        ("A='1''2'\nB=\"x\"y", "A|1;B|x;|y ! \"'\": the character ' cannot be in a name"),
        ("A=1\nFOO", "A|1;|FOO"),
        ("\u{feff}A=1\r\nB=\"x\"\r\n", "A|1;B|x"),
        ("A=$HOME/x", "A|<it comes from the environment variable HOME>"),
        ("HOME=/root\nA=$HOME/x", "HOME|/root;A|/root/x"),
    ] {
        assert_eq!(dump(text), expected, "{text:?}");
    }
}

#[test]
fn places_are_those_of_the_file() {
    let (document, sources) = load("\u{feff}# c\r\nexport é = 'a b' # c\r\n");
    let entry = document.root.iter().next().unwrap();
    assert_eq!((sources.slice(entry.key_span), sources.slice(entry.node.span)), ("é", "'a b'"));
}

#[test]
fn a_dollar_sign_that_takes_a_part_of_the_value_is_told() {
    let (document, sources) = load("A=pa$word\nB=$A\nC='pa$word'");
    let told: Vec<&str> = document.warnings.iter().map(|warning| sources.slice(warning.span)).collect();
    assert_eq!(told, ["pa$word"]);
}

#[test]
fn secrets_are_sealed() {
    let (document, _) = load("JVB_AUTH_PASSWORD=hunter2");
    assert!(matches!(document.root.get("JVB_AUTH_PASSWORD").unwrap().value, Value::Secret(_)));
}

#[test]
fn large_and_deep_texts_are_quick() {
    for unit in [
        "A=1\n",
        "$",
        "${A:-",
        "A=${A:-x}",
        "A=${A:-{",
        "\"",
        "'\\",
        "export ",
        "é",
        "A=$A$A\n",
        "{",
        "${A}",
        "\\0",
    ] {
        for start in ["", "A=", "A=\""] {
            let text = format!("{start}{}", unit.repeat(20_000));
            // That it ends is the test: work that grows with the square of this size takes minutes.
            load(&text);
        }
    }
    let many: String = (0..100_000).map(|at| format!("A{at}=1\n")).collect();
    assert_eq!(load(&many).0.root.len(), 100_000);
}

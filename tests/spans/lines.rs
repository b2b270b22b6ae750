//! The formats of one entry a line: properties, environment files, coturn.

use jitsi_doctor::secret::Purpose;
use jitsi_doctor::syntax::{dotenv, properties, shell_env, turnserver};
use jitsi_doctor::text::{FileId, Sources};
use jitsi_doctor::value::{Map, Node, Value};

use crate::exact::{Check, Language, Tally};
use crate::inputs;

/// A format, by the function that reads it; `accepted` is false for files with errors.
struct Lines {
    parse: fn(FileId, &Sources) -> (Map, bool),
    /// What stands before a value.
    head: &'static str,
    /// The key that `head` names.
    name: &'static str,
    /// Whether single quotes keep a text as it is.
    quotes: bool,
}

impl Lines {
    fn read(&self, text: &[u8]) -> (Map, bool, Sources) {
        let mut sources = Sources::default();
        let file = sources.add("file", text.to_vec());
        let (map, accepted) = (self.parse)(file, &sources);
        (map, accepted, sources)
    }
}

impl Language for Lines {
    fn values(&self, text: &str, before: &str, with_errors: bool) -> Vec<Node> {
        // On its own, after what stands before it, and as an option that has no value.
        let above = before.rfind('\n').map_or("", |end| &before[..=end]);
        let read = |text: String, name: &str| {
            let (map, accepted, _) = self.read(text.as_bytes());
            map.get(name).filter(|_| with_errors || accepted).cloned()
        };
        let value = format!("{}{text}\n", self.head);
        let named = text.trim_end_matches(['=', ' ']).to_owned();
        // Before a line feed a carriage return is part of the line end; a second one makes it text.
        let carriage = format!("{}{text}\r\n", self.head);
        let readings = [
            read(carriage, self.name).filter(|_| text.ends_with('\r')),
            read(value.clone(), self.name),
            read(format!("{above}{value}"), self.name),
            read(named.clone(), &named),
        ];
        readings.into_iter().flatten().collect()
    }

    fn literal(&self, value: &Value) -> Option<String> {
        let text = value.text_for(Purpose::Judge)?;
        let plain = text.chars().all(|c| !c.is_control() && c != '\'' && c != '\\');
        (plain && self.quotes).then(|| format!("'{text}'"))
    }

    fn is_key(&self, key: &str, text: &str, _: &str) -> bool {
        let (map, ..) = self.read(format!("{text}=1\n").as_bytes());
        let keys: Vec<&str> = map.iter().map(|entry| entry.key.as_str()).collect();
        keys == [key]
    }
}

const PROPERTIES: Lines = Lines {
    parse: |file, sources| {
        let document = properties::parse(file, sources);
        (document.root, document.errors.is_empty())
    },
    head: "key=",
    name: "key",
    quotes: false,
};

const SHELL: Lines = Lines {
    parse: |file, sources| {
        let document = shell_env::parse(file, sources);
        (document.root, document.errors.is_empty())
    },
    head: "KEY=",
    name: "KEY",
    quotes: true,
};

const DOTENV: Lines = Lines {
    parse: |file, sources| {
        let document = dotenv::parse(file, sources, &[]);
        (document.root, document.errors.is_empty())
    },
    head: "KEY=",
    name: "KEY",
    quotes: true,
};

const TURN: Lines = Lines {
    parse: |file, sources| (turnserver::parse(file, sources).root, true),
    head: "realm=",
    name: "realm",
    quotes: false,
};

fn check(lines: &Lines, text: &[u8], tally: &mut Tally) {
    let (map, accepted, sources) = lines.read(text);
    let mut check = Check::new(lines, &sources, accepted);
    check.map("", &map);
    let again = |text: &str| {
        let (map, accepted, _) = lines.read(text.as_bytes());
        accepted.then_some(map)
    };
    check.replaced(&map, &String::from_utf8_lossy(text), &again);
    tally.add(text, check);
}

fn check_all(lines: &Lines, texts: &[Vec<u8>], words: &[&str]) {
    let mut tally = Tally::default();
    for text in texts.iter().flat_map(|text| inputs::variants(text, "#")) {
        check(lines, &text, &mut tally);
    }
    for text in inputs::mixed(texts, words) {
        check(lines, &text, &mut tally);
    }
    tally.verdict(2_000);
}

#[test]
fn properties() {
    let mut texts = inputs::fixtures(|path| path.ends_with(".properties"));
    texts.extend(inputs::cases("properties"));
    check_all(
        &PROPERTIES,
        &texts,
        &["a=b", "\\\n  ", "\\u00e9", "\\ ", "=", ":", "  ", "\\=", "\u{a0}", "\\\\", "org.x"],
    );
}

#[test]
fn shell() {
    let mut texts = inputs::fixtures(|path| path.ends_with("/config"));
    texts.extend(inputs::cases("dotenv"));
    let words = [
        "A=b",
        "export ",
        "'a b'",
        "\"x\"",
        "$A",
        "${A}",
        "\\\n",
        "\\ ",
        "# c",
        "if true; then",
        "fi",
        "A+=x",
    ];
    check_all(&SHELL, &texts, &words);
}

#[test]
fn dotenv() {
    let words = ["A=b", "export ", "'a b'", "\"x\"", "$A", "${A}", "${A:-x}", "\\n", "# c", "B: c", "$$"];
    check_all(&DOTENV, &inputs::cases("dotenv"), &words);
}

#[test]
fn turnserver() {
    let texts = inputs::fixtures(|path| path.ends_with("turnserver.conf"));
    check_all(
        &TURN,
        &texts,
        &["realm=x", "realm y", "\"a b\"", "use-auth-secret", "=", "#", ";", "user=a:b"],
    );
}

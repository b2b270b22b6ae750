//! HOCON.

use jitsi_doctor::load::{Loader, MemoryTree, Role};
use jitsi_doctor::syntax::hocon::{Document, Options, load};
use jitsi_doctor::text::Span;
use jitsi_doctor::value::{Map, Node, Value};

use crate::exact::{Check, Language, Tally, quoted};
use crate::inputs;
use crate::mutate::Random;

struct Hocon;

fn read(tree: &MemoryTree) -> (Document, Loader<'_>) {
    let mut loader = Loader::new(tree);
    let env = [("JITSI_EMPTY", ""), ("JITSI_HOST", "meet.example.com"), ("JITSI_PORT", "443")];
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let options = Options { env, ..Options::default() };
    let document = load("main.conf", Role::Other, &mut loader, &options).expect("the file is there");
    (document, loader)
}

fn tree(text: impl Into<Vec<u8>>) -> MemoryTree {
    let mut tree = MemoryTree::new();
    tree.file("main.conf", text);
    tree
}

impl Language for Hocon {
    fn values(&self, text: &str, _: &str, with_errors: bool) -> Vec<Node> {
        // An object that a dotted key makes is written as the field, from the key on.
        [format!("value = {text}\n"), format!("{text}\n")]
            .iter()
            .filter_map(|text| value(text, with_errors))
            .collect()
    }

    fn literal(&self, value: &Value) -> Option<String> {
        quoted(value)
    }

    fn is_key(&self, key: &str, text: &str, _: &str) -> bool {
        // At the start of a field `include` is no key, and blanks before a dot are part of one.
        let node = value(&format!("x.{text}.z = 1\n"), false);
        let keys: Vec<&str> =
            node.iter().filter_map(Node::as_map).flat_map(Map::iter).map(|entry| &*entry.key).collect();
        keys == [key]
    }
}

fn value(text: &str, with_errors: bool) -> Option<Node> {
    let tree = tree(text);
    let (document, loader) = read(&tree);
    let node = document.root.iter().next().map(|entry| entry.node.clone());
    let start = Span::start_of(loader.sources().iter().next()?.0);
    // A substitution of something that stands elsewhere is an error on its own.
    let missing = text.contains("${").then(|| Node::unknown("it is written elsewhere", start));
    node.filter(|_| with_errors || document.errors.is_empty()).or(missing)
}

fn check(text: &[u8], tally: &mut Tally) {
    let tree = tree(text);
    let (document, loader) = read(&tree);
    let mut check = Check::new(&Hocon, loader.sources(), document.errors.is_empty());
    check.map("", &document.root);
    let again = |text: &str| {
        let document = read(&self::tree(text)).0;
        document.errors.is_empty().then_some(document.root)
    };
    check.replaced(&document.root, &String::from_utf8_lossy(text), &again);
    tally.add(text, check);
}

fn texts() -> Vec<Vec<u8>> {
    let mut texts = inputs::fixtures(|path| path.ends_with("jicofo.conf") || path.ends_with("jvb.conf"));
    texts.extend(inputs::cases("hocon"));
    texts
}

#[test]
fn fixtures_and_cases() {
    let mut tally = Tally::default();
    for text in texts().iter().flat_map(|text| inputs::variants(text, "#")) {
        check(&text, &mut tally);
    }
    tally.verdict(1_000);
}

#[test]
fn mixed() {
    let mut tally = Tally::default();
    let words =
        ["a", "a.b", "\"x y\"", "${a}", "${?JITSI_HOST}", "+=", "= [1, 2]", "{ c = 1 }", "10 s", "# c"];
    for text in inputs::mixed(&texts(), &words) {
        check(&text, &mut tally);
    }
    tally.verdict(2_000);
}

#[test]
fn generated() {
    let mut tally = Tally::default();
    for seed in 0..inputs::GENERATED {
        let mut text = String::new();
        fields(&mut Random::new(seed), 0, &mut text);
        check(text.as_bytes(), &mut tally);
    }
    tally.verdict(20_000);
}

const KEYS: [&str; 8] = ["a", "b", "a.b", "b.c.d", "\"x y\"", "a b", "a.\"q.r\"", "é"];
const VALUES: [&str; 18] = [
    "1",
    "0.5",
    "true",
    "null",
    "x",
    "a b  c",
    "\"t\\n\"",
    "\"\"\"r \\ \"q\"\"\"\"",
    "10 s",
    "é/ü",
    "x\"y\"z",
    "${?JITSI_HOST}",
    "p ${?JITSI_HOST} s",
    "${?JITSI_PORT}",
    "${?missing}",
    "\"\"",
    "[]",
    "{}",
];

fn fields(random: &mut Random, depth: usize, text: &mut String) {
    for _ in 0..1 + random.below(5) {
        text.push_str(random.pick(&["", "  ", "# c\n", "// c\n", "\n"]));
        // What a list grows by depends on the path to it, so that the path must not change.
        if depth == 0 && random.below(8) == 0 {
            text.push_str(random.pick(&["l += 1\n", "l.m += x y\n", "k += [1]\n", "k += ${?JITSI_HOST}\n"]));
        }
        text.push_str(random.pick(&KEYS));
        match random.below(6) {
            0 if depth < 3 => {
                text.push_str(random.pick(&[" {\n", "{", " : {"]));
                fields(random, depth + 1, text);
                text.push('}');
            }
            1 => {
                text.push_str(random.pick(&[" = [", "=[\n"]));
                for _ in 0..random.below(4) {
                    text.push_str(random.pick(&VALUES));
                    text.push_str(random.pick(&[", ", "\n", ","]));
                }
                text.push(']');
            }
            _ => {
                text.push_str(random.pick(&[" = ", "=", ": ", " : "]));
                text.push_str(random.pick(&VALUES));
            }
        }
        text.push_str(random.pick(&["\n", "\n", ",\n", "\r\n", " # c\n"]));
    }
}

//! Compose files, in which values are put together of variables.

use jitsi_doctor::load::{Loader, MemoryTree, Role};
use jitsi_doctor::syntax::compose::{Document, Options, load};
use jitsi_doctor::syntax::dotenv;
use jitsi_doctor::text::Sources;
use jitsi_doctor::value::{Map, Node, Value};

use crate::exact::{Check, Language, Tally, quoted};
use crate::inputs;

const ENV: &str = "HOST=meet.example.com\nPORT='443'\nURL=https://$HOST:${PORT}\nEMPTY=\n";

struct Compose;

fn read(text: &[u8]) -> (Document, Sources) {
    let mut tree = MemoryTree::new();
    tree.file("docker-compose.yml", text).file(".env", ENV);
    let mut loader = Loader::new(&tree);
    let env = loader.load(".env", Role::DotEnv).expect("the file is there");
    let dotenv = Some(dotenv::parse(env, loader.sources(), &[]));
    let options = Options { dotenv, ..Options::default() };
    let document = load(&["docker-compose.yml".to_owned()], Role::Compose, &mut loader, &options);
    (document, loader.finish().0)
}

impl Language for Compose {
    fn values(&self, text: &str, _: &str, with_errors: bool) -> Vec<Node> {
        let names = |text: &str| {
            let (document, _) = read(text.as_bytes());
            let node = document.services.iter().next()?.node.get("container_name").cloned();
            node.filter(|_| with_errors || document.errors.is_empty())
        };
        let lines = text.lines().map(|line| format!("        {line}\n")).collect::<String>();
        let pieces = [
            format!("services:\n  a:\n    container_name: {text}\n"),
            format!("services:\n  a:\n    container_name:\n{lines}"),
        ];
        pieces.iter().filter_map(|text| names(text)).collect()
    }

    fn literal(&self, value: &Value) -> Option<String> {
        // A dollar sign would begin a variable.
        quoted(value).map(|text| text.trim().replace('$', "$$"))
    }

    fn is_key(&self, _: &str, _: &str, _: &str) -> bool {
        true
    }
}

/// The texts of a service that stand under their own places.
fn texts(services: &Map) -> Map {
    let mut texts = Map::default();
    for service in services.iter() {
        for name in ["image", "container_name", "hostname", "network_mode", "restart"] {
            if let Some(entry) = service.node.as_map().and_then(|map| map.entry(name)) {
                texts.set(format!("{}.{name}", service.key), entry.key_span, entry.node.clone());
            }
        }
    }
    texts
}

fn check(text: &[u8], tally: &mut Tally) {
    let (document, sources) = read(text);
    let mut check = Check::new(&Compose, &sources, document.errors.is_empty());
    let texts = self::texts(&document.services);
    check.map("", &texts);
    let again = |text: &str| {
        let (document, _) = read(text.as_bytes());
        document.errors.is_empty().then(|| self::texts(&document.services))
    };
    check.replaced(&texts, &String::from_utf8_lossy(text), &again);
    tally.add(text, check);
}

#[test]
fn fixtures_and_cases() {
    let mut tally = Tally::default();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/docker/docker-compose.yml");
    let mut texts = inputs::cases("compose");
    texts.push(std::fs::read(root).expect("a file"));
    for value in VALUES {
        texts.push(format!("services:\n  é:\n    image: {value} # 'c'\n    hostname: x\n").into_bytes());
    }
    for text in texts.iter().flat_map(|text| inputs::variants(text, "#")) {
        check(&text, &mut tally);
    }
    tally.verdict(300);
}

const VALUES: [&str; 12] = [
    "a",
    "'a'",
    "'it''s # a'",
    "\"a\\\"# é\"",
    "$HOST",
    "a:${PORT}",
    "'${URL}/b'",
    "\"${NONE:-x}y\"",
    "x${EMPTY:-$HOST}",
    "${EMPTY}",
    "a$$b",
    "!!str 443",
];

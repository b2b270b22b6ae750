#![allow(clippy::unwrap_used)]

use super::*;
use crate::load::MemoryTree;
use crate::secret::Purpose;
use crate::text::Sources;
use crate::value::{Node, Value};

fn load_files(files: &[(&str, &str)]) -> (Document, Sources) {
    let mut tree = MemoryTree::new();
    for (path, text) in files {
        tree.file(path, text.as_bytes());
    }
    let mut loader = Loader::new(&tree);
    let env = loader.load_if_present(".env", Role::DotEnv);
    let dotenv = env.map(|file| dotenv::parse(file, loader.sources(), &[]));
    let options = Options { dotenv, ..Options::default() };
    let paths: Vec<String> =
        files.iter().map(|(path, _)| (*path).to_owned()).filter(|path| path.ends_with(".yml")).collect();
    let document = load(&paths, Role::Compose, &mut loader, &options);
    (document, loader.finish().0)
}

/// A value in one line.
fn dump(node: &Node) -> String {
    match &node.value {
        Value::Map(map) => {
            let pairs = map.iter().map(|entry| format!("{}:{}", entry.key, dump(&entry.node)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        }
        Value::List(items) => items.iter().map(dump).collect::<Vec<_>>().join("|"),
        Value::Null => "null".to_owned(),
        Value::Unknown(_) => "?".to_owned(),
        Value::Secret(secret) => format!("*{}*", secret.expose_for(Purpose::Judge)),
        Value::Str(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// The services, then ` ! text: cause` for each error.
fn read(files: &[(&str, &str)]) -> String {
    let (document, sources) = load_files(files);
    let services = document.services.iter().map(|entry| format!("{}={}", entry.key, dump(&entry.node)));
    let errors =
        document.errors.iter().map(|error| format!(" ! {:?}: {}", sources.slice(error.span), error.cause));
    services.collect::<Vec<_>>().join(";") + &errors.collect::<String>()
}

#[test]
fn variables_come_from_dotenv() {
    let service = "services:\n  a:\n    image: ${R:-r}/a:$V\n    environment:\n      - V\n      - NOT\n      - HOME\n      - S=\"${X:-0}\"\n      - JVB_AUTH_PASSWORD\n      - COPY=${JVB_AUTH_PASSWORD}\n";
    assert_eq!(
        read(&[(".env", "V=1\nJVB_AUTH_PASSWORD=x"), ("docker-compose.yml", service)]),
        "a={image:r/a:1,environment:{V:1,NOT:null,HOME:?,S:\"0\",JVB_AUTH_PASSWORD:*x*,COPY:*x*}}"
    );
}

#[test]
fn what_is_unknown_keeps_its_name() {
    let service = |item: &str| format!("services:\n  a:\n    environment:\n      - A=1\n      - {item}\n");
    for (item, wanted) in [
        ("B=x${HOME}", "a={environment:{A:1,B:?}}"),
        ("B${HOME}=x", "a={}"),
        ("C=${NOT}x", "a={environment:{A:1,C:x}}"),
    ] {
        assert_eq!(read(&[("docker-compose.yml", &service(item))]), wanted, "{item}");
    }
}

#[test]
fn a_later_file_lies_over_an_earlier_one() {
    let base = "services:\n  a:\n    image: x\n    ports: ['1:1']\n    environment: [A=1, B=2]\n    volumes: ['/a:/t']\n";
    let over = "services:\n  a:\n    image: y\n    ports: ['2:2/udp']\n    environment: {B: 3}\n    volumes: ['/b:/t:ro']\n";
    assert_eq!(
        read(&[("a.yml", base), ("b.yml", over)]),
        "a={image:y,environment:{A:1,B:3},ports:{mode:ingress,target:Int(1),published:1,protocol:tcp}|{mode:ingress,target:Int(2),published:2,protocol:udp},volumes:{type:bind,source:/b,target:/t,read_only:Bool(true)}}"
    );
}

#[test]
fn mistakes_are_told_at_their_place() {
    for (text, expected) in [
        ("services:\n\ta:\n", " ! \"\\t\": this line is indented with a tab"),
        (
            "services:\n  a:\n    image:x\n    restart: no\n",
            " ! \"image:\": there is no space after this colon",
        ),
        (
            "services:\n  a:\n    image: x\n    image: y\n",
            "a={image:x} ! \"image\": the key `image` stands twice in this object",
        ),
        (
            "services:\n  a:\n    enviroment: []\n",
            "a={} ! \"enviroment\": a service has no setting `enviroment`",
        ),
        (
            "services:\n  a:\n    image: 'x${'\n",
            "a={image:?} ! \"'x${'\": there is no name of a variable after this `${`",
        ),
        ("", " ! \"\": this compose file is empty"),
    ] {
        assert_eq!(read(&[("docker-compose.yml", text)]), expected, "{text:?}");
    }
}

#[test]
fn places_are_those_of_the_file() {
    let text = "\u{feff}services:\r\n  é:\r\n    image: 'x'\r\n    environment:\r\n      - A=é b # c\r\n      - \"B=c\"\r\n      - C: d\r\n";
    let (document, sources) = load_files(&[("docker-compose.yml", &text.replace("      - C: d\r\n", ""))]);
    let service = document.services.iter().next().unwrap();
    let environment = service.node.get("environment").and_then(Node::as_map).unwrap();
    let written: Vec<&str> = environment.iter().map(|entry| sources.slice(entry.node.span)).collect();
    assert_eq!((sources.slice(service.key_span), written), ("é", vec!["é b", "c"]));
    assert_eq!(sources.slice(service.node.get("image").unwrap().span), "'x'");
}

#[test]
fn repeated_aliases_end() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..30 {
        let below = format!("*a{},", at - 1).repeat(10);
        bomb += &format!("a{at}: &a{at} [{below}]\n");
    }
    let (document, _) = load_files(&[("docker-compose.yml", &bomb)]);
    assert!(document.errors.iter().any(|error| error.cause.contains("repeat too much")));
}

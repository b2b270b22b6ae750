#![allow(clippy::unwrap_used)]

use super::*;
use crate::load::MemoryTree;
use crate::text::Sources;
use crate::value::{Node, Value};

fn json(node: &Value, out: &mut String) {
    match node {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(&yes.to_string()),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Float(number) if number.fract() == 0.0 => out.push_str(&format!("{number:.1}")),
        Value::Float(number) => out.push_str(&format!("f{number}")),
        Value::Str(text) => quote(text, out),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                json(&item.value, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            for (at, entry) in entries.into_iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                quote(&entry.key, out);
                out.push(':');
                json(&entry.node.value, out);
            }
            out.push('}');
        }
        Value::Unknown(reason) => out.push_str(&format!("<{reason}>")),
        other => out.push_str(&format!("{other:?}")),
    }
}

fn quote(text: &str, out: &mut String) {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    out.push_str(&format!("\"{}\"", escaped.replace('\r', "\\r")));
}

/// The main file, then `@@name` lines before each further file.
fn read_with(case: &str, options: &Options) -> (Document, Sources) {
    let mut tree = MemoryTree::new();
    let mut parts = case.split("\n@@");
    tree.file("etc/jitsi/main.conf", parts.next().unwrap_or_default());
    for part in parts {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        tree.file(&format!("etc/jitsi/{name}"), text);
    }
    let mut loader = Loader::new(&tree);
    let document = load("etc/jitsi/main.conf", Role::Other, &mut loader, options).unwrap();
    (document, loader.finish().0)
}

fn complete() -> Options {
    Options { env_complete: true, ..Options::default() }
}

fn result(case: &str) -> String {
    let (document, _) = read_with(case, &complete());
    if !document.errors.is_empty() {
        return "ERR".to_owned();
    }
    let mut out = String::new();
    json(&Value::Map(document.root), &mut out);
    out
}

#[test]
fn as_typesafe_reads_it() {
    for (case, expected) in cases::CASES {
        assert_eq!(result(case), *expected, "{case}");
    }
}

/// The first error as `text | cause`.
fn first_error(case: &str) -> String {
    let (document, sources) = read_with(case, &complete());
    let error = document.errors.first().map(|error| (sources.slice(error.span), error.cause.as_str()));
    assert!(document.lossy.is_some());
    error.map(|(text, cause)| format!("{text} | {cause}")).unwrap_or_default()
}

#[test]
fn the_real_cause_and_the_text_to_change() {
    for (case, expected) in [
        ("a = x@y # c", "x@y | an @ needs quotes around the value"),
        ("a { u = x@y }", "x@y | an @ needs quotes around the value"),
        ("u = https://a/b", "https://a/b | a colon in a value needs quotes around the value"),
        ("a = “x@y”", "“x@y” | typographic quotes do not quote, they are part of the value"),
        ("a =\nb = 2", "a = | there is no value after this"),
        ("a = #c\nb = 2", "a = #c | everything from the # on is a comment, so there is no value"),
        ("a = \"x\nb = 2", "\"x | this string has no closing quote in its line"),
        ("a = [1\nb = 2", "[ | this bracket is never closed"),
        ("a = 1\n}", "} | there is one closing brace too many"),
        ("a\nb = 2", "a | there is no = between a key and its value here"),
        ("a = 1,, b = 2", ", | there are two commas with nothing between them"),
        ("a = ${b}:1", "${b}:1 | a colon in a value needs quotes around the value"),
    ] {
        assert_eq!(first_error(case), expected, "{case}");
    }
}

#[test]
fn the_brace_that_lacks_its_partner_is_found_by_indentation() {
    let case = "a {\n  b {\n    c = 1\n  d = 2\n}\n";
    let (document, sources) = read_with(case, &complete());
    assert_eq!(sources.position(document.errors[0].span).line, 2);
    let case = "a {\n  b {\n    c = 1\n    }\n  }\n}\n";
    let (document, sources) = read_with(case, &complete());
    assert_eq!(sources.position(document.errors[0].span).line, 4);
}

#[test]
fn the_lines_after_an_error_are_read() {
    let (document, _) = read_with("a { u = x@y\n v = 2 }\nw = 3", &complete());
    let mut out = String::new();
    json(&Value::Map(document.root), &mut out);
    assert_eq!(out, r#"{"a":{"u":<there is a syntax error in it>,"v":2},"w":3}"#);
    assert_eq!(document.errors.len(), 1);
}

#[test]
fn warnings() {
    for (case, expected) in [
        ("a = x#y", "x#y"),
        ("a = x//y z", "x//y"),
        ("a = x # y", ""),
        ("a = \"x\"#y", ""),
        ("a = [1] x", "x"),
        ("a =\n x", "a ="),
        ("a =\n{}", ""),
        ("a = 'x'", "'x'"),
        ("a = 99999999999999999999", "99999999999999999999"),
    ] {
        let (document, sources) = read_with(case, &complete());
        let texts: Vec<_> = document.warnings.iter().map(|warning| sources.slice(warning.span)).collect();
        assert_eq!(texts.join("|"), expected, "{case}");
    }
}

#[test]
fn the_environment() {
    let read = |options: &Options| {
        let (document, _) = read_with("a = 1\na = ${?X}\nb = ${Y}", options);
        let mut out = String::new();
        json(&Value::Map(document.root), &mut out);
        (out, document.errors.len())
    };
    let unknown = "{\"a\":<it depends on whether the environment variable X is set>,\
                   \"b\":<it comes from the environment variable Y>}";
    assert_eq!(read(&Options::default()), (unknown.to_owned(), 0));
    let env = vec![("X".to_owned(), "5".to_owned()), ("Y".to_owned(), String::new())];
    assert_eq!(read(&Options { env, ..complete() }), (r#"{"a":"5","b":""}"#.to_owned(), 0));
    assert_eq!(read(&complete()).1, 1);
}

#[test]
fn history() {
    let (document, sources) = read_with("a = 1\na { b = 2 }\na = 3\nx = [1]\nx = ${x} [2]", &complete());
    let a = document.root.entry("a").unwrap();
    assert_eq!(a.node.value, Value::Int(3));
    assert_eq!(sources.position(a.key_span).line, 3);
    let lines: Vec<_> = a.beaten.iter().map(|beaten| sources.position(beaten.key_span).line).collect();
    assert_eq!(lines, [1, 2]);
    assert!(document.root.entry("x").unwrap().beaten.is_empty(), "what is looked back at has an effect");
}

const REALISTIC: &str = "\u{feff}# Jicofo\r\njicofo {\r\n  xmpp {\r\n    client {\r\n      client-proxy = focus.example.org\r\n\
      port: 5222, password = \"s3cret@#\"\r\n    }\r\n  }\r\n  bridge.brewery-jid = \"b@internal.example.org\"\r\n\
      delay = 15 seconds // soon\r\n  nick = 8e5f-12\r\n  list = [ 1, \"a b\", c d\r\n  {x = y} ]\r\n  raw = \"\"\"a\"b\"\"\"\r\n\
      from = ${?HOME_X} ${jicofo.nick}\r\n  l += 1\r\n}\r\njicofo.xmpp.client.port = 5223\r\n";

#[test]
fn cut_and_changed_files_do_no_harm() {
    for end in (0..REALISTIC.len()).filter(|end| REALISTIC.is_char_boundary(*end)) {
        read_with(&REALISTIC[..end], &Options::default());
    }
    for at in 3..REALISTIC.len() {
        for byte in [b'{', b'}', b'"', b'$', b'\n', b'\\', b'[', b',', 0xff] {
            let mut bytes = REALISTIC.as_bytes().to_vec();
            bytes[at] = byte;
            let mut tree = MemoryTree::new();
            tree.file("x.conf", bytes);
            load("x.conf", Role::Other, &mut Loader::new(&tree), &complete()).unwrap();
        }
    }
}

fn scalars(node: &Node, sources: &Sources) {
    match &node.value {
        Value::Map(map) => map.iter().for_each(|entry| {
            assert_eq!(sources.slice(entry.key_span), entry.key);
            entry.beaten.iter().for_each(|beaten| scalars(&beaten.node, sources));
            scalars(&entry.node, sources);
        }),
        Value::List(items) => items.iter().for_each(|item| scalars(item, sources)),
        // What is joined from substitutions cannot be read alone.
        _ if !node.parts.is_empty() => {}
        Value::Unknown(_) => {}
        value => {
            let (document, _) = read_with(&format!("password = {}", sources.slice(node.span)), &complete());
            let (open, _) = read_with(&format!("v = {}", sources.slice(node.span)), &complete());
            let read = [document.root.get("password").unwrap(), open.root.get("v").unwrap()];
            assert!(read.iter().any(|read| read.value == *value), "{value:?}");
        }
    }
}

#[test]
fn the_text_under_a_span_gives_the_value() {
    let (document, sources) = read_with(REALISTIC, &complete());
    assert_eq!(document.errors, []);
    let root = Node::new(Value::Map(document.root), Span::start_of(sources.iter().next().unwrap().0));
    scalars(&root, &sources);
    let nick = root.get("jicofo.nick").unwrap();
    assert_eq!(nick.as_str(), Some("8e5f-12"));
    assert_eq!(sources.slice(nick.span), "8e5f-12");
    let from = root.get("jicofo.from").unwrap();
    assert_eq!(sources.slice(from.span), "${?HOME_X} ${jicofo.nick}");
    assert!(from.parts.contains(&nick.span));
}

#[test]
fn hostile_files_end() {
    let many = 100_000;
    for text in [
        "[".repeat(many),
        "a=[".repeat(many),
        "a{".repeat(many),
        "}".repeat(many),
        format!("{}=1", vec!["a"; many].join(".")),
        "${".repeat(many),
        "a=\"".repeat(many),
        "a=@\n".repeat(many),
        "a=1\n".repeat(many),
        "l+=1\n".repeat(20_000),
        (0..many).map(|n| format!("k{n} = ${{k{}}}\n", n + 1)).collect(),
        (0..many).map(|n| format!("k{n} = {n}\n")).collect(),
        (0..80_000).map(|n| format!("a.k{n}.b = ${{?a.k0.b}}\n")).collect(),
        (0..60).map(|n| format!("k{n} = ${{k{0}}}${{k{0}}}\n", n + 1)).collect::<String>() + "k60 = x",
        (0..60).map(|n| format!("k{n} = [${{k{0}}},${{k{0}}}]\n", n + 1)).collect::<String>() + "k60 = [x]",
        (0..60).map(|n| format!("k{n} = {{a=${{k{0}}},b=${{k{0}}}}}\n", n + 1)).collect::<String>()
            + "k60 = x",
        (0..60).map(|n| format!("k = ${{?x}} ${{?k}} ${{?k}} {n}\n")).collect(),
    ] {
        // That it ends is the test: work that grows with the square of this size takes minutes.
        read_with(&text, &complete());
    }
}

#[test]
fn includes_that_never_end() {
    let (document, _) =
        read_with("include \"a\"\n@@a.conf\ninclude \"b\"\n@@b.conf\ninclude \"a\"\ny = 2", &complete());
    assert_eq!(document.errors.len(), 1);
    assert_eq!(document.root.get("y").map(|node| &node.value), Some(&Value::Int(2)));
    let bomb: String =
        (0..45).map(|n| format!("\n@@f{n}.conf\ninclude \"f{0}\"\ninclude \"f{0}\"", n + 1)).collect();
    assert!(read_with(&format!("include \"f0\"{bomb}"), &complete()).0.lossy.is_some());
    assert!(read_with("include classpath(\"x.conf\")", &complete()).0.lossy.is_some());
}

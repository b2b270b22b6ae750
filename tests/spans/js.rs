//! `config.js`.

use jitsi_doctor::syntax::js::{Options, Page, evaluate};
use jitsi_doctor::text::Sources;
use jitsi_doctor::value::{Node, Value};

use crate::exact::{Check, Language, Tally, quoted};
use crate::generate::Random;
use crate::{generate_js, inputs};

struct Js;

fn read(texts: &[&[u8]]) -> (Page, Sources) {
    let mut sources = Sources::default();
    let files: Vec<_> = texts.iter().map(|text| sources.add("config.js", text.to_vec())).collect();
    let ssi = [("subdomain", "sub."), ("empty", "")];
    let ssi = ssi.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let page = evaluate(&files, &sources, &Options { ssi });
    (page, sources)
}

impl Language for Js {
    fn values(&self, text: &str, _: &str, with_errors: bool) -> Vec<Node> {
        // Also as a method, or as a piece of a text with holes.
        let values = [
            format!("var config = {{ value: {text}\n}};"),
            format!("var config = {{ {text}\n}};"),
            format!("var config = {{ value: `{text}` }};"),
        ]
        .map(|text| {
            let (page, _) = read(&[text.as_bytes()]);
            let value = page
                .globals
                .get("config")
                .and_then(|config| Some(config.as_map()?.iter().next()?.node.clone()));
            // Names that are declared elsewhere stop the script; only the form counts.
            let stopped = page.exceptions.first().map(|error| Node::unknown("the script stops", error.span));
            value.or(stopped).filter(|_| with_errors || page.errors.is_empty())
        });
        values.into_iter().flatten().collect()
    }

    fn literal(&self, value: &Value) -> Option<String> {
        quoted(value)
    }

    fn is_key(&self, key: &str, text: &str, before: &str) -> bool {
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let given = |node: &Node| match &node.value {
            Value::Str(text) => text == key,
            Value::Bool(value) => value.to_string() == key,
            Value::Null => key == "null",
            Value::Undefined => key == "undefined",
            Value::Int(number) => key.parse() == Ok(*number as f64),
            Value::Float(number) if number.is_nan() => key == "NaN",
            Value::Float(number) => key.parse() == Ok(*number),
            Value::Unknown(_) => inner.is_some(),
            _ => false,
        };
        text == key || self.values(inner.unwrap_or(text), before, false).iter().any(given)
    }
}

fn check(scripts: &[&[u8]], tally: &mut Tally) {
    let (page, sources) = read(scripts);
    let mut check = Check::new(&Js, &sources, true);
    check.map("", &page.globals);
    let errors = page.errors.len();
    for (at, script) in scripts.iter().enumerate() {
        let again = |text: &str| {
            let mut scripts = scripts.to_vec();
            scripts[at] = text.as_bytes();
            let page = read(&scripts).0;
            (page.errors.len() == errors).then_some(page.globals)
        };
        check.replaced(&page.globals, &String::from_utf8_lossy(script), &again);
    }
    tally.add(&scripts.join(&b"\n--- next\n"[..]), check);
}

#[test]
fn fixtures_and_cases() {
    let mut tally = Tally::default();
    let mut texts = inputs::fixtures(|path| path.ends_with(".js"));
    texts.extend(inputs::cases("webconfig"));
    for text in texts.iter().flat_map(|text| inputs::variants(text, "//")) {
        check(&[&text], &mut tally);
    }
    tally.verdict(1_000);
}

#[test]
fn generated() {
    let mut tally = Tally::default();
    for seed in 0..inputs::GENERATED {
        let scripts = generate_js::page(&mut Random::new(seed));
        check(&scripts.iter().map(String::as_bytes).collect::<Vec<_>>(), &mut tally);
    }
    tally.verdict(10_000);
}

//! Prosody's configuration.

use jitsi_doctor::load::{Loader, MemoryTree, Status};
use jitsi_doctor::secret::Purpose;
use jitsi_doctor::syntax::lua::{Options, ProsodyConfig, ProsodyVersion, evaluate};
use jitsi_doctor::text::Span;
use jitsi_doctor::value::{Node, Value};

use crate::exact::{Check, Language, Tally};
use crate::generate::Random;
use crate::{generate_lua, inputs};

struct Lua;

fn options() -> Options {
    let env = [("DOMAIN", "env.example.com"), ("PORT", "5280"), ("EMPTY", "")];
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Options { version: Some(ProsodyVersion::V0_12), env }
}

fn read(tree: &MemoryTree) -> (ProsodyConfig, Loader<'_>) {
    let mut loader = Loader::new(tree);
    let config = evaluate("etc/main.cfg.lua", &mut loader, &options());
    (config, loader)
}

impl Language for Lua {
    fn values(&self, text: &str, _: &str, with_errors: bool) -> Vec<Node> {
        let mut values = Vec::new();
        // Also the statement that makes a function.
        for text in [
            format!("value = {text}\n"),
            text.strip_prefix("function").map(|_| format!("value = nil {text}")).unwrap_or_default(),
        ] {
            let mut tree = MemoryTree::new();
            tree.file("etc/main.cfg.lua", text.as_str());
            let (config, loader) = read(&tree);
            // What is missing around the text may stop Prosody; only the form counts.
            if text.is_empty()
                || !with_errors && loader.records().iter().any(|record| record.status != Status::Read)
            {
                continue;
            }
            let start = Span::start_of(config.files[0]);
            let nothing = if text.contains("nil function") { Value::Function } else { Value::Null };
            let value = config.sections[0].options.get("value").cloned();
            values.push(value.unwrap_or(Node::new(nothing, start)));
        }
        values
    }

    fn literal(&self, value: &Value) -> Option<String> {
        match value {
            Value::Int(number) if *number >= 0 => Some(format!(" {number} ")),
            value => {
                let text = value.text_for(Purpose::Judge)?;
                let bytes: String = text.bytes().map(|byte| format!("\\{byte:03}")).collect();
                Some(format!(" \"{bytes}\" "))
            }
        }
    }

    fn is_key(&self, key: &str, text: &str, before: &str) -> bool {
        let computed = before.trim_end().ends_with('[');
        let given = self.values(text, before, false);
        text == key || given.iter().any(|node| computed || node.value == Value::Str(key.to_owned()))
    }

    fn is_name(&self, text: &str) -> bool {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    }
}

/// The host that a name in its quotes opens.
fn host(text: &str) -> Option<String> {
    let mut tree = MemoryTree::new();
    tree.file("etc/main.cfg.lua", format!("VirtualHost({text})\n"));
    Some(read(&tree).0.sections.get(1)?.name.clone())
}

fn check(main: &[u8], included: Option<&str>, tally: &mut Tally) {
    let mut tree = MemoryTree::new();
    tree.file("etc/main.cfg.lua", main);
    if let Some(text) = included {
        tree.file("etc/other.cfg.lua", text);
    }
    let (config, loader) = read(&tree);
    let mut check = Check::new(&Lua, loader.sources(), config.errors.is_empty());
    for (at, section) in config.sections.iter().enumerate() {
        check.map(&section.name, &section.options);
        let again = |text: &str| {
            let mut tree = tree.clone();
            tree.file("etc/main.cfg.lua", text);
            let config = read(&tree).0;
            let options = config.sections.get(at)?.options.clone();
            config.errors.is_empty().then_some(options)
        };
        check.replaced(&section.options, &String::from_utf8_lossy(main), &again);
        for header in &section.headers {
            check.text("header", header.span);
            let name = check.text("name", header.name_span);
            let opened = host(name);
            if check.accepted && opened.as_ref().is_some_and(|opened| *opened != section.name) {
                check.faults.push(format!("{name} is not the name {}, but {opened:?}", section.name));
            }
            header.module.iter().for_each(|module| check.node("module", module, None));
        }
    }
    tally.add(main, check);
}

#[test]
fn fixtures_and_cases() {
    let mut tally = Tally::default();
    let mut texts = inputs::fixtures(|path| path.ends_with(".lua"));
    texts.extend(inputs::cases("prosody"));
    for text in texts.iter().flat_map(|text| inputs::variants(text, "--")) {
        check(&text, None, &mut tally);
    }
    tally.verdict(1_000);
}

#[test]
fn generated() {
    let mut tally = Tally::default();
    for seed in 0..inputs::GENERATED {
        let case = generate_lua::config(&mut Random::new(seed), "other.cfg.lua");
        check(case.main.as_bytes(), case.included.as_deref(), &mut tally);
    }
    tally.verdict(10_000);
}

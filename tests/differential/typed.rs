//! Options as the model reads them against the functions of Prosody's own module interface.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jitsi_doctor::fact::Fact;
use jitsi_doctor::load::{HostTree, Loader};
use jitsi_doctor::model::{Host, Prosody, Texts};
use jitsi_doctor::syntax::lua::{Options, ProsodyVersion, evaluate};
use jitsi_doctor::value::{Node, Value};
use serde_json::{Value as Json, json};

use super::common::{file, names_in};
use super::prosody::{ENV, place, prosody_lines, versions};

#[test]
#[expect(clippy::print_stdout, reason = "the numbers are what the tests are run for")]
fn typed_options() {
    let dir = tempfile::tempdir().expect("a directory");
    let cases = file("cases/prosody");
    let names = names_in(&cases);
    let mains: Vec<PathBuf> =
        names.iter().enumerate().map(|(at, name)| place(&cases, name, dir.path(), at)).collect();
    for version in versions() {
        let generation = match version.name {
            "13" => ProsodyVersion::V13,
            "0.11" => ProsodyVersion::V0_11,
            _ => ProsodyVersion::V0_12,
        };
        let (mut compared, mut unknown, mut differences) = (0, 0, Vec::new());
        for (at, real) in prosody_lines(&version, &mains, true).iter().enumerate() {
            if !real["error"].is_null() {
                continue;
            }
            let ours = read(&mains[at], generation);
            for host in ours.hosts() {
                let options = real["value"]["hosts"][&host.name]["typed"].as_object();
                for (option, getters) in options.into_iter().flatten() {
                    for (getter, real) in getters.as_object().into_iter().flatten() {
                        let ours = read_as(getter, &ours, host, option);
                        let (Some(ours), Some(real), false) = (ours, comparable(getter, real), vague(real))
                        else {
                            unknown += 1;
                            continue;
                        };
                        compared += 1;
                        if ours != real {
                            let name = &names[at];
                            differences.push(format!("{name}: {getter} {option}: real {real}, ours {ours}"));
                        }
                    }
                }
            }
        }
        println!(
            "Prosody {}, typed options: {compared} values compared, {unknown} not known, {} differences",
            version.name,
            differences.len()
        );
        assert!(differences.is_empty() && compared > 1_000, "{}", differences.join("\n"));
    }
}

fn read(main: &Path, version: ProsodyVersion) -> Prosody {
    let tree = HostTree::new(Path::new("/"));
    let env = ENV.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let options = Options { version: Some(version), env };
    let config = evaluate(main.to_str().expect("a plain path"), &mut Loader::new(&tree), &options);
    Prosody::new(config, Some(version))
}

/// What cannot be written down: the address of a table, a handle, a failure inside of Prosody.
fn vague(real: &Json) -> bool {
    let address = |text: &str| text.starts_with("table: ") || text.starts_with("function: ");
    match real {
        Json::String(text) => address(text) || text.contains(char::REPLACEMENT_CHARACTER),
        Json::Array(items) => items.iter().any(vague),
        Json::Object(fields) => fields.contains_key("$other") || fields.values().any(vague),
        _ => false,
    }
}

/// `None` where we do not know, or hide it.
fn read_as(getter: &str, prosody: &Prosody, host: &Host, option: &str) -> Option<Json> {
    if let Fact::Known(node, _) = prosody.option(host, option) {
        plain(node)?;
    }
    let number = |number: f64| match number.is_finite() {
        true => json!(number),
        false => json!({ "$number": "inf" }),
    };
    match getter {
        "string" => fact(prosody.text(host, option), Json::from),
        // Prosody hands on what is no word as it is.
        "enum" => fact(prosody.choice(host, option, &["a"]), |choice| Json::from(choice.word)),
        "number" => fact(prosody.number(host, option), number),
        "integer" => fact(prosody.integer(host, option), |whole| json!(whole as f64)),
        "period" => fact(prosody.period(host, option), number),
        "boolean" => fact(prosody.boolean(host, option), Json::from),
        "array" => match prosody.array(host, option) {
            Fact::Known(items, _) => items.into_iter().map(plain).collect(),
            Fact::Unknown(..) => None,
            Fact::Absent(_) => Some(Json::Null),
        },
        "set" => match prosody.texts(host, option) {
            Fact::Known(texts, _) if texts.unknown.is_none() => Some(words(&texts)),
            Fact::Absent(_) => Some(Json::Null),
            _ => None,
        },
        _ => {
            let texts = prosody.inherited_texts(host, option);
            texts.unknown.is_none().then(|| words(&texts))
        }
    }
}

fn fact<T>(fact: Fact<T>, show: impl FnOnce(T) -> Json) -> Option<Json> {
    match fact {
        Fact::Known(value, _) => Some(show(value)),
        Fact::Unknown(..) => None,
        Fact::Absent(_) => Some(Json::Null),
    }
}

fn words(texts: &Texts) -> Json {
    let words: BTreeSet<&str> = texts.items.iter().map(|item| item.text.as_str()).collect();
    words.into_iter().map(Json::from).collect()
}

/// What the real functions gave, written as ours is; `None` where that is of another kind.
fn comparable(getter: &str, real: &Json) -> Option<Json> {
    match (getter, real) {
        ("number" | "integer" | "period", Json::Number(number)) => number.as_f64().map(Json::from),
        ("enum", Json::Number(_) | Json::Bool(_) | Json::Array(_) | Json::Object(_)) => None,
        ("set" | "inherited_set", Json::Array(items)) => {
            let word = |item: &Json| match item {
                Json::String(text) => Some(text.clone()),
                Json::Number(number) if number.is_i64() => Some(number.to_string()),
                _ => None,
            };
            let words: BTreeSet<String> = items.iter().map(word).collect::<Option<_>>()?;
            Some(words.into_iter().map(Json::from).collect())
        }
        // Nothing set at all is the same as nothing in it.
        ("inherited_set", Json::Null) => Some(json!([])),
        _ => Some(real.clone()),
    }
}

/// A value as the harness writes it.
fn plain(node: &Node) -> Option<Json> {
    Some(match &node.value {
        Value::Bool(value) => Json::from(*value),
        Value::Int(number) => Json::from(*number),
        Value::Float(number) if number.is_finite() => Json::from(*number),
        Value::Str(text) => Json::from(text.as_str()),
        Value::List(items) => items.iter().map(plain).collect::<Option<Json>>()?,
        Value::Map(map) if map.is_empty() => json!([]),
        Value::Map(map) => {
            let fields = map.iter().map(|entry| Some((entry.key.clone(), plain(&entry.node)?)));
            Json::Object(fields.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

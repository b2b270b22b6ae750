//! Compose files, and the `.env` file, against docker compose itself.
//!
//! `docker-compose config` resolves more than is modelled here; what is compared are the keys in [`KEYS`].
//! It needs no daemon. Debian 13 has 2.26.1; `.ci/install-oracles` unpacks it below `target/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map as Object, Value as Json, json};
use tempfile::TempDir;

use super::common::on_two_threads;
use super::support::{Case, Outcome, Random, Tally, lay_out, seeds, show, written};

/// The keys of a service, and those of its ports and volumes.
const KEYS: [&str; 8] =
    ["image", "container_name", "hostname", "network_mode", "restart", "environment", "ports", "volumes"];
const INNER: [&str; 9] =
    ["mode", "host_ip", "target", "published", "protocol", "type", "source", "read_only", "name"];

/// docker compose, in an environment that is as empty as it can be.
pub fn compose() -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program =
        root.join("target/oracles/trixie/docker-compose/usr/libexec/docker/cli-plugins/docker-compose");
    assert!(program.is_file(), "docker compose is not there: see .ci/install-oracles");
    let mut command = Command::new(program);
    command.env_clear().env("HOME", "/nowhere").env("PATH", "/usr/bin:/bin");
    command
}

/// What docker compose makes of a file.
fn real(path: &PathBuf) -> Outcome {
    let mut command = compose();
    command
        .current_dir(path.parent().expect("a directory"))
        .arg("-f")
        .arg(path)
        .args(["config", "--format", "json"]);
    let output = command
        .args(["--no-consistency", "--no-path-resolution", "--no-normalize"])
        .output()
        .expect("docker compose starts");
    if output.status.success() {
        let value: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        return Outcome {
            error: None,
            lines: Vec::new(),
            value: json!({ "services": services(&value["services"], true) }),
        };
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let message: String = said.lines().filter(|line| !line.contains("level=warning")).collect();
    // Its parser names the line before the block for these, which is of no use to anybody.
    let vague = message.contains("did not find expected");
    let line = message.split("line ").nth(1).map(|rest| rest.split(':').next().unwrap_or(rest));
    let line = line.filter(|_| !vague).and_then(|line| line.trim().parse().ok());
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    Outcome {
        error: Some(message),
        lines: line.map(|line| (name, line)).into_iter().collect(),
        value: Json::Null,
    }
}

/// The keys that are compared. The real program doubles every `$` that it prints.
fn services(all: &Json, escaped: bool) -> Json {
    let text = |text: &str| if escaped { text.replace("$$", "$") } else { text.to_owned() };
    let keep = |service: &Json| {
        let mut kept = Object::new();
        for key in KEYS {
            let value = match &service[key] {
                Json::Null => continue,
                Json::String(value) if value.is_empty() => continue,
                Json::String(value) => json!(text(value)),
                Json::Array(items) => items
                    .iter()
                    .map(|item| {
                        let pairs = item.as_object().into_iter().flatten();
                        let pairs = pairs
                            .filter(|(key, value)| INNER.contains(&key.as_str()) && **value != json!(""));
                        Json::Object(
                            pairs
                                .map(|(key, value)| {
                                    (key.clone(), value.as_str().map_or(value.clone(), |it| json!(text(it))))
                                })
                                .collect(),
                        )
                    })
                    .collect(),
                Json::Object(pairs) if pairs.is_empty() => continue,
                Json::Object(pairs) => Json::Object(
                    pairs
                        .iter()
                        .map(|(key, value)| {
                            (text(key), value.as_str().map_or(value.clone(), |it| json!(text(it))))
                        })
                        .collect(),
                ),
                other => other.clone(),
            };
            kept.insert(key.to_owned(), value);
        }
        Json::Object(kept)
    };
    Json::Object(all.as_object().into_iter().flatten().map(|(name, it)| (name.clone(), keep(it))).collect())
}

/// Takes over what is not known, so that it is equal.
pub fn forget_unknown(real: &mut Json, ours: &Json) {
    if ours.get("$unknown").is_some() {
        *real = ours.clone();
    } else if let (Json::Object(real), Json::Object(ours)) = (real, ours) {
        for (key, value) in real.iter_mut() {
            ours.get(key).into_iter().for_each(|ours| forget_unknown(value, ours));
        }
    }
}

fn ours(path: &Path) -> Outcome {
    let outcome = show(path, &["--as", "compose"]);
    let value = json!({ "services": services(&outcome.value["services"], false) });
    Outcome { value, ..outcome }
}

#[expect(clippy::print_stdout, reason = "the numbers are what the tests are run for")]
fn compare(name: &str, cases: &[Case]) {
    let dir = TempDir::new().expect("a directory");
    let paths = lay_out(dir.path(), cases);
    let answers = on_two_threads(&paths, |path| (real(path), ours(path)));
    let mut tally = Tally::default();
    let accepted = answers.iter().filter(|(real, _)| real.error.is_none()).count();
    for (case, (real, ours)) in cases.iter().zip(answers) {
        let (mut real, ours) = (real, ours);
        forget_unknown(&mut real.value, &ours.value);
        tally.compare(case, &real, &ours);
    }
    println!("{name}: {accepted} of {} files are accepted", cases.len());
    // A file that is refused compares no values.
    assert!(accepted * 3 > cases.len(), "{name}: too many files are refused");
    tally.verdict(name);
}

#[test]
fn written_cases() {
    let cases = written("compose", "docker-compose.yml");
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    compare("compose, written", &cases);
}

/// The variables that every generated case has.
const DOTENV: &str = "SET=value\nEMPTY=\nNUMBER=8443\nQUOTED='a b'\n";

/// A text with variables in it, right or wrong.
fn template(random: &mut Random, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..1 + random.below(3) {
        let name = random.pick(&["SET", "EMPTY", "NUMBER", "QUOTED", "UNSET", "_X1"]);
        let inner = if depth < 2 { template(random, depth + 1) } else { "d".to_owned() };
        text += &match random.below(14) {
            0 => format!("${name}"),
            1 | 2 => format!("${{{name}}}"),
            3 => format!("${{{name}:-{inner}}}"),
            4 => format!("${{{name}-{inner}}}"),
            5 => format!("${{{name}:+{inner}}}"),
            6 => format!("${{{name}+{inner}}}"),
            7 => "$$".to_owned(),
            8 => format!("$${name}"),
            9 => "{x}".to_owned(),
            10 => "a.b-c/".to_owned(),
            11 => " =:, ".to_owned(),
            12 => format!("$${{{name}}}"),
            _ => "é".to_owned(),
        };
    }
    text
}

/// The seeds of files with many values each: a process takes long to start.
fn files(per_file: usize) -> impl Iterator<Item = u64> {
    seeds().into_iter().step_by(per_file)
}

#[test]
fn generated_interpolations() {
    let per_file = 40;
    let case = |at: u64| {
        let mut random = Random::new(at + 1);
        let mut text = "services:\n  a:\n    image: x\n    environment:\n".to_owned();
        for line in 0..per_file {
            // A text in single quotes is the text itself.
            text += &format!("      V{line}: '{}'\n", template(&mut random, 0).replace('\'', ""));
        }
        Case {
            title: format!("generated {at}"),
            files: vec![
                ("docker-compose.yml".to_owned(), text.into_bytes()),
                (".env".to_owned(), DOTENV.into()),
            ],
        }
    };
    compare("compose, generated interpolations", &files(per_file).map(case).collect::<Vec<_>>());
}

/// A plain scalar that may be a number, a word, or something that only looks like one.
fn scalar(random: &mut Random) -> String {
    let digits = |random: &mut Random| {
        (0..1 + random.below(5)).map(|_| random.pick(&["0", "1", "7", "9", "12", "_"])).collect::<String>()
    };
    match random.below(12) {
        0 => digits(random),
        1 => format!("{}{}", random.pick(&["-", "+", "0x", "0o", "0b", "0"]), digits(random)),
        2 => format!("{}.{}", digits(random), digits(random)),
        3 => format!("{}e{}{}", digits(random), random.pick(&["", "-", "+"]), random.below(30)),
        4 => format!(".{}", digits(random)),
        5 => (random
            .pick(&["true", "True", "yes", "no", "on", "~", "null", "Null", "nUll", "FALSE", "y", "n"]))
        .to_owned(),
        6 => format!("'{}'", digits(random)),
        7 => format!("\"a\\t{}\\u00e9\"", digits(random)),
        8 => format!("{}:{}", digits(random), digits(random)),
        9 => format!("word{} # comment", digits(random)),
        10 => format!("a {} b#c", digits(random)),
        _ => format!("|\n        {}\n        b", digits(random)),
    }
}

#[test]
fn generated_scalars() {
    let per_file = 40;
    let case = |at: u64| {
        let mut random = Random::new(at + 1_000_003);
        let mut text = "services:\n  a:\n    image: x\n    environment:\n".to_owned();
        for line in 0..per_file {
            text += &format!("      V{line}: {}\n", scalar(&mut random));
        }
        Case {
            title: format!("generated {at}"),
            files: vec![("docker-compose.yml".to_owned(), text.into_bytes())],
        }
    };
    compare("compose, generated scalars", &files(per_file).map(case).collect::<Vec<_>>());
}

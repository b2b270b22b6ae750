//! What a checkout of a program names, to compare the data with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use jitsi_doctor::load::{Loader, MemoryTree, Role};
use jitsi_doctor::syntax::hocon;
use jitsi_doctor::value::{Map, Value};
use regex::Regex;

/// Names that stand in a checkout.
#[derive(Debug, Default)]
pub struct Names {
    /// Options with a default.
    pub reference: BTreeSet<String>,
    /// Names that the code asks for, options and properties, each with what it may mean: constants of one
    /// name can occur several times in a file. Some are put together at run time.
    pub code: BTreeSet<Vec<String>>,
}

/// Reads the sources of a checkout, without its tests.
pub fn read(checkout: &Path, names: &mut Names) -> io::Result<()> {
    let mut todo = vec![checkout.to_owned()];
    while let Some(path) = todo.pop() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            if path == checkout || !(name.starts_with('.') || name == "test" || name == "target") {
                for entry in fs::read_dir(&path)? {
                    todo.push(entry?.path());
                }
            }
            continue;
        }
        match name.as_str() {
            "reference.conf" | "application.conf" => reference(&path, &mut names.reference)?,
            _ if name.ends_with(".kt") || name.ends_with(".java") => {
                code(&String::from_utf8_lossy(&fs::read(&path)?), &mut names.code);
            }
            _ => {}
        }
    }
    Ok(())
}

fn reference(path: &PathBuf, names: &mut BTreeSet<String>) -> io::Result<()> {
    let mut tree = MemoryTree::new();
    tree.file("reference.conf", fs::read(path)?);
    let mut loader = Loader::new(&tree);
    let options = hocon::Options::default();
    let document = hocon::load("reference.conf", Role::Other, &mut loader, &options).unwrap_or_default();
    walk(&document.root, "", names);
    Ok(())
}

fn walk(map: &Map, above: &str, names: &mut BTreeSet<String>) {
    for entry in map.iter() {
        let name = if above.is_empty() { entry.key.clone() } else { format!("{above}.{}", entry.key) };
        match &entry.node.value {
            Value::Map(map) if !map.is_empty() => walk(map, &name, names),
            _ => {
                names.insert(name);
            }
        }
    }
}

/// Texts that are asked `from` a source, with the constants of the file put in.
fn code(text: &str, names: &mut BTreeSet<Vec<String>>) {
    // The patterns are constants; an unreadable one would be found by the first run.
    let (Ok(constant), Ok(asked), Ok(by_name), Ok(property)) = (
        Regex::new(r#"(?:const val|val) (\w+)(?:: String)? =\s*"([\w.-]+)""#),
        Regex::new(r#""([\w$][\w.${}-]*\.[\w.${}-]+)"\s*\.from\("#),
        Regex::new(r"(\w+)\s*\.from\((?:JitsiConfig\.)?\w*[cC]onfig"),
        // What is not a class.
        Regex::new(
            r#""((?:org\.jitsi\.(?:jigasi|ddclient)|net\.java\.sip)\.[\w.]*[._](?:[A-Z]+|[a-z]\w*))""#,
        ),
    ) else {
        return;
    };
    let constants: Vec<(&str, &str)> = constant
        .captures_iter(text)
        .map(|found| found.extract::<2>().1)
        .map(|[name, text]| (name, text))
        .collect();
    for found in asked.captures_iter(text) {
        let name = &found[1];
        let filled = constants.iter().map(|(constant, text)| {
            let name = name.replace(&format!("${{{constant}}}"), text);
            name.replace(&format!("${constant}."), &format!("{text}."))
        });
        let mut filled: Vec<String> = filled.filter(|filled| filled != name).collect();
        if filled.is_empty() {
            filled.push(name.to_owned());
        }
        names.insert(filled);
    }
    for found in by_name.captures_iter(text) {
        let meant = constants.iter().filter(|(name, _)| *name == &found[1]);
        names.extend(meant.map(|(_, text)| vec![(*text).to_owned()]));
    }
    names.extend(property.captures_iter(text).map(|found| vec![found[1].to_owned()]));
}

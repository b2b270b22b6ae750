//! Files that are right are never found fault with: every option at its default, and what packages write.

mod common;

use jitsi_doctor::catalogue::{Catalogue, JIBRI, JICOFO, Kind, Setting, VIDEOBRIDGE};
use jitsi_doctor::load::MemoryTree;

/// What the rules of the options say about a tree.
fn findings(tree: &MemoryTree) -> Vec<String> {
    let deployment = common::deployment(tree);
    let outcome = common::check(&deployment);
    let of_options = |line: &String| line.contains(" options/");
    common::lines_of(&deployment, &outcome).into_iter().filter(of_options).collect()
}

/// A value as one would write it: the default, or one of the kind.
fn value(setting: &Setting) -> String {
    let default = setting.default.filter(|default| !default.starts_with('('));
    match (default, setting.kind) {
        (Some(default), _) if default.starts_with('[') || default.starts_with("${") => default.to_owned(),
        (Some(default), Kind::Text | Kind::Base64) => format!("\"{default}\""),
        (Some(default), _) => default.to_owned(),
        (None, Kind::Bool) => "true".into(),
        (None, Kind::Int | Kind::Float) => "1".into(),
        (None, Kind::Duration) => "10 seconds".into(),
        (None, Kind::Bandwidth) => "10 kbps".into(),
        (None, Kind::Text | Kind::Base64) => "\"x\"".into(),
        (None, Kind::List) => "[]".into(),
        (None, Kind::Object) => "{}".into(),
        (None, Kind::Enum(words)) => words[0].into(),
        (None, Kind::Module(_)) => unreachable!("the Java services have no modules of Prosody"),
    }
}

/// A file with all options that are read today. Those of the items of a list stand in one item.
fn whole(catalogue: Catalogue) -> String {
    let mut text = String::new();
    let is_read = |setting: &&Setting| setting.until.is_none() && !setting.name.starts_with("org.");
    let list_of = |name: &str| {
        let (list, rest) = name.split_once(".*.")?;
        matches!(catalogue.get(list)?.kind, Kind::List).then(|| (list.to_owned(), rest.to_owned()))
    };
    let mut items: Vec<(String, String)> = Vec::new();
    for setting in catalogue.iter().filter(is_read) {
        match list_of(setting.name) {
            Some((list, rest)) => {
                let line = format!("    {rest} = {}\n", value(setting));
                match items.iter_mut().find(|(known, _)| *known == list) {
                    Some((_, lines)) => lines.push_str(&line),
                    None => items.push((list, line)),
                }
            }
            None => {
                let name = setting.name.replace(".*", ".a1");
                if !catalogue.iter().any(|other| other.name.starts_with(&format!("{name}.*."))) {
                    text.push_str(&format!("{name} = {}\n", value(setting)));
                }
            }
        }
    }
    for (list, lines) in items {
        text.push_str(&format!("{list} = [\n  {{\n{lines}  }}\n]\n"));
    }
    text
}

#[test]
fn every_option_at_its_default_is_right() {
    for release in [None, Some("2.0.11146-1"), Some("2.0.99999-1")] {
        let mut tree = MemoryTree::new();
        tree.file("etc/jitsi/jicofo/jicofo.conf", whole(JICOFO).as_bytes())
            .file("etc/jitsi/videobridge/jvb.conf", whole(VIDEOBRIDGE).as_bytes())
            .file("etc/jitsi/jibri/jibri.conf", whole(JIBRI).as_bytes());
        if let Some(release) = release {
            let status = format!("Package: jitsi-meet\nStatus: install ok installed\nVersion: {release}\n");
            tree.file("var/lib/dpkg/status", status.as_bytes());
        }
        let deployment = common::deployment(&tree);
        for layers in deployment.layers() {
            assert_eq!(layers.errors().count(), 0, "{:#?}", layers.errors().collect::<Vec<_>>());
            assert!(layers.written().len() > 50);
        }
        assert_eq!(findings(&tree), Vec::<String>::new(), "{release:?}");
    }
}

/// A wrong letter in any option's name is found, and the right name is told.
#[test]
fn a_misspelt_option_is_found_wherever_it_stands() {
    let mut missed = Vec::new();
    for (catalogue, path) in
        [(JICOFO, "etc/jitsi/jicofo/jicofo.conf"), (VIDEOBRIDGE, "etc/jitsi/videobridge/jvb.conf")]
    {
        for setting in catalogue.iter() {
            let last = setting.name.rsplit('.').next().expect("a part");
            if setting.name.contains('*') || setting.name.starts_with("org.") || last.len() < 6 {
                continue;
            }
            let mut letters: Vec<char> = last.chars().collect();
            letters.swap(2, 3);
            let wrong: String = letters.into_iter().collect();
            if wrong == last {
                continue;
            }
            let name = setting.name.replace(last, &wrong);
            let mut tree = MemoryTree::new();
            tree.file(path, format!("{name} = {}\n", value(setting)).as_bytes());
            let found = findings(&tree);
            if found.len() != 1 || !found[0].contains("options/unknown-option") {
                missed.push(format!("{name}: {found:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

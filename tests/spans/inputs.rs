//! Texts to read: from the fixtures, from the cases of the differential tests, and made from both by chance.

use std::fs;
use std::path::Path;

use crate::common;
use crate::mutate::{Random, mutated};

/// Files that are made by chance for each language.
pub const GENERATED: u64 = 3_000;

/// The files of all installations whose path fits.
pub fn fixtures(wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    for name in common::CORRECT.iter().chain(&common::BROKEN) {
        let tree = common::fixture(name);
        texts.extend(tree.files().filter(|(path, _)| wanted(path)).map(|(_, bytes)| bytes.to_vec()));
    }
    texts.sort();
    texts.dedup();
    assert!(!texts.is_empty());
    texts
}

/// The cases written for a language: files, or texts under `#### title` and `@@ name` lines.
pub fn cases(language: &str) -> Vec<Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/cases").join(language);
    let mut texts = Vec::new();
    let mut todo = vec![dir];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(&dir).expect("a directory of cases") {
            let path = entry.expect("an entry").path();
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            match ending {
                _ if path.is_dir() => todo.push(path),
                "json" => {}
                "txt" => texts.extend(parts(&fs::read_to_string(&path).expect("a text"))),
                _ => texts.push(fs::read(&path).expect("a file")),
            }
        }
    }
    texts.sort();
    assert!(texts.len() > 10);
    texts
}

fn parts(text: &str) -> Vec<Vec<u8>> {
    let bodies = text.split("#### ").skip(1).flat_map(|part| part.split("\n@@ "));
    bodies.filter_map(|part| Some(part.split_once('\n')?.1)).map(bytes).collect()
}

/// `<<0D>>` is a byte, and `<<>>` joins a line with the next one.
fn bytes(text: &str) -> Vec<u8> {
    let mut pieces = text.split("<<");
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_once(">>").expect("a closed escape");
        bytes.extend(u8::from_str_radix(code, 16).ok());
        let rest = if code.is_empty() { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
        bytes.extend(rest.as_bytes());
    }
    bytes
}

/// Texts made by chance from others.
pub fn mixed(texts: &[Vec<u8>], words: &[&str]) -> impl Iterator<Item = Vec<u8>> {
    (0..GENERATED).map(move |seed| mutated(&mut Random::new(seed), texts, words))
}

/// The same text as other editors and machines write it: with a byte order mark, with line ends of Windows,
/// and after bytes that are not UTF-8.
pub fn variants(text: &[u8], comment: &str) -> Vec<Vec<u8>> {
    let windows: Vec<u8> = text
        .iter()
        .flat_map(|byte| if *byte == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(byte) })
        .copied()
        .collect();
    let latin = [comment.as_bytes(), b" f\xFCr \xC3\n", text].concat();
    vec![text.to_vec(), [&b"\xEF\xBB\xBF"[..], text].concat(), windows, latin]
}

//! nginx, which has words in the place of values.

use jitsi_doctor::load::{Loader, MemoryTree};
use jitsi_doctor::syntax::nginx::{Config, Directive, Word, load};
use jitsi_doctor::text::Sources;

use crate::inputs;

fn read(text: &[u8]) -> (Config, Sources) {
    let mut tree = MemoryTree::new();
    tree.file("nginx.conf", text);
    let mut loader = Loader::new(&tree);
    let config = load("nginx.conf", &mut loader).expect("the file is there");
    (config, loader.finish().0)
}

/// A word on its own is read as the same word.
fn check_word(word: &Word, sources: &Sources) -> Result<(), String> {
    let text = sources.file(word.span.file).text().get(word.span.range());
    let text = text.ok_or_else(|| format!("{word:?} leaves the file or cuts a character"))?;
    let (again, _) = read(format!("x {text};").as_bytes());
    let words: Vec<&str> =
        again.directives.iter().flat_map(|one| &one.args).map(|word| &*word.text).collect();
    if words == [&word.text] {
        Ok(())
    } else {
        Err(format!("{text:?} gives {words:?}, and not {:?}", word.text))
    }
}

fn check_block(block: &[Directive], sources: &Sources, values: &mut usize) -> Result<(), String> {
    for directive in block {
        let words = std::iter::once(&directive.name).chain(&directive.args);
        let mut end = directive.span.start;
        for word in words {
            *values += 1;
            check_word(word, sources)?;
            if word.span.start < end || directive.span.end < word.span.end {
                return Err(format!(
                    "{word:?} stands outside of its directive, or before the word before it"
                ));
            }
            end = word.span.end;
        }
        let text = sources.slice(directive.span);
        let last = if directive.block.is_some() { '{' } else { ';' };
        if !text.ends_with(last) {
            return Err(format!("{text:?} does not end with {last:?}"));
        }
        check_block(directive.block.as_deref().unwrap_or_default(), sources, values)?;
    }
    Ok(())
}

#[test]
fn words() {
    let mut texts =
        inputs::fixtures(|path| path.contains("nginx/sites-available") || path.ends_with("nginx.conf"));
    texts.extend(inputs::cases("nginx"));
    let words =
        ["listen 443;", "\"a b\"", "'x'", "${y}", "$z", "location / {", "}", "\\;", "# c", "é", "if (a) {"];
    let plain = texts.iter().flat_map(|text| inputs::variants(text, "#"));
    let (mut values, mut faults) = (0, Vec::new());
    for text in plain.chain(inputs::mixed(&texts, &words)) {
        let (config, sources) = read(&text);
        if config.errors.is_empty()
            && let Err(fault) = check_block(&config.directives, &sources, &mut values)
        {
            faults.push(format!("{fault}\n--- in\n{}", String::from_utf8_lossy(&text)));
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults[..faults.len().min(10)].join("\n=====\n"));
    assert!(values > 10_000, "only {values} words");
}

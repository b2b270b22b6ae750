use super::*;
use crate::load::{MemoryTree, Tree};

fn with_files(tree: &MemoryTree) -> (Config, crate::text::Sources) {
    let mut loader = Loader::new(tree as &dyn Tree);
    let config = load("etc/nginx/nginx.conf", &mut loader).unwrap();
    (config, loader.finish().0)
}

fn parse(bytes: impl Into<Vec<u8>>) -> (Config, crate::text::Sources) {
    let mut tree = MemoryTree::new();
    tree.file("etc/nginx/nginx.conf", bytes);
    with_files(&tree)
}

fn dump(directives: &[Directive]) -> String {
    let words = |directive: &Directive| {
        let words = std::iter::once(&directive.name).chain(&directive.args);
        words.map(|word| word.text.as_str()).collect::<Vec<_>>().join("|")
    };
    let one = |directive: &Directive| match &directive.block {
        Some(block) => format!("{}{{{}}}", words(directive), dump(block)),
        None => format!("{};", words(directive)),
    };
    directives.iter().map(one).collect()
}

/// The directives, then `! place: cause` for every error.
fn report(config: &Config, sources: &crate::text::Sources) -> String {
    let mut report = dump(&config.directives);
    for error in &config.errors {
        let at = sources.position(error.span).line;
        report += &format!(" ! {at} {:?}: {}", sources.slice(error.span), error.cause);
    }
    report
}

fn parsed(text: &str) -> String {
    let (config, sources) = parse(text);
    report(&config, &sources)
}

#![allow(clippy::unwrap_used)]

use super::*;
use crate::load::MemoryTree;
use crate::text::Sources;

const MAIN: &str = "etc/apache2/apache2.conf";

fn with_files(tree: &MemoryTree) -> (Config, Sources) {
    let mut loader = Loader::new(tree);
    let config = load(MAIN, None, &mut loader).unwrap();
    (config, loader.finish().0)
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

/// The directives, then `! line text: cause` for every error.
fn parsed(text: &str) -> String {
    let mut tree = MemoryTree::new();
    tree.file(MAIN, text)
        .file("etc/apache2/envvars", "export APACHE_LOG_DIR=/var/log/apache2\n")
        .file("etc/apache2/a/2.conf", "Two ${APACHE_LOG_DIR}\n")
        .file("etc/apache2/a/1.conf", "One\n")
        .file("etc/apache2/a/.3.conf", "Three\n");
    let (config, sources) = with_files(&tree);
    let mut report = dump(&config.directives);
    for error in &config.errors {
        let at = sources.position(error.span).line;
        report += &format!(" ! {at} {:?}: {}", sources.slice(error.span), error.cause);
    }
    report
}

#[test]
fn what_httpd_reads() {
    // Compared with httpd itself in the differential tests; here stands what is worth seeing at a glance.
    let cases = [
        ("A b 'c d' \"e\\\"f\"\n", "A|b|c d|e\"f;"),
        ("A b \\\n  c\n", "A|b|c;"),
        ("<a b>\nC\n</A>\n", "a|b{C;}"),
        ("Define X y\nA ${X}${Z}", "Define|X|y;A|y${Z};"),
        ("<IfModule mod_so.c>\nA\n</IfModule>\n<IfModule mod_ssl.c>\nB\n</IfModule>\n", "A;"),
        ("<IfFile /nowhere>\nA\n</IfFile>\n", "IfFile|/nowhere{A;}"),
        ("Include a/*.conf\n", "One;Two|/var/log/apache2;"),
        ("Include a\n", "Three;One;Two|/var/log/apache2;"),
    ];
    for (text, expected) in cases {
        assert_eq!(parsed(text), expected, "{text}");
    }
}

/// The text of a macro means nothing by itself, and what its use brings is not known.
#[test]
fn macros_are_no_settings() {
    let text = "<Macro Host $name>\n<VirtualHost *:443>\nServerName $name\nProxyPass / http://a/\nInclude none.conf\n</Macro>\n";
    assert_eq!(parsed(&format!("{text}A\n")), "Macro|Host|$name{}A;");
    assert_eq!(parsed("<Macro A>\n<Macro B>\n</Macro>\nB\n</macro>\nC\n"), "Macro|A{}C;");
    assert_eq!(parsed("<Macro A>\nB\n"), "Macro|A{} ! 1 \"<Macro A>\": this macro is never closed");
    let mut tree = MemoryTree::new();
    tree.file(MAIN, format!("{text}Use Host meet.example.org\n"));
    let (config, _) = with_files(&tree);
    assert_eq!((config.errors.len(), config.lossy.is_some()), (0, true));
}

#[test]
fn mistakes_are_named_where_they_are() {
    let cases = [
        ("<Location />\n", "Location|/{} ! 1 \"<Location />\": this `<Location>` is never closed"),
        ("</Location>\n", " ! 1 \"</Location>\": this `</Location>` closes nothing"),
        (
            "<Location />\n</Locations>\n",
            "Location|/{} ! 2 \"</Locations>\": this is to close `<Location>`, and has another name",
        ),
        (
            "<Files a>\n<Limit>\n</Files>\n",
            "Files|a{Limit{}} ! 2 \"<Limit>\": this `<Limit>` is still open where `</Files>` follows",
        ),
        ("<Files a\n</Files>\n", "Files|a{} ! 1 \"a\": there is no `>` at the end of this line"),
        ("<Filse a>\n</Filse>\n", "Filse|a{} ! 1 \"Filse\": Apache knows no section `<Filse>`"),
        ("Include b.conf\n", " ! 1 \"b.conf\": there is no file `/etc/apache2/b.conf`"),
        ("Include b*.conf\n", " ! 1 \"b*.conf\": no file has such a name"),
        (
            "ProxyPass / http://a/\n",
            "ProxyPass|/|http://a/; ! 1 \"ProxyPass\": Apache does not know `ProxyPass`: the module proxy is not loaded",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(parsed(text), expected, "{text}");
    }
}

#[test]
fn every_span_holds_its_word() {
    let text =
        "\u{FEFF}Define X yz\r\nÄ \"b c\" \\\r\n  d${X}e ${X}\r\n<Location /ü>\r\n  F g\\\nh\n</Location>\n";
    let mut tree = MemoryTree::new();
    tree.file(MAIN, text);
    let (config, sources) = with_files(&tree);
    let slices = |directive: &Directive| {
        let words = std::iter::once(&directive.name).chain(&directive.args);
        words.map(|word| sources.slice(word.span).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(slices(&config.directives[0]), ["Define", "X", "yz"]);
    assert_eq!(slices(&config.directives[1]), ["Ä", "\"b c\"", "d${X}e", "${X}"]);
    assert_eq!(config.directives[1].args[1].text, "dyze");
    assert_eq!(slices(&config.directives[2]), ["Location", "/ü"]);
    let inner = &config.directives[2].block.as_ref().unwrap()[0];
    assert_eq!(slices(inner), ["F", "g\\\nh"]);
    assert_eq!(sources.slice(inner.span), "F g\\\nh");
}

#![allow(clippy::unwrap_used)]

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

#[test]
fn words_are_cut_as_nginx_cuts_them() {
    // A directive of this name, and the name nginx 1.22 called unknown.
    let cases = [
        ("abc", "abc"),
        ("a\"b\"", "a\"b\""),
        ("a'b", "a'b"),
        ("\"a b\"", "a b"),
        ("'a;b{c}d#e'", "a;b{c}d#e"),
        ("\"a'b\"", "a'b"),
        ("\"a\\\"b\"", "a\"b"),
        ("'a\\'b'", "a'b"),
        ("a\\ b", "a\\ b"),
        ("a\\;b", "a\\;b"),
        ("a\\{b", "a\\{b"),
        ("a\\\\b", "a\\b"),
        ("a\\\"b", "a\"b"),
        ("\\\"a", "\"a"),
        ("\\#a", "\\#a"),
        ("\\.a", "\\.a"),
        ("a\\tb", "a\tb"),
        ("a\\rb", "a\rb"),
        ("\"a\\nb\"", "a\nb"),
        ("a\\xb", "a\\xb"),
        ("a#b", "a#b"),
        ("a}b", "a}b"),
        ("${a}b", "${a}b"),
        ("a${b}c", "a${b}c"),
        ("a$b", "a$b"),
        ("${{a}}b", "${{a}}b"),
        ("\"${a}\"", "${a}"),
        ("\"a$\"", "a$"),
        ("^/([^/?&:'\"]+)$", "^/([^/?&:'\"]+)$"),
        ("'a\nb'", "a\nb"),
        ("a=b", "a=b"),
        ("é", "é"),
        ("a(b)", "a(b)"),
        (")a", ")a"),
        ("\u{feff}a", "\u{feff}a"),
    ];
    for (word, text) in cases {
        // The mark at the start of a file is no part of the first word here, but an error.
        let (config, sources) = parse(format!("\n{word};"));
        assert_eq!(config.directives[0].name.text, text, "{word:?}");
        assert_eq!(sources.slice(config.directives[0].name.span), word);
        assert_eq!(sources.slice(config.directives[0].span), format!("{word};"));
        assert_eq!(config.errors, [], "{word:?}");
    }
}

#[test]
fn accepts_what_nginx_accepts() {
    // nginx 1.22 accepts each of these between `events {} http {` and `}`.
    let cases = [
        ("server { listen 8099; }", "server{listen|8099;}"),
        ("server{listen 8099;}", "server{listen|8099;}"),
        ("server { # c {\n listen 8099; # } \"\n }", "server{listen|8099;}"),
        ("server { listen 8099;\r\n root /x;\r\n }", "server{listen|8099;root|/x;}"),
        (
            "server { location ~ ^/([^/?&:'\"]+)$ { root /x; } }",
            "server{location|~|^/([^/?&:'\"]+)${root|/x;}}",
        ),
        ("server { location ~ \"^/a{2}$\" { root /x; } }", "server{location|~|^/a{2}${root|/x;}}"),
        (
            "server { set $p \"\"; if ($p = \"a\") { return 404; } }",
            "server{set|$p|;if|($p|=|a|){return|404;}}",
        ),
        ("server { if ($uri ~* \"a\"){ return 404; } }", "server{if|($uri|~*|a|){return|404;}}"),
        ("server { return 301 https://$host${uri}x; }", "server{return|301|https://$host${uri}x;}"),
        ("server { listen\n 8099\n ; }", "server{listen|8099;}"),
        ("server { listen 8099\n http2; }", "server{listen|8099|http2;}"),
        ("log_format x '$uri'\n 'return';", "log_format|x|$uri|return;"),
        (
            "map $http_upgrade $up { default upgrade; '' close; }",
            "map|$http_upgrade|$up{default|upgrade;|close;}",
        ),
        (
            "map $uri $x { default 0;\n /a\n 1; root 2; location 3; }",
            "map|$uri|$x{default|0;/a|1;root|2;location|3;}",
        ),
        ("types { text/html html\n htm; }", "types{text/html|html|htm;}"),
        ("geo $g { default 0; 10.0.0.0/8 1; }", "geo|$g{default|0;10.0.0.0/8|1;}"),
        ("upstream u { server 127.0.0.1:1; }", "upstream|u{server|127.0.0.1:1;}"),
        ("server { location = / {} }", "server{location|=|/{}}"),
        ("server { location /\n{\n} }", "server{location|/{}}"),
        (
            "server { error_page 404 /x; add_header X \"a;b\" always; }",
            "server{error_page|404|/x;add_header|X|a;b|always;}",
        ),
        ("server { add_header X 'a\nb'; }", "server{add_header|X|a\nb;}"),
        ("server { add_header X \"{{ a }}\"; }", "server{add_header|X|{{ a }};}"),
        (
            "server { server_name a.example\n b.example\n c.example; }",
            "server{server_name|a.example|b.example|c.example;}",
        ),
        ("server { gzip_types\n text/css\n text/xml; }", "server{gzip_types|text/css|text/xml;}"),
        (
            "server { try_files $uri\n @x\n =404; location @x {} }",
            "server{try_files|$uri|@x|=404;location|@x{}}",
        ),
        ("", ""),
    ];
    for (text, expected) in cases {
        let got = parsed(&format!("events {{}} http {{{text}}}"));
        assert_eq!(got, format!("events{{}}http{{{expected}}}"), "{text:?}");
    }
}

#[test]
fn says_what_nginx_refuses() {
    // nginx 1.22 refuses each of these files.
    let cases = [
        ("x", "x; ! 1 \"x\": there is no `;` after this directive"),
        (
            "events {} http { server { listen 80\n } }",
            "events{}http{server{listen|80;}} ! 1 \"80\": there is no `;` after this directive",
        ),
        (
            "events {} http { server { location / { proxy_pass http://x\nproxy_set_header Host $host;\n} } }",
            "events{}http{server{location|/{proxy_pass|http://x;proxy_set_header|Host|$host;}}} ! 1 \"http://x\": there is no `;` after this directive",
        ),
        (
            "worker_processes 1\nevents {}",
            "worker_processes|1;events{} ! 1 \"1\": there is no `;` after this directive",
        ),
        (
            "events {} http { server { root /x\nlocation / {} } }",
            "events{}http{server{root|/x;location|/{}}} ! 1 \"/x\": there is no `;` after this directive",
        ),
        (
            "events {} http { server { listen 80\n server_name a\n root /x; } }",
            "events{}http{server{listen|80;server_name|a;root|/x;}} ! 1 \"80\": there is no `;` after this directive ! 2 \"a\": there is no `;` after this directive",
        ),
        (
            "events {} http { server { location /\n root /x;\n } } }",
            "events{}http{server{location|/{root|/x;}}} ! 1 \"/\": there is no `{` after this directive",
        ),
        (
            "events {} http { server\n listen 80;\n } }",
            "events{}http{server{listen|80;}} ! 1 \"server\": there is no `{` after this directive",
        ),
        (
            "events {} http { server { location / ; } }",
            "events{}http{server{location|/;}} ! 1 \"/ ;\": `location` needs a block in braces",
        ),
        ("events {\nhttp {\n}\n", "events{http{}} ! 1 \"{\": this `{` is never closed"),
        (
            "events {}\nhttp {\n  server {\n    location / {\n      root /x;\n  }\n  server {\n  }\n}\n",
            "events{}http{server{location|/{root|/x;}server{}}} ! 4 \"{\": this `{` is never closed",
        ),
        ("events {} }", "events{} ! 1 \"}\": this `}` closes nothing"),
        ("events {}\nhttp {\n}}\n", "events{}http{} ! 3 \"}\": this `}` closes nothing"),
        ("events {} http { ; }", "events{}http{} ! 1 \";\": there is no directive before this `;`"),
        ("{ }", " ! 1 \"{\": there is no directive before this `{`"),
        (
            "events {} http { { listen 80; } }",
            "events{}http{} ! 1 \"{\": there is no directive before this `{`",
        ),
        (
            "events {} http { server { add_header X \"abc;\n add_header Y \"def\";\n} }",
            "events{}http{server{add_header|X|abc;add_header|Y|def;}} ! 1 \"\\\"abc\": this quote is not closed on its line",
        ),
        (
            "events {} http { server { add_header X \"abc;\n} }",
            "events{}http{server{add_header|X|abc;}} ! 1 \"\\\"abc\": this quote is not closed on its line",
        ),
        (
            "events {} http { server { add_header X 'abc;\n} }",
            "events{}http{server{add_header|X|abc;}} ! 1 \"'abc\": this quote is not closed on its line",
        ),
        (
            "events {} http { server { add_header X \"a\"b; } }",
            "events{}http{server{add_header|X|a|b;}} ! 1 \"b\": there is no space or `;` after the closing quote",
        ),
        (
            "events {} http { server { add_header X \"a\"# c\n; } }",
            "events{}http{server{add_header|X|a;}} ! 1 \"#\": there is no space or `;` after the closing quote",
        ),
        (
            "events {} http { server { add_header X \"a\"} }",
            "events{}http{server{add_header|X|a;}} ! 1 \"\\\"a\\\"\": there is no `;` after this directive",
        ),
        (
            "events {} http { server { add_header X “abc def”; } }",
            "events{}http{server{add_header|X|“abc|def”;}} ! 1 \"“\": this is a typographic quote, which nginx takes as a letter",
        ),
        (
            "events {} http { server { server_name {{ .Env.NAME }};\n{{ if .Env.X }}\n listen 80;\n{{ end }}\n} }",
            "events{}http{server{server_name|{{ .Env.NAME }};listen|80;}} ! 1 \"{{ .Env.NAME }}\": this is a template whose `{{ … }}` were not filled in",
        ),
        (
            "\u{feff}events {}",
            "events{} ! 1 \"\\u{feff}\": the file starts with a byte order mark, which nginx takes as part of a word",
        ),
        (
            "events {} http { server { root /x { } } }",
            "events{}http{server{root|/x{}}} ! 1 \"{\": `root` has no block: it ends with `;`",
        ),
        (
            "events {} http { server { listen 80};\n}",
            "events{}http{server{listen|80};}} ! 1 \"}\": this `}` is part of the word before it and closes no block",
        ),
        (
            "events {} http { server { location ~ ^/a{2}$ { root /x; } } }",
            "events{}http{server{location|~|^/a{2}${root|/x;}}} ! 1 \"{2}\": this `{` starts a block, because the regular expression is not in quotes",
        ),
        (
            "events {} http { server { listen 80;;} }",
            "events{}http{server{listen|80;}} ! 1 \";\": there is no directive before this `;`",
        ),
        (
            "events {} http { include missing.conf; }",
            "events{}http{} ! 1 \"missing.conf\": there is no file `/etc/nginx/missing.conf`",
        ),
        (
            "events {} http { map $uri $x { default 1 } }",
            "events{}http{map|$uri|$x{default|1;}} ! 1 \"1\": there is no `;` after this directive",
        ),
        (
            "events {} http { server { return 200 \"a\\\"; } }",
            "events{}http{server{return|200|a\";}} ! 1 \"\\\"a\\\\\\\"\": this quote is not closed on its line",
        ),
        ("events {} # c\n}", "events{} ! 2 \"}\": this `}` closes nothing"),
        (
            "events {} http { server { listen 80; }\n",
            "events{}http{server{listen|80;}} ! 1 \"{\": this `{` is never closed",
        ),
        ("a\\", "a\\; ! 1 \"a\\\\\": there is no `;` after this directive"),
        (
            "a \"",
            "a|; ! 1 \"\\\"\": this quote is not closed on its line ! 1 \"\\\"\": there is no `;` after this directive",
        ),
        ("events {} http { if ($x) { } ", "events{}http{if|($x){}} ! 1 \"{\": this `{` is never closed"),
        (
            "events {} http { upstream u; }",
            "events{}http{upstream|u;} ! 1 \"u;\": `upstream` needs a block in braces",
        ),
        (
            "events {} http { server { listen 80}\n}",
            "events{}http{server{listen|80};}} ! 1 \"80}\": there is no `;` after this directive ! 1 \"}\": this `}` is part of the word before it and closes no block",
        ),
        (
            "events {} http { server { rewrite ^/([a-z]{2,3})$ /x; } }",
            "events{}http{server{rewrite|^/([a-z]{2,3})$|/x;}} ! 1 \"{2,3}\": this `{` starts a block, because the regular expression is not in quotes",
        ),
        (
            "events {} http { server { return 200 a\n\n",
            "events{}http{server{return|200|a;}} ! 1 \"{\": this `{` is never closed ! 1 \"a\": there is no `;` after this directive",
        ),
        (
            "events {} http {\n  server {\n    location / {\n    root /x;\n  }\n}\n",
            "events{}http{server{location|/{root|/x;}}} ! 3 \"{\": this `{` is never closed",
        ),
        (
            "events {} http { server { listen 80 # c\n root /x; } }",
            "events{}http{server{listen|80;root|/x;}} ! 1 \"80\": there is no `;` after this directive",
        ),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, expected, parsed(text)))
        .filter(|(_, expected, got)| got != *expected)
        .map(|(text, _, got)| format!("({text:?}, {got:?}),"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn includes_stand_in_place() {
    let mut tree = MemoryTree::new();
    tree.file(
        "etc/nginx/nginx.conf",
        "include modules-enabled/*.conf;\nhttp {\n include mime.types; include /etc/nginx/conf.d/*.conf;\n\
         include sites-enabled/*;\n include none/*.conf; include none*/x.conf;\n map $a $b { include map.inc; }\n}\n",
    )
    .file("etc/nginx/mime.types", "types { text/html html; }")
    .file("etc/nginx/conf.d/b.conf", "b 1;")
    .file("etc/nginx/conf.d/a.conf", "a 1;")
    .file("etc/nginx/conf.d/a.conf.bak", "x 1;")
    .file("etc/nginx/conf.d/.h.conf", "x 1;")
    .file("etc/nginx/map.inc", "a b;")
    .file("etc/nginx/sites-available/meet.conf", "server { include snippets/s.conf; }")
    .file("etc/nginx/snippets/s.conf", "s;")
    .link("etc/nginx/sites-enabled/meet.conf", "../sites-available/meet.conf")
    .link("etc/nginx/modules-enabled/50-x.conf", "/usr/share/nginx/modules-available/x.conf");
    let (config, sources) = with_files(&tree);
    assert_eq!(report(&config, &sources), "http{types{text/html|html;}a|1;b|1;server{s;}map|$a|$b{a|b;}}");
    let files: Vec<&str> = config.files.iter().map(|file| sources.path(*file)).collect();
    assert_eq!(
        files,
        [
            "etc/nginx/nginx.conf",
            "etc/nginx/mime.types",
            "etc/nginx/conf.d/a.conf",
            "etc/nginx/conf.d/b.conf",
            "etc/nginx/sites-available/meet.conf",
            "etc/nginx/snippets/s.conf",
            "etc/nginx/map.inc",
        ]
    );
    // A link out of a tree in which only /etc was copied is no mistake, but what it leads to is not known.
    assert!(config.lossy.is_some());
}

#[test]
fn includes_that_fail() {
    let mut tree = MemoryTree::new();
    tree.file(
        "etc/nginx/nginx.conf",
        "include missing; include conf.d; include sites-enabled/*; include a; include a; include bad;",
    )
    .file("etc/nginx/conf.d/x", "x;")
    .link("etc/nginx/sites-enabled/meet", "../sites-available/meet")
    .file("etc/nginx/a", "a; include b;")
    .file("etc/nginx/b", "b; include a;")
    .file("etc/nginx/bad", "c { d;");
    let (config, sources) = with_files(&tree);
    let errors: Vec<String> = config
        .errors
        .iter()
        .map(|error| {
            format!("{} {}: {}", sources.path(error.span.file), sources.slice(error.span), error.cause)
        })
        .collect();
    assert_eq!(
        errors,
        [
            "etc/nginx/b a: this includes `/etc/nginx/a`, which is included from there again, without end",
            "etc/nginx/bad {: this `{` is never closed",
            "etc/nginx/nginx.conf missing: there is no file `/etc/nginx/missing`",
            "etc/nginx/nginx.conf conf.d: `/etc/nginx/conf.d` is a directory, which nginx cannot include",
            "etc/nginx/nginx.conf sites-enabled/*: `/etc/nginx/sites-enabled/meet` is a link to a file that does not exist",
        ]
    );
    assert_eq!(dump(&config.directives), "a;b;a;b;c{d;}");
}

#[test]
fn files_that_multiply_come_to_an_end() {
    let mut tree = MemoryTree::new();
    tree.file("etc/nginx/nginx.conf", "include 0;");
    for level in 0..40 {
        tree.file(&format!("etc/nginx/{level}"), format!("include {0}; include {0};", level + 1));
    }
    tree.file("etc/nginx/40", "x;");
    let (config, _) = with_files(&tree);
    assert!(config.lossy.is_some());
}

#[test]
fn lua_is_passed_over() {
    let lua = "access_by_lua_block { local t = { '}' } -- }\n if x then t[[[}]]] = \"\\\"}\" end --[==[ } ]] ]==] } a;";
    assert_eq!(parsed(lua), "access_by_lua_block{}a;");
    assert!(parsed("access_by_lua_block { {").contains("never closed"));
}

#[test]
fn blocks_can_be_looked_up() {
    let (config, _) = parse("a 1; b 2; a 3; c { a 4; }");
    let found: Vec<&str> = named(&config.directives, "a").map(|found| found.args[0].text.as_str()).collect();
    assert_eq!(found, ["1", "3"]);
}

#[test]
fn long_words_and_comments_are_refused() {
    // Measured with nginx 1.22.
    let refused = |text: String| !parse(text).0.errors.is_empty();
    for length in 4090..4100 {
        let filler = "a".repeat(length);
        assert_eq!(refused(format!("x {filler};\n")), length >= 4096, "word of {length}");
        assert_eq!(refused(format!("x '{filler}';\n")), length >= 4095, "quoted word of {length}");
        assert_eq!(refused(format!("#{filler}\nx;\n")), length >= 4095, "comment of {length} after #");
    }
}

const SITE: &str = "server_names_hash_bucket_size 64;\r\nupstream prosody { zone u 64K; server 127.0.0.1:5280; }\n\
    map $arg_vnode $node { default prosody; v1 v1; '' x; }\nserver {\n    listen 443 ssl;\n    # é } \"\n\
    set $prefix \"\";\n    location ~ ^/([^/?&:'\"]+)$ { try_files $uri @root_path; }\n\
    location = /xmpp-websocket {\n        proxy_pass http://prosody/xmpp-websocket?prefix=$prefix&$args;\n\
    if ($a = \"b\") { rewrite ^/(.*)$ /${x}\\ y break; }\n    }\n    content_by_lua_block { x = '{' }\n}\n";

#[test]
fn a_jitsi_site_has_no_errors() {
    assert_eq!(parse(SITE).0.errors, []);
}

#[test]
fn no_text_makes_it_panic() {
    let check = |bytes: Vec<u8>| {
        let (config, sources) = parse(bytes);
        assert!(config.errors.iter().all(|error| {
            let text = sources.file(error.span.file).text();
            text.get(error.span.range()).is_some()
        }));
        config
    };
    for at in 0..SITE.len() {
        check(SITE.as_bytes()[..at].to_vec());
        for byte in [0, b'"', b'\'', b'{', b'}', b';', b'\\', b'#', b'$', b'\n', 0xFF] {
            let mut bytes = SITE.as_bytes().to_vec();
            bytes[at] = byte;
            check(bytes);
        }
    }
}

#[test]
fn large_and_deep_texts_are_quick() {
    for unit in [
        "a{",
        "{",
        "}",
        "{{",
        "\"",
        "\"a\"b",
        "'a\n",
        "set\n",
        "location a\n",
        "location\n{",
        "include nginx.conf;",
        "x_by_lua_block{[=[",
        "\\",
        "${",
        "a 'b\n'c",
        "server\nlisten ",
        "\"\n'",
        "{2}",
        "“",
        "a}",
    ] {
        // That it ends is the test: work that grows with the square of this size takes minutes.
        drop(parse(unit.repeat(30_000)));
    }
    let (config, _) = parse("a{".repeat(100_000) + &"}".repeat(100_000));
    assert!(config.lossy.is_some());
    assert_eq!(config.errors, []);
}

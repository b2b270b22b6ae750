//! Where the fuzzer starts: the installations of `fixtures/`, the examples of the rules' pages, and words.

use std::fs;
use std::path::Path;

use jitsi_doctor::check::{Page, PageSection};
use jitsi_doctor::load::MemoryTree;
use jitsi_doctor::rules;

use crate::common;
use crate::targets::CHECKED;

/// Every text of the fixtures and the pages whose path fits.
pub fn texts(wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    for name in common::CORRECT.iter().chain(&common::BROKEN) {
        let tree = common::fixture(name);
        texts.extend(tree.files().filter(|(path, _)| wanted(path)).map(|(_, bytes)| bytes.to_vec()));
    }
    for rule in rules::ALL.iter() {
        let Ok(page) = Page::parse(rule.meta().page) else { continue };
        for example in PageSection::ALL.iter().flat_map(|section| page.examples(*section)) {
            let files = example.files.into_iter().filter(|(path, _)| wanted(path));
            texts.extend(files.map(|(_, text)| text.into_bytes()));
        }
    }
    texts.sort();
    texts.dedup();
    texts
}

/// For the whole check: texts behind the number of the file they replace.
pub fn installations() -> Vec<Vec<u8>> {
    let of_file = |(number, path): (usize, &&str)| {
        let path = path.to_string();
        texts(move |found| found == path)
            .into_iter()
            .map(move |text| [vec![number as u8], text].concat())
            .collect::<Vec<_>>()
    };
    CHECKED.iter().enumerate().flat_map(of_file).collect()
}

/// The installation that the whole check is fuzzed in.
pub fn base() -> MemoryTree {
    common::fixture("websocket-turn")
}

/// Minimized inputs that once made a target fail.
pub fn crashes(target: &str) -> Vec<(String, Vec<u8>)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/crashes").join(target);
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a file")))
        .collect();
    found.sort();
    found
}

pub const LUA: &[&str] = &[
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "or", "repeat", "return", "then", "true", "until", "while", "..", "...", "==", "~=", "<=",
    "//", ">>", "::", "--[[", "]]", "--[==[", "]==]", "[[", "0x", "1e", "0x1p4", "1e309", "\\z", "\\x",
    "\\u{110000}", "\\999", "VirtualHost", "Component", "Include", "VirtualHost \"a.b\"",
    "Component \"c.a.b\" \"muc\"", "Include \"main.conf\"", "Include \"*.conf\"", "Include \"/etc/link.conf\"",
    "modules_enabled", "append", "Lua", "_G", "ENV_X", "FileContents(\"other.conf\")", "FileLine", "Credential",
    "setmetatable", "string.rep(\"x\", 1e9)", "(\"x\"):rep(99999)", "table.insert", "pairs", "os.getenv",
    "require", "pcall", "x.y.z", "x[1]", "x = x .. x", "= {", "}", "; ;", "<const>",
];

pub const JS: &[&str] = &[
    "var", "let", "const", "function", "return", "if", "else", "for", "while", "do", "switch", "case",
    "default", "break", "continue", "try", "catch", "finally", "throw", "new", "delete", "typeof", "void", "in",
    "of", "instanceof", "this", "class", "extends", "super", "async", "await", "yield", "import", "export",
    "null", "undefined", "NaN", "Infinity", "true", "false", "=>", "...", "?.", "??", "**", ">>>=", "&&=", "===",
    "${", "`", "/a/g", "0x", "1e999", "1n", "\\u{", "\\x", "<!--# echo var=\"subdomain\" default=\"\" -->",
    "<!--# if expr=\"$a\" -->", "<!--# endif -->", "<!--", "-->", "config", "config.hosts", "hosts: {",
    "var config = {", "Object.assign(config, {})", "Object.defineProperty", "JSON.parse('{}')", "(function(){",
    "})()", "window", "location.hostname", "document", "[].concat(", ".map(x => x)", ".join()", ".repeat(1e9)",
    "__proto__", "get a(){}", "static {", "label:", "config = config", "a = [...a, ...a]", "#!",
];

pub const HOCON: &[&str] = &[
    "include \"main.conf\"", "include file(\"/etc/main.conf\")", "include required(\"x\")",
    "include url(\"http://a\")", "include classpath(\"a\")", "include \"other.conf\"", "${a}", "${?a}",
    "${HOME}", "${?HOME}", "a = ${a}", "a += ${a}", "+=", "a.b.c", "\"a.b\"", "\"\"\"", "{ a : 1 }", "[1, 2]",
    "a { b = 1 }", "a = ${b}", "b = ${a}", "${a.b}", "${a[0]}", "null", "true", "false", "10 seconds", "5 MiB",
    "1e999", "-", "0x10", "//", "#", "\\u0041", "\\uD800", "\\x", "jicofo", "videobridge", "?=", "=", ":", "${",
    "${}", "${?}", "$", "a = []", "a = ${a} [1]", "a = {} ${b}", "..", ".a", "a.",
];

pub const PROPERTIES: &[&str] = &[
    "\\u0041", "\\uD83D\\uDE00", "\\uD800", "\\u12", "\\u", "\\", "\\\n", "\\\r\n", "\\:", "\\=", "\\ ", "#", "!",
    "=", ":", "==", "a=b", "\\t", "\\f", "\\q", "\u{feff}", "\u{a0}", "org.jitsi.videobridge.xmpp.user.",
    ".HOSTNAME=", "\\\\\n", "\\\r", "\r", "\u{0}",
];

pub const SHELL_ENV: &[&str] = &[
    "export", "unset", "readonly", "if", "then", "fi", "for", "in", "do", "done", "case", "esac", "while",
    "function", "f() {", "}", "$A", "${A}", "${A:-x}", "${A:+x}", "${#A}", "${A%x}", "${", "$(", "$(a)", "`a`", "$((",
    "$'\\n'", "$\"", "A=1", "A+=1", "A=$A$A", "A=(1 2)", "A[1]=2", "<<E", "<<-'E'", "E\n", "<(", ">", "|", "&&", "||",
    "&", ";", ";;", "#", "\\\n", "!", "[[", "]]", "~", "*", "source", ". /etc/main.conf", "JVB_OPTS=", "JICOFO_HOST=",
];

pub const NGINX: &[&str] = &[
    "server {", "location / {", "location ~ ^/(a", "location ~* \\.php$", "location = /", "location ^~ /", "http {",
    "events {}", "map $a $b {", "upstream u {", "include main.conf;", "include *.conf;", "include /etc/link.conf;",
    "listen 443 ssl;", "listen [::]:443;", "listen unix:/a;", "server_name a *.b ~^c$ _ .d;", "proxy_pass http://a;",
    "proxy_pass http://$a/b;", "set $a $a$a;", "if ($a) {", "return 301 https://$host$uri;",
    "rewrite ^ /a last;", "alias /a;", "ssi on;", "proxy_set_header", "$", "${a}", "${", "\\", "\"", "'", ";", "}",
    "stream {", "ssl_preread on;", "by_lua_block { } }", "default", "hostnames;", "volatile;", "types {", "~", "@a",
    "geo $a {", "split_clients", "limit_except", "try_files $uri @root_path;",
];

pub const TURN: &[&str] = &[
    "use-auth-secret", "static-auth-secret=", "realm=", "listening-port=", "tls-listening-port=", "=", " = ", "#",
    "\"", ";", "cert=", "pkey=", "no-tcp", "\u{b}", "=a", "\"\"", "external-ip=1.2.3.4/5.6.7.8",
];

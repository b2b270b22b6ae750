//! Small configurations and what Prosody makes of them.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::load::MemoryTree;
use crate::text::Sources;
use crate::value::{Node, Value};

const MAIN: &str = "etc/prosody/prosody.cfg.lua";

fn show(node: &Node) -> String {
    match &node.value {
        Value::Null => "nil".into(),
        Value::Undefined => "undefined".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Str(value) => format!("{value:?}"),
        Value::Secret(_) => "<secret>".into(),
        Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(",")),
        Value::Map(map) => {
            let fields: Vec<_> = map.iter().map(|e| format!("{}={}", e.key, show(&e.node))).collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Table(pairs) => {
            let fields: Vec<_> = pairs.iter().map(|(k, v)| format!("{}:{}", show(k), show(v))).collect();
            format!("<{}>", fields.join(","))
        }
        Value::Function | Value::Handle { .. } => "function".into(),
        Value::Unknown(_) => "?".into(),
    }
}

fn sections(config: &ProsodyConfig) -> String {
    let mut out = Vec::new();
    for section in &config.sections {
        let mut text = String::new();
        if section.kind != SectionKind::Global {
            text.push_str(if section.kind == SectionKind::Component { "C " } else { "V " });
            text.push_str(&section.name);
            for header in &section.headers {
                text.push('|');
                if let Some(module) = &header.module {
                    text.push_str(&show(module));
                }
            }
            text.push(' ');
        }
        for entry in section.options.iter() {
            let beaten = "^".repeat(entry.beaten.len());
            text.push_str(&format!("{}={}{beaten} ", entry.key, show(&entry.node)));
        }
        let text = text.trim().to_owned();
        if section.kind != SectionKind::Global || !text.is_empty() {
            out.push(text);
        }
    }
    if config.lossy.is_some() {
        out.push("lossy".into());
    }
    out.join(" / ")
}

fn notes(config: &ProsodyConfig, sources: &Sources) -> String {
    let line = |mark: &str, error: &crate::syntax::SyntaxError| {
        let slice: String = sources.slice(error.span).chars().take(30).collect();
        format!("{mark} {}: {slice:?}: {}", sources.position(error.span).line, error.cause)
    };
    let mut out: Vec<String> = config.errors.iter().map(|error| line("E", error)).collect();
    out.extend(config.warnings.iter().map(|warning| line("W", warning)));
    out.join("\n")
}

fn run(tree: &MemoryTree, version: Option<ProsodyVersion>) -> (ProsodyConfig, Sources) {
    let mut loader = Loader::new(tree);
    let options = Options { version, env: vec![("DOMAIN".into(), "x.y".into())] };
    let config = evaluate(MAIN, &mut loader, &options);
    (config, loader.finish().0)
}

fn run_text(text: &[u8], version: Option<ProsodyVersion>) -> (ProsodyConfig, Sources) {
    run(MemoryTree::new().file(MAIN, text), version)
}

/// Cases without errors or warnings, in any version.
#[test]
fn values() {
    let cases = [
        ("a = 1", "a=1"),
        ("a = 1;;b = 2", "a=1 b=2"),
        ("a = 'x' b = \"y\\n\\65\\x41\\u{e9}\" c = [==[\nz]]]==]", "a=\"x\" b=\"y\\nAAé\" c=\"z]]\""),
        ("a = { }", "a={}"),
        ("a = { 'x'; 'y', }", "a=[\"x\",\"y\"]"),
        ("a = { x = 1, ['y'] = 2 }", "a={x=1,y=2}"),
        ("a = { [1] = 'x', [2] = 'y' }", "a=[\"x\",\"y\"]"),
        ("a = { [5] = 'x' }", "a=<5:\"x\">"),
        ("a = { 'x', k = 2 }", "a=<1:\"x\",\"k\":2>"),
        ("a = { 'x', nil, 'y' }", "a=<1:\"x\",3:\"y\">"),
        ("a = { 'x', nil } b = { nil }", "a=[\"x\"] b={}"),
        ("a = { 'p', [1] = 'q', [2] = 'r' }", "a=[\"p\",\"r\"]"),
        ("a = { [1.0] = 'x' } b = { [2] = nil } c = { nil, [1] = 'x' }", "a=[\"x\"] b={} c={}"),
        ("a = -7 // 2 b = -7 % 3 c = 5 & 3 d = 1 << 4 e = ~0 f = '10' + 5", "a=-4 b=2 c=1 d=16 e=-1 f=15"),
        ("a = 3.0 .. '' b = 1e15 .. '' c = 0.1 .. '' d = 0x.8p1", "a=\"3.0\" b=\"1e+15\" c=\"0.1\" d=1.0"),
        (
            "a = tonumber('x') b = tonumber(' 0x10 ') c = tostring(1e3) d = ('ab'):rep(2)",
            "b=16 c=\"1000.0\" d=\"abab\"",
        ),
        ("if true then; a = 1 end; do; b = 2; end;", "a=1 b=2"),
        ("local n = 0 repeat n = n + 1 until n > 2 a = n", "a=3"),
        (
            "local t = {} t[#t + 1] = nil a = t local u = { 'x' } u.k = 1 b = u c = #u",
            "a={} b=<1:\"x\",\"k\":1> c=1",
        ),
        ("a, a = 1, 2", "a=1^"),
        ("return VirtualHost 'x' { a = 1 }", "V x| a=1"),
        ("VirtualHost 'Straße' a = 1 VirtualHost(5)", "V strasse| a=1 / V 5|"),
        ("a = { ... }", "a={}"),
        ("a = 0x1F b = 1e3 c = -2 d = 10 / 4 e = 7 // 2 f = 2^3", "a=31 b=1000.0 c=-2 d=2.5 e=3 f=8.0"),
        ("local d = 'x.y' a = 'conference.' .. d", "a=\"conference.x.y\""),
        ("local d <const> = 1 a = d + 1", "a=2"),
        ("local t = { 'a' } t[#t+1] = 'b' t.x = nil m = t", "m=?"),
        ("local t = { 'a' } t[#t+1] = 'b' table.insert(t, 'c') m = t", "m=[\"a\",\"b\",\"c\"]"),
        ("local t = { k = { v = 1 } } t.k.v = 2 t['z'] = 3 a = t.k.v b = t", "a=2 b={k={v=2},z=3}"),
        ("local t = {} for i = 1, 3 do t[i] = i * 2 end a = t b = #t", "a=[2,4,6] b=3"),
        (
            "local t = {} for _, n in ipairs { 'a', 'b' } do t[#t + 1] = 'm' .. n end a = t",
            "a=[\"ma\",\"mb\"]",
        ),
        ("for i = 1, 9 do if i == 3 then break end a = i end", "a=2^"),
        ("a = 1 a = 2", "a=2^"),
        ("a = 1 a = nil", ""),
        ("a = nil or 'x' b = false and 'y' c = not nil d = 1 and 2", "a=\"x\" b=false c=true d=2"),
        ("a = 1 == 1.0 b = 'a' < 'b' c = 2 ~= 3 d = 'x' == nil", "a=true b=true c=true d=false"),
        ("a = function() b = 1 end", "a=function"),
        ("a, b = 1, 'x'", "b=\"x\" a=1"),
        ("if true then a = 1 else a = 2 end", "a=1"),
        ("if 1 == 2 then a = 1 elseif nil then a = 3 else a = 2 end", "a=2"),
        ("if ENV_X then a = 1 b = 2 end c = 3", "a=? b=? c=3"),
        ("a = ENV_X b = ENV_DOMAIN c = ENV_X or 'd' d = ENV_X == '1'", "a=? b=\"x.y\" c=? d=?"),
        (
            "a = os.getenv('DOMAIN') b = os.time() c = tostring(5) d = table.concat({'a','b'}, '-')",
            "a=\"x.y\" b=? c=\"5\" d=\"a-b\"",
        ),
        ("a = ('X'):lower() b = #'abc' c = tonumber('5347')", "a=\"x\" b=3 c=5347"),
        ("local x = 1 do local x = 2 a = x end b = x", "a=2 b=1"),
        ("local x = 1 if ENV_Q then x = 2 end a = x", "a=?"),
        ("local n = 0 while n < 3 do n = n + 1 a = n end b = n", "a=3^^ b=3"),
        ("while ENV_X do a = 1 end", "a=?^"),
        ("local function f(x) return x end a = f(1)", "a=? / lossy"),
        ("return a", ""),
        ("a = 1 return b", "a=1"),
        ("a = 1 -- x\n--[[ a = 2\n]] b = 2 --- ... text", "a=1 b=2"),
        ("app_secret = 'x' s = { password = 'y' }", "app_secret=<secret> s={password=<secret>}"),
        ("a = 'ä“”`'", "a=\"ä“”`\""),
        ("VirtualHost 'X.Y.' a = 1", "V x.y.| a=1"),
        ("VirtualHost('x') a = 1 VirtualHost [[y]] a = 2", "V x| a=1 / V y| a=2"),
        ("VirtualHost 'x' { a = 1; b = 2 } c = 3", "c=3 / V x| a=1 b=2"),
        ("VirtualHost 'x'\n{ a = 1 }\nc = 3", "c=3 / V x| a=1"),
        ("Component 'm' 'muc' a = 1", "C m|\"muc\" a=1"),
        ("Component 'm' 'muc' { a = 1 } b = 2", "b=2 / C m|\"muc\" a=1"),
        ("Component('m')('muc') a = 1", "C m|\"muc\" a=1"),
        ("Component 'm' { component_secret = 'x' } b = 2", "b=2 / C m| component_secret=<secret>"),
        ("Component 'm' 'muc' a = 1 Component 'm' b = 2", "C m|\"muc\"| a=1 b=2"),
        ("VirtualHost 'x' a = 1 VirtualHost 'y' VirtualHost 'x' a = 2 b = 3", "V x|| a=2^ b=3 / V y|"),
        ("VirtualHost 'x' a = 1 VirtualHost '*' b = 2", "b=2 / V x| a=1"),
        ("local d = 'x' VirtualHost(d) Component('c.' .. d, 1) 'muc'", "V x| / C c.x|\"muc\""),
        ("if ENV_X then VirtualHost 'g' a = 1 end b = 2", "b=? / V g| a=? b=? / lossy"),
        ("VirtualHost(ENV_X) a = 1", "lossy"),
        ("Host 'x' a = 1 component 'y' 'muc'", "V x| a=1 / C y|\"muc\""),
        ("goto e a = 1 ::e::", "a=1 / lossy"),
        ("local x x = 5 a = x", "a=5"),
        ("pcall(print)", "lossy"),
        ("a = { f = function() end }", "a={f=function}"),
        ("a = \"x\\\ny\"", "a=\"x\\ny\""),
        ("local t = {'a'} m = t table.insert(t, 'b')", "m=? / lossy"),
        ("a = 1\r\nb = 2\r\n", "a=1 b=2"),
        ("a = { { host = 'x', port = 1 }, { host = 'y' } }", "a=[{host=\"x\",port=1},{host=\"y\"}]"),
    ];
    for (text, expected) in cases {
        for version in [None, Some(ProsodyVersion::V0_12), Some(ProsodyVersion::V13)] {
            let (config, sources) = run_text(text.as_bytes(), version);
            assert_eq!(sections(&config), expected, "{text}");
            assert_eq!(notes(&config, &sources), "", "{text}");
        }
    }
}

/// Where the versions differ: 0.12, 13, not known.
#[test]
fn versions() {
    let cases = [
        ("x = 1 y = x", "x=1", "x=1 y=1", "x=1 y=?"),
        ("x = { 'a' } y = x", "x=[\"a\"]", "x=[\"a\"] y=?", "x=[\"a\"] y=?"),
        ("x = 1 VirtualHost 'h' y = x", "x=1 / V h|", "x=1 / V h|", "x=1 / V h|"),
        ("m = { 'a' } m { 'b' }", "m=[\"b\"]^", "m=[\"a\",\"b\"]", "m=?^"),
        ("m = { 'a' } m:append { 'b' }", "m=[\"a\"]", "m=[\"a\",\"b\"]", "m=?"),
        ("m = { 'a' } n = m:value()", "m=[\"a\"] n=?", "m=[\"a\"] n=[\"a\"]", "m=[\"a\"] n=?"),
        ("a = FileLine '/x'", "a=?", "a=?", "a=?"),
        ("a = Lua.os.time()", "a=?", "a=?", "a=?"),
    ];
    for (text, old, new, unknown) in cases {
        let versions =
            [(Some(ProsodyVersion::V0_12), old), (Some(ProsodyVersion::V13), new), (None, unknown)];
        for (version, expected) in versions {
            let (config, _) = run_text(text.as_bytes(), version);
            assert_eq!(sections(&config), expected, "{text} {version:?}");
        }
    }
}

/// What Prosody 0.12 refuses or reads otherwise than it looks.
#[test]
fn mistakes() {
    let cases = include_str!("tests/mistakes.txt");
    let mut seen = String::new();
    for case in cases.split("=====\n").filter(|case| !case.is_empty()) {
        let (text, _) = case.split_once("-----\n").unwrap();
        let (config, sources) = run_text(text.as_bytes(), Some(ProsodyVersion::V0_12));
        seen.push_str(&format!("{text}-----\n{}\n{}\n=====\n", sections(&config), notes(&config, &sources)));
    }
    assert_eq!(seen, cases);
}

#[test]
fn includes() {
    let mut tree = MemoryTree::new();
    tree.file(MAIN, "a = 1 VirtualHost 'x' Include 'conf.d/*.cfg.lua' b = 2 Include '/etc/more.lua'")
        .file("etc/prosody/conf.avail/b.cfg.lua", "a = 2 VirtualHost 'y' c = 3 Include './sub/z'")
        .link("etc/prosody/conf.d/b.cfg.lua", "../conf.avail/b.cfg.lua")
        .file("etc/prosody/conf.d/sub/z", "d = 4")
        .file("etc/prosody/conf.d/.hidden.cfg.lua", "e = 5")
        .file("etc/prosody/conf.d/c.cfg.lua.bak", "f = 6");
    let (config, _) = run(&tree, None);
    assert_eq!(sections(&config), "a=2^ d=4 / V x| b=2 / V y| c=3 / lossy");
    let seen: Vec<_> = config
        .includes
        .iter()
        .map(|include| {
            let problem =
                include.problem.as_ref().map(|problem| format!("{}: {}", problem.path, problem.error));
            (include.pattern.as_str(), include.files.len(), problem.is_some())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("etc/prosody/conf.d/*.cfg.lua", 1, false),
            ("etc/prosody/conf.d/sub/z", 1, false),
            ("etc/more.lua", 0, true)
        ]
    );
    assert_eq!(config.files.len(), 3);
}

#[test]
fn include_problems() {
    let check = |main: &str| {
        let mut tree = MemoryTree::new();
        tree.file(MAIN, main)
            .file("etc/prosody/d/a.lua", "x = 1")
            .link("etc/prosody/l/a.lua", "/nowhere")
            .file("etc/prosody/loop", "Include 'prosody.cfg.lua'");
        let (config, sources) = run(&tree, None);
        let problem = config.includes.iter().find_map(|include| include.problem.clone());
        (problem.map(|problem| (problem.path, problem.error)), notes(&config, &sources))
    };
    use crate::load::ReadError;
    let file = |name: &str| format!("etc/prosody/{name}");
    assert_eq!(check("Include 'd/*.cfg.lua'"), (None, String::new()));
    assert_eq!(check("Include 'no'").0, Some((file("no"), ReadError::Missing)));
    assert_eq!(check("Include 'no/*'").0, Some((file("no"), ReadError::Missing)));
    assert_eq!(check("Include 'l/*.lua'").0, Some((file("l/a.lua"), ReadError::DanglingLink)));
    assert_eq!(check("if ENV_A then Include 'no' end").0, None);
    assert!(check("Include 'loop'").1.contains("leads back here"));
    let tree = MemoryTree::new();
    let (config, _) = run(&tree, None);
    assert!(config.lossy.is_some() && config.files.is_empty());
}

#[test]
fn places() {
    let text = "local d = \"x\"\nVirtualHost \"h\"\na = \"m.\" .. d\nComponent \"c\" \"muc\" { k = d }\n";
    let (config, sources) = run_text(text.as_bytes(), None);
    let host = &config.sections[1];
    let entry = host.options.entry("a").unwrap();
    assert_eq!(sources.slice(entry.key_span), "a");
    assert_eq!(sources.slice(entry.node.span), "\"m.\" .. d");
    let parts: Vec<_> = entry.node.parts.iter().map(|part| sources.position(*part).line).collect();
    assert_eq!(parts, [3, 1]);
    let header = &config.sections[2].headers[0];
    assert_eq!(sources.slice(header.span), "Component \"c\" \"muc\"");
    assert_eq!(sources.slice(header.name_span), "\"c\"");
    assert_eq!(sources.slice(header.module.as_ref().unwrap().span), "\"muc\"");
    let k = config.sections[2].options.get("k").unwrap();
    assert_eq!((sources.slice(k.span), sources.slice(k.parts[0])), ("d", "\"x\""));
}

const REALISTIC: &str = include_str!("tests/realistic.txt");

#[test]
fn a_realistic_file_is_understood() {
    let (config, sources) = run_text(REALISTIC.as_bytes(), Some(ProsodyVersion::V0_12));
    assert_eq!(notes(&config, &sources), "");
    assert!(config.lossy.is_none());
    assert_eq!(config.sections.len(), 6);
}

fn survives(text: &[u8]) {
    let (config, _) = run_text(text, None);
    for error in config.errors.iter().chain(&config.warnings) {
        assert!(error.span.end as usize <= text.len().max(1), "{error:?}");
    }
    let reason = config.lossy.as_ref().map(|reason| reason.to_string()).unwrap_or_default();
    assert!(!reason.contains("could not be parsed"), "{:?}", String::from_utf8_lossy(text));
}

#[test]
fn cut_and_damaged_files_do_no_harm() {
    let bytes = REALISTIC.as_bytes();
    for len in 0..bytes.len() {
        survives(&bytes[..len]);
    }
    for (at, replacement) in (0..bytes.len()).zip(b"`\"'{}()[],;=-.#/\\\n\xff\x00 &".iter().cycle()) {
        let mut damaged = bytes.to_vec();
        damaged[at] = *replacement;
        survives(&damaged);
        damaged.remove(at);
        survives(&damaged);
    }
}

#[test]
fn depth_and_size_do_no_harm() {
    for unit in [
        "a={",
        "a=(",
        "do ",
        "a=function() ",
        "a=not ",
        "a=-",
        "if a then ",
        "f(",
        "a[",
        "repeat ",
        "{",
        "\"\"..",
        "1+",
        "a.b.",
        "f{}",
        "[[",
        "a=\"x\"..",
        "`",
        "“",
        "a=b,",
        "x=1\n",
        "`x\n",
        "a\n",
        "\"a\"\n",
    ] {
        survives(unit.repeat(100_000).as_bytes());
    }
    for text in [
        "local t = {} for i = 1, 1000 do t = { t, t } end a = t",
        "local s = 'x' for i = 1, 1000 do s = s .. s end a = s",
        "for i = 1, 1000 do for j = 1, 1000 do for k = 1, 1000 do a = i end end end",
        "for i = 1, 1000 do Include 'prosody.cfg.lua' end",
        "local t = { 'a' } for i = 1, 1000 do for j = 1, 1000 do t[#t + 1] = 'b' end end a = t",
        "for i = -9223372036854775807, 9223372036854775807 do a = 1 end",
    ] {
        survives(text.as_bytes());
    }
    let many: String = (0..100_000).map(|at| format!("o{at} = {at}\n")).collect();
    survives(many.as_bytes());
}

/// Files of one wildcard are read in no certain order: what two of them set is not known.
#[test]
fn wildcard_order() {
    let shown = |main: &str, one: &str, two: &str| {
        let mut tree = MemoryTree::new();
        tree.file(MAIN, main)
            .file("etc/prosody/conf.d/a.cfg.lua", one)
            .file("etc/prosody/conf.d/b.cfg.lua", two);
        let (config, _) = run(&tree, Some(ProsodyVersion::V13));
        (sections(&config), config.notes.len())
    };
    let wildcard = "a = 0 m = { 'm' } Include 'conf.d/*.cfg.lua'";
    let cases = [
        ("a = 1", "a = 2", "a=?^^ m=[\"m\"]", 1),
        ("a = 1", "a = 1", "a=1^^ m=[\"m\"]", 0),
        ("a = 1", "b = 2", "a=1^ m=[\"m\"] b=2", 0),
        ("a = 1", "a = nil", "m=[\"m\"] / lossy", 0),
        ("VirtualHost 'x' a = 1", "VirtualHost 'x' a = 2", "a=0 m=[\"m\"] / V x|| a=?^", 1),
        ("VirtualHost 'x' a = 1", "VirtualHost 'y' a = 2", "a=0 m=[\"m\"] / V x| a=1 / V y| a=2", 0),
        ("Component 'x' 'muc'", "Component 'x'", "a=0 m=[\"m\"] / C x|\"muc\"|", 1),
        ("Component 'x' 'muc'", "Component 'x' 'muc'", "a=0 m=[\"m\"] / C x|\"muc\"|\"muc\"", 0),
        ("Component 'x'", "b = 2", "a=0 m=[\"m\"] b=2 / C x|", 0),
        ("m:append { 'x' }", "m:append { 'y' }", "a=0 m=[\"m\",\"x\",\"y\"]", 0),
        ("m = { 'x' }", "m:append { 'y' }", "a=0 m=?^", 1),
        ("ssl = { k = { 1 } }", "ssl = { k = { 1 } }", "a=0 m=[\"m\"] ssl={k=[1]}^", 0),
        ("ssl = { k = { 1 } }", "ssl = { k = { 2 } }", "a=0 m=[\"m\"] ssl=?^", 1),
    ];
    for (one, two, expected, notes) in cases {
        assert_eq!(shown(wildcard, one, two), (expected.to_owned(), notes), "{one} | {two}");
    }
    // Files that are named one by one are read in that order, and what stands behind decides.
    let named = "Include 'conf.d/a.cfg.lua' Include 'conf.d/b.cfg.lua'";
    assert_eq!(shown(named, "a = 1", "a = 2"), ("a=2^".to_owned(), 0));
    let behind = "Include 'conf.d/*.cfg.lua' a = 3";
    assert_eq!(shown(behind, "a = 1", "a = 2").0, "a=3^^");
}

/// Every file that is opened is in the ledger, and none of another tree or size is.
#[test]
fn the_ledger_has_what_is_read() {
    let mut tree = MemoryTree::new();
    tree.file(
        MAIN,
        "a = FileContents 'secret' b = FileLine 'missing' c = FileLines '../../../../etc/list'
         d = FileContents 'large' e = FileContents 'secret' RunScript 'script.lua' Include 'x.cfg.lua'",
    )
    .file("etc/prosody/secret", "s3cret\n")
    .file("etc/list", "one\ntwo")
    .file("etc/prosody/large", "x".repeat(65 << 10))
    .file("etc/prosody/script.lua", "x = 1")
    .file("etc/prosody/x.cfg.lua", "f = 1");
    let mut loader = Loader::new(&tree);
    let options = Options { version: Some(ProsodyVersion::V13), ..Options::default() };
    let config = evaluate(MAIN, &mut loader, &options);
    let global = &config.sections[0].options;
    assert_eq!(show(global.get("c").unwrap()), r#"["one","two"]"#);
    assert_eq!(show(global.get("d").unwrap()), "?");
    let ledger: Vec<String> = loader
        .records()
        .iter()
        .map(|record| {
            let status = format!("{:?}", record.status);
            let status = status.split(['(', ' ']).next().unwrap_or_default().to_owned();
            format!("{} {} {status}", record.path, record.role.name())
        })
        .collect();
    let expected = [
        "etc/prosody/prosody.cfg.lua prosody Read",
        "etc/prosody/secret prosody-value Read",
        "etc/prosody/missing prosody-value Missing",
        "etc/list prosody-value Read",
        "etc/prosody/large prosody-value Unreadable",
        "etc/prosody/script.lua prosody-script Read",
        "etc/prosody/x.cfg.lua prosody Read",
    ];
    assert_eq!(ledger, expected);
}

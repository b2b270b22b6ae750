//! What a browser would see.

use super::*;
use crate::value::{Node, Value};

/// The page after one script.
pub fn page(script: &str) -> (Page, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("config.js", script.as_bytes().to_vec());
    let page = evaluate(&[id], &sources, &Options::default());
    (page, sources)
}

/// A value, written compactly; `?` is unknown.
fn show(value: &Value) -> String {
    let all = |nodes: &[Node]| nodes.iter().map(|node| show(&node.value)).collect::<Vec<_>>().join(",");
    match value {
        Value::Null => "null".into(),
        Value::Undefined => "undefined".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Str(text) => format!("'{text}'"),
        Value::Secret(_) => "<secret>".into(),
        Value::List(items) => format!("[{}]", all(items)),
        Value::Map(map) => {
            let pairs: Vec<_> =
                map.iter().map(|entry| format!("{}:{}", entry.key, show(&entry.node.value))).collect();
            format!("{{{}}}", pairs.join(","))
        }
        Value::Table(_) => "table".into(),
        Value::Function | Value::Handle { .. } => "function".into(),
        Value::Unknown(_) => "?".into(),
    }
}

fn config(script: &str) -> String {
    let (page, _) = page(script);
    page.globals.get("config").map_or("-".into(), |node| show(&node.value))
}

#[test]
fn values() {
    let table = [
        ("var config = {};", "{}"),
        ("let config = {a: 1}", "{a:1}"),
        (
            "const config = {a: -1.5, 'b-c': true, 3: null, d: undefined}",
            "{a:-1.5,b-c:true,3:null,d:undefined}",
        ),
        ("var config = {a: 1, b: [1, 'x', {c: 2,},],}", "{a:1,b:[1,'x',{c:2}]}"),
        ("var config = {a: 'x\\u0041\\n'}", "{a:'xA\n'}"),
        ("var config = {a: 1, a: 2}", "{a:2}"),
        ("var k = 'x'; var config = {[k]: 1, ['y' + 1]: 2, k}", "{x:1,y1:2,k:'x'}"),
        ("var a = {x: 1, y: 2}; var config = {...a, y: 3}", "{x:1,y:3}"),
        ("var config = {l: [...[1, 2], 3]}", "{l:[1,2,3]}"),
        ("var h = 'h'; var config = {a: 'x.' + h + '/' + 1}", "{a:'x.h/1'}"),
        ("var h = 'h'; var config = {a: `x.${h}/${1}y`}", "{a:'x.h/1y'}"),
        (
            "var s = ''; var config = {a: s ? 'x' : 'y', b: s || 'z', c: s && 1, d: null ?? 2, e: !s}",
            "{a:'y',b:'z',c:'',d:2,e:true}",
        ),
        (
            "var config = {a: typeof nope === 'undefined', b: 1 < 2, c: 'a' == 'b', d: 1 !== 1}",
            "{a:true,b:true,c:false,d:false}",
        ),
        (
            "var config = {}; config.a = 1; config['b'] = 2; config.c = {}; config.c.d = 3",
            "{a:1,b:2,c:{d:3}}",
        ),
        (
            "var config = {hosts: {domain: 'd'}}; config.u = 'https://' + config.hosts.domain + '/x'",
            "{hosts:{domain:'d'},u:'https://d/x'}",
        ),
        (
            "var config = {a: 'x'}; config.a += 'y'; config.b ||= 1; config.b ||= 2; config.c ??= 3; config.a &&= 'z'",
            "{a:'z',b:1,c:3}",
        ),
        ("var config = {a: 1, b: 2}; delete config.a", "{b:2}"),
        ("var config = {a: 1}; Object.assign(config, {b: 2}, {a: 3})", "{a:3,b:2}"),
        (
            "var config = {l: [1]}; config.l.push(2, 3); config.m = config.l.concat([4], 5)",
            "{l:[1,2,3],m:[1,2,3,4,5]}",
        ),
        (
            "var config = {l: [1]}; config.l[1] = 2; config.n = config.l.length; config.f = config.l[0]",
            "{l:[1,2],n:2,f:1}",
        ),
        ("var config = {}; config.hosts = config.hosts || {}; config.hosts.muc = 'm'", "{hosts:{muc:'m'}}"),
        ("var config = {}; if ('x' in config) config.a = 1; else { config.b = 2 }", "{b:2}"),
        ("var config = {f: function () {}, g: () => 1, h() {}}", "{f:function,g:function,h:function}"),
        (
            "var config = {}; (function () { 'use strict'; config.a = 1; var b = 2; })(); config.c = typeof b",
            "{a:1,c:'undefined'}",
        ),
        ("var config = {}; (() => { config.a = 1 })();", "{a:1}"),
        ("function host(x) { return 'muc.' + x } var config = {m: host('d')}", "{m:'muc.d'}"),
        ("var config = {a: 1}; config = {b: 2}", "{b:2}"),
        ("var h = {domain: 'd'}; var config = {hosts: h}; h.domain = 'e'", "{hosts:{domain:'e'}}"),
        ("var c = {}, config = c; c.x = 1", "{x:1}"),
        ("window.config = {a: 1}; config.b = window.config.a", "{a:1,b:1}"),
        ("config = {a: 1}", "{a:1}"),
        ("var config = {a: config}", "{a:undefined}"),
        ("var config = {a: 1}; config.b = config.x?.y; config.c = config?.a", "{a:1,b:undefined,c:1}"),
        ("var config = {a: 2 * 3 + 4 % 3 - 1, b: '5' - 2, c: 1 / 4}", "{a:6,b:3,c:0.25}"),
        ("var {a, b: c = 2} = {a: 1}; var [d] = [3]; var config = {a, c, d}", "{a:1,c:2,d:3}"),
        (
            "var config = {}; if (!config.hasOwnProperty('hosts')) config.hosts = {}; config.a = config.hasOwnProperty('hosts')",
            "{hosts:{},a:true}",
        ),
        ("var config = {a: 'A'.toLowerCase(), b: ' x '.trim()}", "{a:'a',b:'x'}"),
        ("try { nope.x = 1 } catch (e) { var config = {a: 1} }", "{a:1}"),
        ("var config = {a: 1 /* x */, // y\n b: 2}", "{a:1,b:2}"),
        ("\u{feff}var config = {\u{a0}a: 1};\r\n", "{a:1}"),
        ("var config = {appSecret: 'x', password: 1}", "{appSecret:<secret>,password:<secret>}"),
        ("var config = {}; if (1) { function g() { return 5 } } config.a = g()", "{a:5}"),
        ("var config = {f() { this.a = 1 }}; config.f()", "{f:function,a:1}"),
        ("'use strict'; config = {a: 1}", "-"),
        ("var config = {a: [1, undefined, null].join('-')}", "{a:'1--'}"),
        (
            "var config = {}; switch ('b') { case 'a': config.a = 1; case 'b': config.b = 1; case 'c': config.c = 1; break; default: config.d = 1 }",
            "{b:1,c:1}",
        ),
        ("var config = {a: 5 & 3, b: 1 << 4, c: ~~5.5, d: -8 >>> 28}", "{a:1,b:16,c:5,d:15}"),
        ("var config = {}; ['a', 'b'].forEach(function (item, at) { config[item] = at })", "{a:0,b:1}"),
        ("var config = {l: [1]}; config.l.unshift(0); config.i = config.l.includes(1)", "{l:[0,1],i:true}"),
        (
            "var s = 'a.b.'; var config = {a: s.substr(0, s.length - 1).split('.').join('_'), b: s.replace('a', 'x')}",
            "{a:'a_b',b:'x.b.'}",
        ),
        ("let config = {a: 1}; var seen = window.config; config.b = typeof seen", "{a:1,b:'undefined'}"),
        (
            "var config = {}; (function () { 'use strict'; var t = 'x'; try { t.y = 1 } catch (e) { config.a = 1 } })()",
            "{a:1}",
        ),
        ("var config = {}; delete nothing; config.a = 1", "{a:1}"),
        ("var config = {a: 'x'}; config.a `y`; config.b = 1", "{a:'x'}"),
        ("var f = function g(n) { return n ? g(n - 1) + 1 : 0 }, config = {a: f(3)}", "{a:3}"),
        // What only a browser knows.
        (
            "var config = {a: window.location.hostname, b: 'https://' + location.host, c: Math.random()}",
            "{a:?,b:?,c:?}",
        ),
        (
            "var config = {a: 1, b: 2}; if (location.hash) { config.a = 3; config.c = 4 } else delete config.b",
            "{a:?,b:?,c:?}",
        ),
        ("var config = {a: 1}; for (var i = 0; i < 3; i++) { config['a'] = i }", "{a:?}"),
        ("var config = {a: 1}; if (location.x) config.a = 1", "{a:1}"),
        ("var config = {a: location.x ? 1 : 2, b: location.x || 3}", "{a:?,b:?}"),
        ("var config = {a: 1, b: {c: 2}}; $.extend(config, {a: 2})", "{a:?,b:?}"),
        ("var config = {a: 1}; setTimeout(function () { config.a = 2 }, 5)", "{a:?}"),
        ("var config = {a: 1}; console.log(config)", "{a:1}"),
        ("var config = {l: [1]}; if (location.x) config.l.push(2)", "{l:?}"),
        ("var config = {a: 1, [location.x]: 2}", "{a:?}"),
        ("var config = {a: 1}; config.self = config", "{a:1,self:?}"),
        ("var config = {}; function f() { if (location.x) return 1; return 2 } config.a = f()", "{a:?}"),
        ("var config = {}; function f() { return f() } config.a = f()", "{}"),
    ];
    for (script, expected) in table {
        assert_eq!(config(script), expected, "{script}");
    }
}

#[test]
fn exceptions_stop_the_script() {
    let table = [
        (
            "var config = {a: 1};\nconfig.sso.x = 1; config.b = 2",
            "{a:1}",
            "`config.sso` does not exist here, so the browser stops at this line and ignores the rest of the file",
            "config.sso",
        ),
        (
            "var config = {a: meet.example.com}",
            "undefined",
            "`meet.example.com` has no quotes, so the browser looks for a variable called `meet`",
            "meet.example.com",
        ),
        (
            "var config = {a: meet-a.example.com}",
            "undefined",
            "`meet-a.example.com` has no quotes, so the browser looks for a variable called `meet`",
            "meet-a.example.com",
        ),
        ("var config = {a: True}", "undefined", "`True` is not JavaScript", "True"),
        (
            "cofnig.a = 1",
            "-",
            "`cofnig` does not exist here, so the browser stops at this line and ignores the rest of the file",
            "cofnig",
        ),
        (
            "const config = {}; config = 1",
            "{}",
            "`config` is a constant, so the browser stops at this line and ignores the rest of the file",
            "config",
        ),
        (
            "var config = {}; config.f(); config.a = 1",
            "{}",
            "`config.f` is no function, so the browser stops at this line and ignores the rest of the file",
            "config.f()",
        ),
    ];
    for (script, expected, cause, place) in table {
        let (page, sources) = page(script);
        assert_eq!(config(script), expected, "{script}");
        let exception = &page.exceptions[0];
        assert_eq!((exception.cause.as_str(), sources.slice(exception.span)), (cause, place), "{script}");
    }
}

#[test]
fn syntax_errors_name_their_cause() {
    let table = [
        ("var config = {\n a: 'x'\n b: 'y'\n};", "there is no comma after this value", "'x'"),
        ("var config = {\n a: {x: 1}\n b: 'y'\n};", "there is no comma after this value", "}"),
        ("var config = { a: [1 2] };", "there is no comma after this value", "1"),
        ("var config = { a: ['x' 'y'] };", "there is no comma after this value", "'x'"),
        ("var config = { a 'x', b: 1 };", "there is no colon after this key", "a"),
        ("var config = { a: , b: 1 };", "there is no value after this colon", ":"),
        ("var config = { a: 1,, b: 1 };", "there is a comma too many", ","),
        (
            "var config = { a = 1, b: 1 };",
            "inside an object a key and its value are separated by `:`, not by `=`",
            "=",
        ),
        (
            "var config = { 'a' = 1, b: 1 };",
            "inside an object a key and its value are separated by `:`, not by `=`",
            "=",
        ),
        ("var config = { a: 1; b: 1 };", "inside an object a comma follows each value, not a semicolon", ";"),
        (
            "var config = {\n  hosts: {\n    a: 1,\n  b: 2,\n};\nconfig.x = 1;",
            "this `{` is never closed",
            "{",
        ),
        ("var config = {\n  a: [1, 2,\n  b: 2,\n};", "this `[` is never closed", "["),
        ("var config = { a: 1 }};", "this `}` closes nothing: no `{` is open here", "}"),
        (
            "var config = {\n  hosts: {\n    a: 1\n  }},\n  b: 2\n};",
            "this `}` closes the object too early: more of its keys follow",
            "}",
        ),
        (
            "var config = {\n a: 'x,\n b: 'y'\n};",
            "the text that starts with this quotation mark does not end on its line",
            "'",
        ),
        ("var config = { a: 'don't' };", "the second ' ends this text, though the text goes on", "'don'"),
        (
            "var config = { a: “x” };",
            "`“` is a typographic quotation mark, which JavaScript does not know",
            "“",
        ),
        (
            "var config = { a: ‘x’ };",
            "`‘` is a typographic quotation mark, which JavaScript does not know",
            "‘",
        ),
        ("var config = { a: `x };", "the text that starts with this backtick does not end", "`"),
        ("var config = {\n # a comment\n a: 1 };", "`#` does not start a comment in JavaScript", "#"),
        ("# class of it's own\nvar config = {};", "`#` does not start a comment in JavaScript", "#"),
        ("# comment\nvar config = {};", "`#` does not start a comment in JavaScript", "#"),
        ("var config = {\n -- a comment\n a: 1 };", "`--` does not start a comment in JavaScript", "--"),
        ("var config = { a: &quot;x&quot; };", "`&quot;` is HTML, not JavaScript", "&quot;"),
        ("var config = { a: 10.0.0.1 };", "this address has no quotes", "10.0"),
        ("var config = { a: 1 /* x };", "this comment does not end", "/*"),
        (
            "var config = {\n<<<<<<< HEAD\n a: 1 };",
            "this line is left over from a merge of two versions of the file",
            "<",
        ),
        ("config.a = ;", "there is no value after this `=`", "="),
        ("config.a: 'x';", "outside of an object a value is set with `=`, not with `:`", ":"),
        ("config.a = 'x' config.b = 1;", "another statement follows this value on the same line", "'x'"),
        ("var config = { a.b: 1 };", "a key with `.` in its name needs quotes", "a"),
        ("var config = {\n/* /* x */\n*/ a: 1 };", "this `*/` ends no comment: comments do not nest", "*"),
        (
            "var config = { a: {{ .Env.X }} };",
            "this is a template whose `{{ … }}` were not filled in",
            "{{ .Env.X }}",
        ),
        ("<html></html>", "this file is HTML, not JavaScript", "<"),
        (
            "let config = {}; let config = {};",
            "`config` is declared a second time, so the browser runs nothing of this file",
            "config",
        ),
    ];
    for (script, cause, place) in table {
        let (page, sources) = page(script);
        assert!(page.globals.is_empty(), "{script}");
        assert!(page.lossy.is_some(), "{script}");
        let error = &page.errors[0];
        assert_eq!((error.cause.as_str(), sources.slice(error.span)), (cause, place), "{script}");
    }
}

#[test]
fn every_value_has_its_place() {
    let script = "\u{feff}var h = 'd';\r\nvar config = {hosts: {muc: 'muc.' + h}, a: 1, a: 2, b: h};\nconfig.hosts.muc = 'x';";
    let (page, sources) = page(script);
    let config = page.globals.get("config").expect("config");
    let hosts = config.as_map().and_then(|map| map.get("hosts")).and_then(Node::as_map).expect("hosts");
    let muc = hosts.entry("muc").expect("muc");
    assert_eq!((sources.slice(muc.node.span), sources.slice(muc.key_span)), ("'x'", "muc"));
    let beaten = &muc.beaten[0].node;
    assert_eq!((show(&beaten.value).as_str(), sources.slice(beaten.span)), ("'muc.d'", "'muc.' + h"));
    let parts: Vec<_> = beaten.parts.iter().map(|part| sources.slice(*part)).collect();
    assert_eq!(parts, ["'muc.'", "'d'"]);
    let map = config.as_map().expect("map");
    let a = map.entry("a").expect("a");
    assert_eq!((sources.slice(a.node.span), sources.slice(a.beaten[0].node.span)), ("2", "1"));
    let b = map.get("b").expect("b");
    assert_eq!((sources.slice(b.span), sources.slice(b.parts[0])), ("h", "'d'"));
    // A declaration without a value is not a definition that something replaced.
    assert!(page.globals.entry("config").is_some_and(|entry| entry.beaten.is_empty()));
}

#[test]
fn server_side_includes() {
    let script = "var subdomain = '<!--# echo var=\"subdomain\" default=\"\" -->';\n\
        if (subdomain) { subdomain = subdomain + '.'; }\n\
        var config = {muc: 'conference.' + subdomain + 'd', old: 'c.<!--# echo var=\"subdomain\" default=\"\" -->d',\n\
        unknown: 'x<!--# echo var=\"other\" -->', bare: <!--# echo var=\"other\" -->,\nlast: 1};";
    let mut sources = Sources::default();
    let id = sources.add("config.js", script.as_bytes().to_vec());
    for (options, expected) in [
        (Options::default(), "{muc:'conference.d',old:'c.d',unknown:?,bare:?,last:1}"),
        (
            Options { ssi: vec![("subdomain".into(), "s".into()), ("other".into(), "7".into())] },
            "{muc:'conference.s.d',old:'c.sd',unknown:'x7',bare:7,last:1}",
        ),
    ] {
        let page = evaluate(&[id], &sources, &options);
        let config = page.globals.get("config").expect("config");
        assert_eq!(show(&config.value), expected);
        let place = |key| config.get(key).map(|node| sources.slice(node.span));
        assert_eq!(place("last"), Some("1"));
        assert_eq!(place("old"), Some("'c.<!--# echo var=\"subdomain\" default=\"\" -->d'"));
        assert_eq!(place("bare"), Some("<!--# echo var=\"other\" -->"));
    }
    let (page, _) = page_with_include();
    assert!(page.lossy.is_some());
}

fn page_with_include() -> (Page, Sources) {
    page("<!--# include virtual=\"/x.js\" -->\nvar config = {a: fromThere};")
}

#[test]
fn scripts_follow_each_other() {
    let mut sources = Sources::default();
    let texts = ["var config = {a: 1};", "var x = {;", "config.b = helper(2); config.c = 3"];
    let ids: Vec<_> = texts.iter().map(|text| sources.add("x.js", text.as_bytes().to_vec())).collect();
    let page = evaluate(&ids, &sources, &Options::default());
    assert_eq!(
        page.globals.get("config").map(|node| show(&node.value)),
        Some("{a:?,b:?,c:3}".replace("a:?", "a:1"))
    );
    // The function may come from the script that cannot be read.
    assert!(page.exceptions.is_empty());
    assert_eq!(
        page.lossy.map(|(reason, _)| reason.to_string()),
        Some("x.js has a syntax error in line 1".into())
    );
}

#[test]
fn what_cannot_be_followed_is_said() {
    for script in [
        "var config = {...'ab'}",
        "var config = {}; eval('config.a = 1')",
        "var config = {}; for (const k of ['x']) config[k] = 1",
        "var config = {}; $.extend(config, {a: 1})",
        "window[location.hash] = 1",
        "var config = {}; (function () { config[location.x] = 1 })()",
    ] {
        assert!(page(script).0.lossy.is_some(), "{script}");
    }
    for script in ["document.title = 'x'; var config = {a: location.host}", "if (location.x) { var a = 1 }"] {
        assert!(page(script).0.lossy.is_none(), "{script}");
    }
}

#[test]
fn warnings() {
    let table = [
        ("var config = {};\nanonymousdomain: 'x';", "anonymousdomain"),
        ("var config = {};\nconfig.a == 1;", "config.a == 1"),
    ];
    for (script, place) in table {
        let (page, sources) = page(script);
        assert_eq!(page.warnings.iter().map(|one| sources.slice(one.span)).collect::<Vec<_>>(), [place]);
    }
}

pub const REALISTIC: &str = r#"/* eslint-disable comma-dangle, no-unused-vars */
var subdomain = '<!--# echo var="subdomain" default="" -->';
if (subdomain) {
    subdomain = subdomain.substr(0, subdomain.length - 1).split('.').join('_').toLowerCase() + '.';
}
var enableJaaS = false;
var config = {
    // Connection
    hosts: {
        domain: 'jitsi.example.com', // ü “quoted”
        anonymousdomain: 'guest.jitsi.example.com',
        muc: 'conference.' + subdomain + 'jitsi.example.com',
    },
    bosh: 'https://jitsi.example.com/' + `http-bind`,
    websocket: `wss://${'jitsi.example.com'}/xmpp-websocket`,
    testing: { p2pTestMode: false, list: [ 'a', "b\'", 3.5e3, /[/'"]+/g ] },
    constraints: { video: { height: { ideal: 720, max: 720, min: 240 } } },
    p2p: { enabled: true, stunServers: [{ urls: 'stun:a:443' }], },
    toolbarButtons: [
       'camera',
       'chat',
    ],
    callback: function (a, b) { return a ? b : a / b; },
};
config.tokenAuthUrl = 'https://' + config.hosts.domain + '/realms/x/auth?state={state}';
config.sso = { ssoService: config.hosts.domain, clientId: "jitsi" };
if (enableJaaS) { config.dialInNumbersUrl = 'https://x'; }
for (var i = 0; i < 3; i++) config.last = i;
"#;

#[test]
fn a_realistic_file() {
    let (page, _) = page(REALISTIC);
    assert!(page.errors.is_empty() && page.exceptions.is_empty() && page.warnings.is_empty());
    let config = page.globals.get("config").expect("config");
    assert_eq!(config.get("hosts.muc").and_then(Node::as_str), Some("conference.jitsi.example.com"));
    assert_eq!(
        config.get("websocket").and_then(Node::as_str),
        Some("wss://jitsi.example.com/xmpp-websocket")
    );
}

//! The worst texts we can think of, in any size.

use jitsi_doctor::load::MemoryTree;

use crate::common;

/// Makes a text of about this many bytes.
pub type Make = fn(usize) -> Vec<u8>;

/// One hostile text.
pub struct Pattern {
    /// What it is.
    pub name: &'static str,
    /// The file it stands in.
    pub path: &'static str,
    /// Makes it with about this many bytes.
    pub make: fn(usize) -> Vec<u8>,
}

pub const LUA: &str = "etc/prosody/conf.avail/meet.acme.org.cfg.lua";
pub const LUA_MAIN: &str = "etc/prosody/prosody.cfg.lua";
pub const JS: &str = "etc/jitsi/meet/meet.acme.org-config.js";
pub const HOCON: &str = "etc/jitsi/jicofo/jicofo.conf";
pub const HOCON_JVB: &str = "etc/jitsi/videobridge/jvb.conf";
pub const PROPERTIES: &str = "etc/jitsi/videobridge/sip-communicator.properties";
pub const ENV: &str = "etc/jitsi/jicofo/config";
pub const NGINX: &str = "etc/nginx/sites-available/meet.acme.org.conf";
pub const APACHE: &str = "etc/apache2/apache2.conf";
pub const TURN: &str = "etc/turnserver.conf";
pub const COMPOSE: &str = "docker-compose.yml";
pub const DOTENV: &str = ".env";
/// A file of every language.
pub const ALL: [&str; 10] = [LUA, JS, HOCON, PROPERTIES, ENV, NGINX, APACHE, TURN, COMPOSE, DOTENV];

/// `head`, then `unit` until the size is reached, then `tail`.
fn repeat(head: &str, unit: &str, tail: &str, size: usize) -> Vec<u8> {
    let count = size.saturating_sub(head.len() + tail.len()) / unit.len();
    [head, &unit.repeat(count), tail].concat().into_bytes()
}

/// `open` and `close` around each other, as deep as the size allows.
fn nest(head: &str, open: &str, close: &str, size: usize) -> Vec<u8> {
    let count = size.saturating_sub(head.len() + 1) / (open.len() + close.len()).max(1);
    format!("{head}{}1{}", open.repeat(count), close.repeat(count)).into_bytes()
}

/// `head`, then what `unit` says for 0, 1, 2 and so on, then `tail`.
fn count(head: &str, unit: impl Fn(usize) -> String, tail: &str, size: usize) -> Vec<u8> {
    let mut text = head.to_owned();
    let mut number = 0;
    loop {
        let next = unit(number);
        if text.len() + next.len() + tail.len() > size {
            break;
        }
        text.push_str(&next);
        number += 1;
    }
    (text + tail).into_bytes()
}

/// A short table entry.
macro_rules! pattern {
    ($path:expr, $name:literal, $size:ident => $make:expr) => {
        Pattern { name: $name, path: $path, make: |$size| $make }
    };
}

/// The texts of one language each.
pub const PATTERNS: &[Pattern] = &[
    pattern!(LUA, "nested tables", size => nest("x = ", "{", "}", size)),
    pattern!(LUA, "nested parentheses", size => nest("x = ", "(", ")", size)),
    pattern!(LUA, "open tables", size => repeat("x = ", "{", "", size)),
    pattern!(LUA, "nested functions", size => nest("x = ", "function() return ", " end", size)),
    pattern!(LUA, "joined texts", size => repeat("x = 'a'", "..'a'", "\n", size)),
    pattern!(LUA, "long sum", size => repeat("x = 1", "+1", "\n", size)),
    pattern!(LUA, "long power", size => repeat("x = 1", "^1", "\n", size)),
    pattern!(LUA, "minus signs", size => repeat("x = ", "- ", "1\n", size)),
    pattern!(LUA, "huge list", size => repeat("x = {", "1;", "}\n", size)),
    pattern!(LUA, "huge list of texts", size => repeat("x = {", "'a',", "}\n", size)),
    pattern!(LUA, "huge table", size => count("x = {", |at| format!("a{at}=1,"), "}\n", size)),
    pattern!(LUA, "table with pairs", size => count("x = {", |at| format!("[{at}.5]=1,"), "}\n", size)),
    pattern!(LUA, "same key", size => repeat("x = {", "a=1,", "}\n", size)),
    pattern!(LUA, "options", size => count("", |at| format!("a{at}=1\n"), "", size)),
    pattern!(LUA, "same option", size => repeat("", "a=1 ", "", size)),
    pattern!(LUA, "locals", size => count("", |at| format!("local a{at}=1\n"), "", size)),
    pattern!(LUA, "hosts", size => count("", |at| format!("VirtualHost 'h{at}.x'\n"), "", size)),
    pattern!(LUA, "components", size => count("", |at| format!("Component 'h{at}.x' 'muc'\n"), "", size)),
    pattern!(LUA, "semicolons", size => repeat("", ";", "", size)),
    pattern!(LUA, "calls", size => repeat("f", "()", "", size)),
    pattern!(LUA, "index chain", size => repeat("x = a", ".b", "", size)),
    pattern!(LUA, "ifs", size => repeat("", "if x then y=1 end ", "", size)),
    pattern!(LUA, "elseifs", size => repeat("if x then y=1 ", "elseif x then y=1 ", "end", size)),
    pattern!(LUA, "doubled text", size => repeat("x='aa' ", "x=x..x ", "", size)),
    pattern!(LUA, "doubled table", size => repeat("x={1} ", "x={x,x} ", "", size)),
    pattern!(LUA, "missing commas", size => repeat("x = {\n", "'a'\n", "}\n", size)),
    pattern!(LUA, "open texts", size => repeat("", "x = \"a\n", "", size)),
    pattern!(LUA, "long comment openings", size => repeat("", "--[==[ ", "", size)),
    pattern!(LUA, "long text openings", size => repeat("x = ", "[=", "", size)),
    pattern!(LUA, "ends", size => repeat("", "end ", "", size)),
    pattern!(LUA, "names", size => repeat("", "a ", "", size)),
    pattern!(LUA, "escapes", size => repeat("x = '", "\\065", "'", size)),
    pattern!(LUA_MAIN, "includes", size => repeat("", "Include 'conf.d/*.cfg.lua'\n", "", size)),
    pattern!(LUA_MAIN, "includes of itself", size => repeat("", "Include 'prosody.cfg.lua'\n", "", size)),
    pattern!(LUA, "gotos", size => repeat("", "goto a ", "", size)),
    pattern!(LUA, "loops", size => repeat("", "for i=1,9 do x=i end ", "", size)),
    pattern!(JS, "nested objects", size => nest("var config = ", "{a:", "}", size)),
    pattern!(JS, "nested lists", size => nest("var config = ", "[", "]", size)),
    pattern!(JS, "nested parentheses", size => nest("var config = ", "(", ")", size)),
    pattern!(JS, "arrows", size => repeat("var config = ", "()=>", "1", size)),
    pattern!(JS, "nested templates", size => nest("var config = ", "`${", "}`", size)),
    pattern!(JS, "long sum", size => repeat("var config = 1", "+1", ";", size)),
    pattern!(JS, "joined texts", size => repeat("var config = 'a'", "+'a'", ";", size)),
    pattern!(JS, "nots", size => repeat("var config = ", "!", "1;", size)),
    pattern!(JS, "ternaries", size => repeat("var config = ", "1?1:", "1;", size)),
    pattern!(JS, "members", size => repeat("var config = a", ".b", ";", size)),
    pattern!(JS, "commas", size => repeat("var config = 1", ",1", ";", size)),
    pattern!(JS, "comma operators", size => repeat("config = (1", ",1", ");", size)),
    pattern!(JS, "huge list", size => repeat("var config = {a:[", "1,", "]};", size)),
    pattern!(JS, "holes", size => repeat("var config = {a:[", ",", "]};", size)),
    pattern!(JS, "huge object", size => count("var config = {", |at| format!("a{at}:1,"), "};", size)),
    pattern!(JS, "same key", size => repeat("var config = {", "a:1,", "};", size)),
    pattern!(JS, "spreads", size => repeat("var a={b:1};var config = {", "...a,", "};", size)),
    pattern!(JS, "semicolons", size => repeat("", ";", "", size)),
    pattern!(JS, "assignments", size => count("var config={};", |at| format!("config.a{at}=1;"), "", size)),
    pattern!(JS, "same assignment", size => repeat("var config={};", "config.a=1;", "", size)),
    pattern!(JS, "globals", size => count("", |at| format!("var a{at}=1;"), "", size)),
    pattern!(JS, "functions", size => count("", |at| format!("function f{at}(){{}}"), "", size)),
    pattern!(JS, "doubled text", size => repeat("var a='aa';", "a=a+a;", "", size)),
    pattern!(JS, "doubled object", size => repeat("var a={};", "a={x:a,y:a};", "var config=a;", size)),
    pattern!(JS, "deeper object", size => repeat("var a={};", "a={x:a};", "var config=a;", size)),
    pattern!(JS, "ifs", size => repeat("", "if(x)y=1;", "", size)),
    pattern!(JS, "else ifs", size => repeat("", "if(x)y=1;else ", ";", size)),
    pattern!(JS, "slashes", size => repeat("", "/ ", "", size)),
    pattern!(JS, "regular expressions", size => repeat("x=[", "/a/,", "]", size)),
    pattern!(JS, "comments", size => repeat("", "/**/", "", size)),
    pattern!(JS, "server side includes", size => repeat("", "<!--# echo var=\"a\" -->", "", size)),
    pattern!(JS, "server side include openings", size => repeat("", "<!--#", "", size)),
    pattern!(JS, "missing commas", size => repeat("var config = {\n", "a: 1\n", "}", size)),
    pattern!(JS, "open texts", size => repeat("", "x='a\n", "", size)),
    pattern!(JS, "templates", size => repeat("", "`", "", size)),
    pattern!(JS, "labels", size => repeat("", "a:", "", size)),
    pattern!(JS, "calls", size => repeat("", "f();", "", size)),
    pattern!(JS, "hashes", size => repeat("", "# a\n", "", size)),
    pattern!(HOCON, "nested objects", size => nest("jicofo ", "{a:", "}", size)),
    pattern!(HOCON, "nested lists", size => nest("a = ", "[", "]", size)),
    pattern!(HOCON, "open objects", size => repeat("", "{", "", size)),
    pattern!(HOCON, "long path", size => repeat("a", ".a", "=1", size)),
    pattern!(HOCON, "long paths", size => repeat("", "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1\n", "", size)),
    pattern!(HOCON, "huge list", size => repeat("a=[", "1,", "]", size)),
    pattern!(HOCON, "huge object", size => count("jicofo {", |at| format!("a{at}=1\n"), "}", size)),
    pattern!(HOCON, "same key", size => repeat("", "a=1\n", "", size)),
    pattern!(HOCON, "same object", size => repeat("", "a{b=1}\n", "", size)),
    pattern!(HOCON, "merged objects", size => repeat("a=", "{b=1}", "", size)),
    pattern!(HOCON, "joined lists", size => repeat("a=", "[1]", "", size)),
    pattern!(HOCON, "appended", size => repeat("a=[]\n", "a+=1\n", "", size)),
    pattern!(HOCON, "doubled substitutions", size => count("a0=[1]\n", |at| format!("a{}=${{a{at}}}${{a{at}}}\n", at + 1), "", size)),
    pattern!(HOCON, "doubled texts", size => count("a0=xx\n", |at| format!("a{}=${{a{at}}}${{a{at}}}\n", at + 1), "", size)),
    pattern!(HOCON, "doubled objects", size => count("a0={b=1}\n", |at| format!("a{}={{x=${{a{at}}},y=${{a{at}}}}}\n", at + 1), "", size)),
    pattern!(HOCON, "doubled itself", size => repeat("a=x\n", "a=${a}${a}\n", "", size)),
    pattern!(HOCON, "itself in a list", size => repeat("a=[]\n", "a=${a}[1]\n", "", size)),
    pattern!(HOCON, "chain of substitutions", size => count("", |at| format!("a{at}=${{a{}}}\n", at + 1), "", size)),
    pattern!(HOCON, "chain backwards", size => count("", |at| format!("a{}=${{a{at}}}\n", at + 1), "", size)),
    pattern!(HOCON, "circle", size => repeat("", "a=${b}\nb=${a}\n", "", size)),
    pattern!(HOCON, "unknown substitutions", size => count("", |at| format!("a{at}=${{?X{at}}}\n"), "", size)),
    pattern!(HOCON, "substitutions in one value", size => repeat("b=1\na=", "${b}", "", size)),
    pattern!(HOCON, "one unquoted text", size => repeat("a=", "a b ", "", size)),
    pattern!(HOCON, "triple quotes", size => repeat("a=", "\"\"\"", "", size)),
    pattern!(HOCON, "includes of itself", size => repeat("", "include \"jicofo.conf\"\n", "", size)),
    pattern!(HOCON, "includes of another", size => repeat("", "include \"logging.properties\"\n", "", size)),
    pattern!(HOCON, "commas", size => repeat("a=[", ",", "]", size)),
    pattern!(HOCON, "dollars", size => repeat("a=", "${", "", size)),
    pattern!(HOCON, "closing braces", size => repeat("", "}", "", size)),
    pattern!(HOCON, "escapes", size => repeat("a=\"", "\\u0041", "\"", size)),
    pattern!(HOCON_JVB, "keys of a bridge", size => count("videobridge { apis { xmpp-client { configs {", |at| format!("c{at}{{HOSTNAME=x}}\n"), "}}}}", size)),
    pattern!(PROPERTIES, "keys", size => count("", |at| format!("a{at}=1\n"), "", size)),
    pattern!(PROPERTIES, "same key", size => repeat("", "a=1\n", "", size)),
    pattern!(PROPERTIES, "empty keys", size => repeat("", "=\n", "", size)),
    pattern!(PROPERTIES, "continued lines", size => repeat("a=", "b\\\n", "", size)),
    pattern!(PROPERTIES, "empty continued lines", size => repeat("a=", "\\\n", "", size)),
    pattern!(PROPERTIES, "escapes", size => repeat("a=", "\\u0041", "", size)),
    pattern!(PROPERTIES, "surrogates", size => repeat("a=", "\\ud800", "", size)),
    pattern!(PROPERTIES, "shards", size => count("", |at| format!("org.jitsi.videobridge.xmpp.user.s{at}.HOSTNAME=x\n"), "", size)),
    pattern!(ENV, "variables", size => count("", |at| format!("A{at}=1\n"), "", size)),
    pattern!(ENV, "same variable", size => repeat("", "A=1\n", "", size)),
    pattern!(ENV, "nested expansions", size => nest("A=", "${A:-", "}", size)),
    pattern!(ENV, "open expansions", size => repeat("A=", "${A:-", "", size)),
    pattern!(ENV, "commands", size => repeat("A=", "$(", "", size)),
    pattern!(ENV, "doubled", size => repeat("A=xx\n", "A=$A$A\n", "", size)),
    pattern!(ENV, "longer", size => repeat("A=x\n", "A=${A}y\n", "", size)),
    pattern!(ENV, "appended", size => repeat("A=x\n", "A+=x\n", "", size)),
    pattern!(ENV, "doubled names", size => count("A0=xx\n", |at| format!("A{}=$A{at}$A{at}\n", at + 1), "", size)),
    pattern!(ENV, "nested quotes", size => repeat("A=", "\"'", "", size)),
    pattern!(ENV, "here documents", size => repeat("", "cat <<E\n", "", size)),
    pattern!(ENV, "parentheses", size => repeat("", "( ", "", size)),
    pattern!(ENV, "ifs", size => repeat("", "if x; then A=1; fi\n", "", size)),
    pattern!(ENV, "semicolons", size => repeat("", "A=1;", "", size)),
    pattern!(NGINX, "nested blocks", size => nest("", "a{", "}", size)),
    pattern!(NGINX, "open blocks", size => repeat("", "server {", "", size)),
    pattern!(NGINX, "servers", size => count("", |at| format!("server {{ listen 443 ssl; server_name s{at}.x; }}\n"), "", size)),
    pattern!(NGINX, "empty servers", size => repeat("", "server{}", "", size)),
    pattern!(NGINX, "locations", size => count("server { listen 443 ssl; server_name meet.acme.org;", |at| format!("location /{at}{{}}\n"), "}", size)),
    pattern!(NGINX, "regular expression locations", size => repeat("server { server_name meet.acme.org;", "location ~ a{}", "}", size)),
    pattern!(NGINX, "hard regular expressions", size => repeat("server { server_name meet.acme.org;", "location ~ (a{1000}){1000}$ {} ", "}", size)),
    pattern!(NGINX, "one huge regular expression", size => repeat("server { server_name meet.acme.org;location ~ \"", "(a|b)*", "\" {} }", size)),
    pattern!(NGINX, "server names", size => count("server { listen 443 ssl; server_name", |at| format!(" s{at}.x"), "; }", size)),
    pattern!(NGINX, "directives", size => repeat("", "a 1;\n", "", size)),
    pattern!(NGINX, "arguments", size => repeat("a", " 1", ";", size)),
    pattern!(NGINX, "missing semicolons", size => repeat("server {\n", "listen 80\n", "}", size)),
    pattern!(NGINX, "closing braces", size => repeat("", "}", "", size)),
    pattern!(NGINX, "maps", size => count("map $a $b {", |at| format!("x{at} y;"), "}", size)),
    pattern!(NGINX, "chain of maps", size => count("", |at| format!("map $a{at} $a{} {{ x $a{at}; }}\n", at + 1), "", size)),
    pattern!(NGINX, "sets", size => repeat("server { set $a x;", "set $a $a$a;", "}", size)),
    pattern!(NGINX, "upstreams", size => count("", |at| format!("upstream u{at} {{ server a; }}\n"), "", size)),
    pattern!(NGINX, "includes of itself", size => repeat("", "include /etc/nginx/sites-enabled/*;\n", "", size)),
    pattern!(NGINX, "includes of another", size => repeat("", "include /etc/nginx/mime.types;\n", "", size)),
    pattern!(NGINX, "ifs", size => repeat("server { location / {", "if ($a) {set $b 1;}", "}}", size)),
    pattern!(COMPOSE, "nested lists", size => nest("services: ", "[", "]", size)),
    pattern!(COMPOSE, "nested objects", size => nest("services: ", "{a: ", "}", size)),
    pattern!(COMPOSE, "nested lines", size => repeat("services: ", "\n- - - - - - - -", "", size)),
    pattern!(COMPOSE, "deeper and deeper", size => count("services:\n", |at| format!("{}a:\n", " ".repeat(at + 1)), "", size)),
    pattern!(COMPOSE, "open lists", size => repeat("a: ", "[", "", size)),
    pattern!(COMPOSE, "open quotes", size => repeat("a: ", "\"", "", size)),
    pattern!(COMPOSE, "open keys", size => repeat("", "? ", "", size)),
    pattern!(COMPOSE, "doubled aliases", size => count("a0: &a0 [x, x]\n", |at| format!("a{}: &a{} [*a{at}, *a{at}]\n", at + 1, at + 1), "", size)),
    pattern!(COMPOSE, "one alias", size => repeat("a: &a [x, x, x, x]\nb: [", "*a, ", "]", size)),
    pattern!(COMPOSE, "merged aliases", size => repeat("a: &a {b: 1}\nc: {<<: [", "*a, ", "]}", size)),
    pattern!(COMPOSE, "anchors in anchors", size => count("a: ", |at| format!("&a{at} [ "), "", size)),
    pattern!(COMPOSE, "variables", size => repeat("services:\n  a:\n    image: x\n    environment:\n", "      - A=${B:-c}$D\n", "", size)),
    pattern!(COMPOSE, "variables in one value", size => repeat("services:\n  a:\n    image: '", "${B:-${C}}", "'\n", size)),
    pattern!(COMPOSE, "many variables", size => count("services:\n  a:\n    environment:\n", |at| format!("      - A{at}\n"), "", size)),
    pattern!(COMPOSE, "many services", size => count("services:\n", |at| format!("  s{at}: {{image: x}}\n"), "", size)),
    pattern!(COMPOSE, "many ports", size => count("services:\n  a:\n    ports:\n", |at| format!("      - '{at}:1'\n"), "", size)),
    pattern!(COMPOSE, "ranges of ports", size => repeat("services:\n  a:\n    ports:\n", "      - '1-4000:1-4000'\n", "", size)),
    pattern!(COMPOSE, "many volumes", size => count("services:\n  a:\n    volumes:\n", |at| format!("      - /a:/b{at}\n"), "", size)),
    pattern!(COMPOSE, "documents", size => repeat("", "---\nservices: {}\n", "", size)),
    pattern!(COMPOSE, "same key", size => repeat("", "services:\n", "", size)),
    pattern!(COMPOSE, "comments", size => repeat("", "#\n", "", size)),
    pattern!(COMPOSE, "tenfold aliases", size => count("a0: &a0 [x, x]\n", |at| format!("a{}: &a{} [{}]\n", at + 1, at + 1, format!("*a{at},").repeat(10)), "", size)),
    pattern!(COMPOSE, "merged twice", size => count("a0: &a0 {b: 1}\n", |at| format!("a{}: &a{} {{<<: [*a{at}, *a{at}], c{at}: *a{at}}}\n", at + 1, at + 1), "", size)),
    pattern!(COMPOSE, "signs in comments", size => repeat("a: \n", " # | > |\n", " |\n  x\n", size)),
    pattern!(COMPOSE, "signs of empty texts", size => repeat("a:\n", "- | # c\n", "", size)),
    pattern!(COMPOSE, "quotes before comments", size => repeat("a:\n", "- 'b' # c\n", "", size)),
    pattern!(COMPOSE, "comment behind a quote", size => repeat("a: 'b'\n", "# 'c' \\\n", "", size)),
    pattern!(COMPOSE, "lists in a line", size => repeat("a: [", "[b, c], ", "]", size)),
    pattern!(COMPOSE, "pairs in a line", size => repeat("a: [", "b: c, ", "]", size)),
    pattern!(COMPOSE, "one long line", size => repeat("a: ", "b ", "", size)),
    pattern!(COMPOSE, "unknown variables", size => repeat("services:\n  a:\n    environment:\n", "      - A=$HOME\n", "", size)),
    pattern!(COMPOSE, "suppressions", size => repeat("a:\n", "# jitsi-doctor: ignore auth/no-accounts -- a\n", "", size)),
    pattern!(COMPOSE, "files of variables", size => repeat("services:\n  a:\n    env_file:\n", "      - .env\n", "", size)),
    pattern!(COMPOSE, "dashes", size => repeat("a:\n", "- ", "", size)),
    pattern!(DOTENV, "near names", size => count("", |at| format!("JICOFO_AUTH_PASSWOR{at}=1\n"), "", size)),
    pattern!(DOTENV, "doubled variables", size => count("A0=xx\n", |at| format!("A{}=$A{at}$A{at}\n", at + 1), "", size)),
    pattern!(DOTENV, "unset variables", size => count("", |at| format!("A{at}=$B{at}\n"), "", size)),
    pattern!(DOTENV, "nested defaults", size => nest("A=", "${B:-", "}", size)),
    pattern!(DOTENV, "defaults", size => repeat("A=", "${B:-c}", "\n", size)),
    pattern!(DOTENV, "open defaults", size => repeat("A=", "${B:-", "\n", size)),
    pattern!(DOTENV, "open quotes", size => repeat("", "A='b\n", "", size)),
    pattern!(DOTENV, "escapes", size => repeat("A=\"", "\\n\\\"", "\"\n", size)),
    pattern!(DOTENV, "same variable", size => repeat("A=1\n", "A=$A$A\n", "", size)),
    pattern!(DOTENV, "comments behind values", size => repeat("", "A=1 # jitsi-doctor: ignore auth/no-accounts -- a\n", "", size)),
    pattern!(DOTENV, "names with errors", size => repeat("", "a b\n", "", size)),
    pattern!(APACHE, "nested macros", size => nest("", "<Macro a>\n", "</Macro>\n", size)),
    pattern!(APACHE, "open macros", size => repeat("", "<Macro a>\n", "", size)),
    pattern!(APACHE, "uses of macros", size => repeat("<Macro a>\nA b\n</Macro>\n", "Use a\n", "", size)),
    pattern!(APACHE, "huge globs", size => repeat("", "IncludeOptional /*/*/*/*/*/*.conf\n", "", size)),
    pattern!(APACHE, "hard globs", size => repeat("IncludeOptional /etc/apache2/", "*a", "\n", size)),
    pattern!(APACHE, "balancers", size => count("", |at| format!("<Proxy balancer://b{at}>\nBalancerMember http://a:{at}\n</Proxy>\n"), "", size)),
    pattern!(APACHE, "nested sections", size => nest("", "<a b>\n", "</a>\n", size)),
    pattern!(APACHE, "open sections", size => repeat("", "<Directory />\n", "", size)),
    pattern!(APACHE, "ends", size => repeat("", "</Directory>\n", "", size)),
    pattern!(APACHE, "conditions that hold", size => repeat("", "<IfModule core.c>\n", "", size)),
    pattern!(APACHE, "conditions that do not hold", size => repeat("", "<IfModule mod_ssl.c>\n", "", size)),
    pattern!(APACHE, "unknown conditions", size => repeat("", "<IfFile /none>\n", "", size)),
    pattern!(APACHE, "hosts", size => count("", |at| format!("<VirtualHost *:443>\nServerName h{at}.x\nSSLEngine on\n</VirtualHost>\n"), "", size)),
    pattern!(APACHE, "names of a host", size => count("<VirtualHost *:443>\nSSLEngine on\nServerAlias", |at| format!(" s{at}.x"), "\n</VirtualHost>", size)),
    pattern!(APACHE, "patterns as names", size => repeat("<VirtualHost *:443>\nSSLEngine on\nServerAlias", " *a*a*a*a*a*b", "\n</VirtualHost>", size)),
    pattern!(APACHE, "joined lines", size => repeat("ServerName", " a\\\n", "\n", size)),
    pattern!(APACHE, "empty joined lines", size => repeat("", "\\\n", "\n", size)),
    pattern!(APACHE, "words", size => repeat("ServerAlias", " a", "\n", size)),
    pattern!(APACHE, "directives", size => repeat("", "A 1\n", "", size)),
    pattern!(APACHE, "defines", size => count("", |at| format!("Define A{at} b\n"), "", size)),
    pattern!(APACHE, "doubled variables", size => repeat("Define A xx\n", "Define A ${A}${A}\n", "", size)),
    pattern!(APACHE, "variables in a line", size => repeat("Define A xx\nServerAlias ", "${A} ", "", size)),
    pattern!(APACHE, "open variables", size => repeat("ServerAlias ", "${", "", size)),
    pattern!(APACHE, "includes of itself", size => repeat("", "Include apache2.conf\n", "", size)),
    pattern!(APACHE, "includes of all", size => repeat("", "IncludeOptional /etc/nginx\n", "", size)),
    pattern!(APACHE, "proxies", size => count("<VirtualHost *:443>\nServerName meet.acme.org\nSSLEngine on\n", |at| format!("ProxyPass /{at} http://a/\n"), "</VirtualHost>", size)),
    pattern!(APACHE, "hard regular expressions", size => repeat("<VirtualHost *:443>\nServerName meet.acme.org\nSSLEngine on\nRewriteEngine on\n", "RewriteRule ^/(a{1000}){1000}$ - \n", "</VirtualHost>", size)),
    pattern!(APACHE, "rules", size => repeat("<VirtualHost *:443>\nServerName meet.acme.org\nSSLEngine on\nRewriteEngine on\n", "RewriteRule a -\n", "</VirtualHost>", size)),
    pattern!(APACHE, "conditions of a rule", size => repeat("<VirtualHost *:443>\nServerName meet.acme.org\nSSLEngine on\nRewriteEngine on\n", "RewriteCond %{REQUEST_URI} x\n", "RewriteRule . -\n</VirtualHost>", size)),
    pattern!(TURN, "options", size => repeat("", "realm=a\n", "", size)),
    pattern!(TURN, "unknown options", size => count("", |at| format!("a{at}=1\n"), "", size)),
    pattern!(TURN, "secrets", size => count("use-auth-secret\n", |at| format!("static-auth-secret=s{at}\n"), "", size)),
];

/// A name, and bytes of about the size asked for.
type Bytes = (&'static str, fn(usize) -> Vec<u8>);

/// Texts that mean nothing in any language.
pub const ANYWHERE: &[Bytes] = &[
    ("double quotes", |size| repeat("", "\"", "", size)),
    ("single quotes", |size| repeat("", "'", "", size)),
    ("backslashes", |size| repeat("", "\\", "", size)),
    ("zeros", |size| vec![0; size]),
    ("bytes that are not UTF-8", |size| vec![0xFF; size]),
    ("line ends", |size| vec![b'\n'; size]),
    ("carriage returns", |size| repeat("", "\r\n", "", size)),
    ("blanks", |size| vec![b' '; size]),
    ("one giant word", |size| vec![b'a'; size]),
    ("opening braces", |size| vec![b'{'; size]),
    ("opening brackets", |size| vec![b'['; size]),
    ("opening parentheses", |size| vec![b'('; size]),
    ("dollars", |size| vec![b'$'; size]),
    ("hashes", |size| vec![b'#'; size]),
    ("dots", |size| vec![b'.'; size]),
    ("equal signs", |size| vec![b'='; size]),
    ("semicolons", |size| vec![b';'; size]),
    ("digits", |size| vec![b'9'; size]),
    ("lines of one letter", |size| repeat("", "a\n", "", size)),
    ("lines with an open quote", |size| repeat("", "a=\"\n", "", size)),
    ("wide characters", |size| repeat("", "\u{1F600}", "", size)),
    ("byte order marks", |size| repeat("", "\u{FEFF}", "", size)),
];

/// Every pattern with the file it replaces.
pub fn cases() -> Vec<(String, &'static str, Make)> {
    let own = PATTERNS.iter().map(|pattern| (pattern.name, pattern.path, pattern.make));
    let anywhere = ALL.iter().flat_map(|path| ANYWHERE.iter().map(move |(name, make)| (*name, *path, *make)));
    own.chain(anywhere).map(|(name, path, make)| (format!("{path}: {name}"), path, make)).collect()
}

/// An installation in which the file at `path` is this one.
pub fn installation(path: &str, bytes: Vec<u8>) -> MemoryTree {
    let base = if path == APACHE { "open-apache" } else { "websocket-turn" };
    let mut tree = common::fixture(base);
    tree.file(path, bytes);
    if path == DOTENV {
        tree.file(
            COMPOSE,
            "services:\n  jicofo:\n    image: jitsi/jicofo\n    environment: [JICOFO_AUTH_PASSWORD]\n",
        );
    }
    tree
}

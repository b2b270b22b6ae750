//! Megabytes a second: our evaluation of each format next to the bare parser on the same text.
//!
//! Both sides give back all memory inside of what is measured. Ours runs where the program runs it too:
//! on the one big stack that it starts with.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use jitsi_doctor::load::{Loader, MemoryTree, Role, Tree};
use jitsi_doctor::syntax::{
    apache, compose, dotenv, guard, hocon, js, lua, nginx, properties, shell_env, turnserver,
};
use jitsi_doctor::text::{FileId, Sources};

fn main() {
    guard::with_room(divan::main);
}

const LUA: &str = "etc/prosody/conf.avail/meet.acme.org.cfg.lua";
const LUA_MAIN: &str = "etc/prosody/prosody.cfg.lua";
const JS: &str = "etc/jitsi/meet/meet.acme.org-config.js";
const HOCON: &str = "etc/jitsi/jicofo/jicofo.conf";
const PROPERTIES: &str = "etc/jitsi/videobridge/sip-communicator.properties";
const ENV: &str = "etc/jitsi/jicofo/config";
const NGINX: &str = "etc/nginx/sites-available/meet.acme.org.conf";
const APACHE: &str = "etc/apache2/sites-available/meet.acme.org.conf";
const TURN: &str = "etc/turnserver.conf";
const COMPOSE: &str = "docker-compose.yml";

/// As in a real installation, as long as the longest of these files are, and a megabyte.
const LENGTHS: [usize; 3] = [1, 40_000, 1_000_000];

/// A file of a fixture, again and again with other names until it has at least `length` bytes.
fn text(path: &str, length: usize) -> String {
    let installations = ["websocket-turn", "docker"].iter().chain(&common::CORRECT).chain(&common::BROKEN);
    let found = installations.map(|name| common::fixture(name).read(path, 1 << 20));
    let bytes = found.flatten().next().expect("one of the fixtures has it");
    let once = String::from_utf8(bytes).expect("UTF-8");
    let mut text = once.clone();
    let mut copies = 0;
    while text.len() < length {
        copies += 1;
        let own = |copy: String, name: &str| copy.replace(name, &format!("copy{copies}{name}"));
        let copy = ["meet.acme.org", "org.jitsi", "jicofo {", "JAVA_SYS"].into_iter().fold(once.clone(), own);
        if path == JS {
            // One object in the object before the last line, as a real file has only one `config`.
            let body = copy.split_once("var config = {").expect("the object").1;
            let body = body.rsplit_once("};").expect("its end").0;
            let at = text.rfind("};").expect("the end");
            text.insert_str(at, &format!("part{copies}: {{{body}}},\n"));
        } else {
            text.push_str(&copy);
        }
    }
    text
}

fn tree(path: &str, length: usize) -> MemoryTree {
    let mut tree = MemoryTree::new();
    tree.file(path, text(path, length));
    tree
}

fn sources(path: &str, length: usize) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let file = sources.add(path, text(path, length).into_bytes());
    (sources, file)
}

fn bytes(path: &str, length: usize) -> BytesCount {
    BytesCount::of_str(text(path, length).as_str())
}

/// Prosody's main file and the host file that it includes.
fn prosody() -> (MemoryTree, Vec<String>) {
    let tree = common::fixture("websocket-turn");
    let text = |path: &str| String::from_utf8(tree.read(path, 1 << 20).expect("a file")).expect("UTF-8");
    let texts = vec![text(LUA_MAIN), text(LUA)];
    (tree, texts)
}

#[divan::bench]
fn lua_installation_ours(bencher: Bencher) {
    let (tree, texts) = prosody();
    let bytes = texts.iter().map(String::len).sum::<usize>();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        let config = lua::evaluate(LUA_MAIN, &mut Loader::new(&tree), &lua::Options::default());
        assert!(config.lossy.is_none() && config.files.len() == 2);
    });
}

#[divan::bench]
fn lua_installation_full_moon(bencher: Bencher) {
    let (_, texts) = prosody();
    let bytes = texts.iter().map(String::len).sum::<usize>();
    bencher.counter(BytesCount::new(bytes)).bench(|| texts.iter().for_each(|text| full_moon(text)));
}

fn full_moon(text: &str) {
    drop(full_moon::parse_fallible(black_box(text), full_moon::LuaVersion::lua54()));
}

#[divan::bench(args = LENGTHS)]
fn lua_ours(bencher: Bencher, length: usize) {
    let tree = tree(LUA, length);
    bencher.counter(bytes(LUA, length)).bench(|| {
        let config = lua::evaluate(LUA, &mut Loader::new(&tree), &lua::Options::default());
        assert!(config.lossy.is_none());
    });
}

#[divan::bench(args = LENGTHS)]
fn lua_full_moon(bencher: Bencher, length: usize) {
    let text = text(LUA, length);
    bencher.counter(bytes(LUA, length)).bench(|| full_moon(&text));
}

#[divan::bench(args = LENGTHS)]
fn js_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(JS, length);
    bencher.counter(bytes(JS, length)).bench(|| {
        let page = js::evaluate(&[file], &sources, &js::Options::default());
        assert!(page.lossy.is_none() && page.errors.is_empty());
    });
}

#[divan::bench(args = LENGTHS)]
fn js_swc(bencher: Bencher, length: usize) {
    let text = text(JS, length);
    bencher.counter(bytes(JS, length)).bench(|| swc(&text));
}

fn swc(text: &str) {
    use swc_common::{BytePos, input::StringInput};
    use swc_ecma_ast::EsVersion;
    use swc_ecma_parser::{EsSyntax, Lexer, Parser, Syntax};
    let input = StringInput::new(black_box(text), BytePos(1), BytePos(text.len() as u32 + 1));
    let lexer = Lexer::new(Syntax::Es(EsSyntax::default()), EsVersion::latest(), input, None);
    assert!(Parser::new_from(lexer).parse_script().is_ok());
}

#[divan::bench(args = LENGTHS)]
fn properties_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(PROPERTIES, length);
    bencher.counter(bytes(PROPERTIES, length)).bench(|| drop(properties::parse(file, &sources)));
}

#[divan::bench(args = LENGTHS)]
fn properties_crate(bencher: Bencher, length: usize) {
    let text = text(PROPERTIES, length);
    bencher.counter(bytes(PROPERTIES, length)).bench(|| {
        let properties = java_properties::read(black_box(text.as_bytes()));
        assert!(properties.is_ok());
    });
}

#[divan::bench(args = LENGTHS)]
fn hocon_ours(bencher: Bencher, length: usize) {
    let tree = tree(HOCON, length);
    let options = hocon::Options::default();
    bencher
        .counter(bytes(HOCON, length))
        .bench(|| drop(hocon::load(HOCON, Role::Jicofo, &mut Loader::new(&tree), &options)));
}

#[divan::bench(args = LENGTHS)]
fn nginx_ours(bencher: Bencher, length: usize) {
    let tree = tree(NGINX, length);
    bencher.counter(bytes(NGINX, length)).bench(|| drop(nginx::load(NGINX, &mut Loader::new(&tree))));
}

#[divan::bench(args = LENGTHS)]
fn apache_ours(bencher: Bencher, length: usize) {
    let tree = tree(APACHE, length);
    bencher
        .counter(bytes(APACHE, length))
        .bench(|| drop(apache::load(APACHE, None, &mut Loader::new(&tree))));
}

#[divan::bench(args = LENGTHS)]
fn shell_env_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(ENV, length);
    bencher.counter(bytes(ENV, length)).bench(|| drop(shell_env::parse(file, &sources)));
}

#[divan::bench(args = LENGTHS)]
fn dotenv_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(ENV, length);
    bencher.counter(bytes(ENV, length)).bench(|| drop(dotenv::parse(file, &sources, &[])));
}

#[divan::bench(args = LENGTHS)]
fn turnserver_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(TURN, length);
    bencher.counter(bytes(TURN, length)).bench(|| drop(turnserver::parse(file, &sources)));
}

/// Documents behind each other, because no key may stand twice in one.
fn documents(length: usize) -> String {
    let text = text(COMPOSE, 1);
    format!("---\n{text}").repeat(length.div_ceil(text.len()))
}

#[divan::bench(args = LENGTHS)]
fn compose_ours(bencher: Bencher, length: usize) {
    let mut tree = MemoryTree::new();
    tree.file(COMPOSE, documents(length));
    let (paths, options) = ([COMPOSE.to_owned()], compose::Options::default());
    bencher
        .counter(BytesCount::of_str(documents(length).as_str()))
        .bench(|| compose::load(&paths, Role::Compose, &mut Loader::new(&tree), &options));
}

#[divan::bench(args = LENGTHS)]
fn compose_saphyr(bencher: Bencher, length: usize) {
    let text = documents(length);
    bencher
        .counter(BytesCount::of_str(text.as_str()))
        .bench(|| saphyr_parser::Parser::new_from_str(black_box(&text)).count());
}

//! Megabytes a second: our evaluation of each format next to the bare parser on the same text.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use jitsi_doctor::load::{Loader, MemoryTree, Role, Tree};
use jitsi_doctor::syntax::{apache, hocon, js, lua, nginx, properties, shell_env, turnserver};
use jitsi_doctor::text::{FileId, Sources};

fn main() {
    divan::main();
}

const LUA: &str = "etc/prosody/conf.avail/meet.acme.org.cfg.lua";
const JS: &str = "etc/jitsi/meet/meet.acme.org-config.js";
const HOCON: &str = "etc/jitsi/jicofo/jicofo.conf";
const PROPERTIES: &str = "etc/jitsi/videobridge/sip-communicator.properties";
const ENV: &str = "etc/jitsi/jicofo/config";
const NGINX: &str = "etc/nginx/sites-available/meet.acme.org.conf";
const APACHE: &str = "etc/apache2/sites-available/meet.acme.org.conf";
const TURN: &str = "etc/turnserver.conf";

/// As in a real installation, and as long as the longest of these files, so that the work that does not
/// depend on the length (a thread for the parse) does not hide the rest.
const LENGTHS: [usize; 2] = [1, 40_000];

/// A file of the fixture, repeated until it has at least `length` bytes.
fn text(path: &str, length: usize) -> String {
    let installations = ["websocket-turn"].iter().chain(&common::CORRECT).chain(&common::BROKEN);
    let found = installations.map(|name| common::fixture(name).read(path, 1 << 20));
    let bytes = found.flatten().next().expect("one of the fixtures has it");
    let text = String::from_utf8(bytes).expect("UTF-8");
    text.repeat(length.div_ceil(text.len()))
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

#[divan::bench(args = LENGTHS)]
fn lua_ours(bencher: Bencher, length: usize) {
    let tree = tree(LUA, length);
    let options = lua::Options::default();
    bencher.counter(bytes(LUA, length)).bench(|| lua::evaluate(LUA, &mut Loader::new(&tree), &options));
}

#[divan::bench(args = LENGTHS)]
fn lua_full_moon(bencher: Bencher, length: usize) {
    let text = text(LUA, length);
    bencher
        .counter(bytes(LUA, length))
        .bench(|| full_moon::parse_fallible(black_box(&text), full_moon::LuaVersion::lua54()));
}

#[divan::bench(args = LENGTHS)]
fn js_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(JS, length);
    let options = js::Options::default();
    bencher.counter(bytes(JS, length)).bench(|| js::evaluate(&[file], &sources, &options));
}

#[divan::bench(args = LENGTHS)]
fn js_swc(bencher: Bencher, length: usize) {
    use swc_common::{BytePos, input::StringInput};
    use swc_ecma_ast::EsVersion;
    use swc_ecma_parser::{EsSyntax, Lexer, Parser, Syntax};
    let text = text(JS, length);
    bencher.counter(bytes(JS, length)).bench(|| {
        let input = StringInput::new(black_box(&text), BytePos(1), BytePos(text.len() as u32 + 1));
        let lexer = Lexer::new(Syntax::Es(EsSyntax::default()), EsVersion::latest(), input, None);
        Parser::new_from(lexer).parse_script()
    });
}

#[divan::bench(args = LENGTHS)]
fn properties_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(PROPERTIES, length);
    bencher.counter(bytes(PROPERTIES, length)).bench(|| properties::parse(file, &sources));
}

#[divan::bench(args = LENGTHS)]
fn properties_crate(bencher: Bencher, length: usize) {
    let text = text(PROPERTIES, length);
    bencher.counter(bytes(PROPERTIES, length)).bench(|| java_properties::read(black_box(text.as_bytes())));
}

#[divan::bench(args = LENGTHS)]
fn hocon_ours(bencher: Bencher, length: usize) {
    let tree = tree(HOCON, length);
    let options = hocon::Options::default();
    bencher
        .counter(bytes(HOCON, length))
        .bench(|| hocon::load(HOCON, Role::Jicofo, &mut Loader::new(&tree), &options));
}

#[divan::bench(args = LENGTHS)]
fn nginx_ours(bencher: Bencher, length: usize) {
    let tree = tree(NGINX, length);
    bencher.counter(bytes(NGINX, length)).bench(|| nginx::load(NGINX, &mut Loader::new(&tree)));
}

#[divan::bench(args = LENGTHS)]
fn apache_ours(bencher: Bencher, length: usize) {
    let tree = tree(APACHE, length);
    bencher.counter(bytes(APACHE, length)).bench(|| apache::load(APACHE, None, &mut Loader::new(&tree)));
}

#[divan::bench(args = LENGTHS)]
fn shell_env_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(ENV, length);
    bencher.counter(bytes(ENV, length)).bench(|| shell_env::parse(file, &sources));
}

#[divan::bench(args = LENGTHS)]
fn turnserver_ours(bencher: Bencher, length: usize) {
    let (sources, file) = sources(TURN, length);
    bencher.counter(bytes(TURN, length)).bench(|| turnserver::parse(file, &sources));
}

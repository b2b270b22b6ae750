//! How long a check takes and what its phases cost: one Debian installation, and a hoster's machine with many domains.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use jitsi_doctor::check::{Outcome, Selection, run};
use jitsi_doctor::load::{Loader, MemoryTree, Role, Tree};
use jitsi_doctor::locate::{self, JavaService};
use jitsi_doctor::model::{Deployment, Packages};
use jitsi_doctor::report::{Format, Report, human};
use jitsi_doctor::rules;
use jitsi_doctor::syntax::{apache, guard, hocon, js, lua, nginx, properties, shell_env, turnserver};

fn main() {
    // As the program does. `JITSI_DOCTOR_RULES` asks for the table of the rules instead, by cost.
    guard::with_room(|| match std::env::var("JITSI_DOCTOR_RULES") {
        Ok(name) => costs(&name),
        Err(_) => divan::main(),
    });
}

/// Correct installations, and two with many findings.
const NAMES: [&str; 9] = [
    "open",
    "open-apache",
    "secure-domain-legacy",
    "secure-domain",
    "jwt",
    "keycloak",
    "websocket-turn",
    "broken-jwt",
    "broken-keycloak",
];

/// The whole way from files in memory to findings.
#[divan::bench(args = NAMES)]
fn installation(bencher: divan::Bencher, name: &str) {
    let tree = common::fixture(name);
    bencher.bench(|| common::check(&common::deployment(&tree)));
}

/// Reading and parsing alone. The rules have to cost less than a quarter of this.
#[divan::bench(args = NAMES)]
fn parse(bencher: divan::Bencher, name: &str) {
    let tree = common::fixture(name);
    bencher.bench(|| read_and_parse(&tree));
}

/// Reading, parsing and making the model of it.
#[divan::bench(args = NAMES)]
fn model(bencher: divan::Bencher, name: &str) {
    let tree = common::fixture(name);
    bencher.bench(|| common::deployment(&tree));
}

/// The catalogue alone.
#[divan::bench(args = NAMES)]
fn rules_alone(bencher: divan::Bencher, name: &str) {
    let tree = common::fixture(name);
    // A new deployment each time: what is worked out when first asked for belongs to the rules.
    bencher.with_inputs(|| common::deployment(&tree)).bench_refs(|deployment| common::check(deployment));
}

/// The report for people alone.
#[divan::bench(args = NAMES)]
fn report(bencher: divan::Bencher, name: &str) {
    let deployment = common::deployment(&common::fixture(name));
    let outcome = common::check(&deployment);
    bencher.bench(|| write_report(&deployment, &outcome));
}

/// The same domain many times over, each with its own files.
#[divan::bench(args = [1, 10, 100, 1000], sample_count = 3)]
fn domains(bencher: divan::Bencher, count: usize) {
    let tree = many(count);
    bencher.bench(|| common::check(&common::deployment(&tree)));
}

fn write_report(deployment: &Deployment, outcome: &Outcome) -> Vec<u8> {
    let mut text = Vec::new();
    let report = Report::new(deployment, outcome);
    report.write(Format::Human, &human::Options::default(), &mut text).expect("memory takes everything");
    text
}

/// What the model is made from, without the model: every file is found, read and evaluated once.
fn read_and_parse(tree: &MemoryTree) {
    let located = locate::find(tree);
    let mut loader = Loader::new(tree);
    let packages = located.packages.as_deref().and_then(|path| loader.load(path, Role::Packages).ok());
    let packages = packages.map(|file| Packages::from_dpkg_status(loader.sources().file(file).text()));
    let options =
        lua::Options { version: packages.and_then(|packages| packages.prosody()), ..Default::default() };
    for main in located.prosody.iter().chain(&located.prosody_available) {
        // What is linked was evaluated with the main file.
        if Some(main) == located.prosody.as_ref() || main.ends_with("jaas.cfg.lua") {
            black_box(lua::evaluate(main, &mut loader, &options));
        }
    }
    for path in located.web.iter().chain(&located.interface) {
        if let Ok(file) = loader.load(path, Role::Web) {
            black_box(js::evaluate(&[file], loader.sources(), &js::Options::default()));
        }
    }
    for service in [&located.jicofo, &located.jvb, &located.jibri, &located.jigasi] {
        read_service(service, &mut loader);
    }
    if let Some(main) = &located.nginx {
        black_box(nginx::load(main, &mut loader));
    }
    if let Some(main) = &located.apache {
        black_box(apache::load(main, None, &mut loader));
    }
    if let Some(file) = located.turn.as_deref().and_then(|path| loader.load(path, Role::Turn).ok()) {
        black_box(turnserver::parse(file, loader.sources()));
    }
    black_box(loader.finish());
}

fn read_service(service: &JavaService, loader: &mut Loader<'_>) {
    if let Some(path) = &service.hocon {
        black_box(hocon::load(path, Role::Other, loader, &hocon::Options::default()));
    }
    if let Some(file) = service.legacy.as_deref().and_then(|path| loader.load(path, Role::Other).ok()) {
        black_box(properties::parse(file, loader.sources()));
    }
    if let Some(file) = service.env.as_deref().and_then(|path| loader.load(path, Role::Other).ok()) {
        black_box(shell_env::parse(file, loader.sources()));
    }
}

fn many(count: usize) -> MemoryTree {
    let one = common::fixture("keycloak");
    let read =
        |path: &str| String::from_utf8(one.read(path, 1 << 20).expect("the file is there")).expect("UTF-8");
    let mut tree = one.clone();
    for number in 0..count {
        let name = format!("meet{number}.acme.org");
        for (dir, ending, link) in [
            ("etc/prosody/conf.avail/", ".cfg.lua", "etc/prosody/conf.d/"),
            ("etc/jitsi/meet/", "-config.js", ""),
            ("etc/nginx/sites-available/", ".conf", "etc/nginx/sites-enabled/"),
        ] {
            let text = read(&format!("{dir}meet.acme.org{ending}")).replace("meet.acme.org", &name);
            tree.file(&format!("{dir}{name}{ending}"), text);
            if !link.is_empty() {
                tree.link(&format!("{link}{name}{ending}"), &format!("/{dir}{name}{ending}"));
            }
        }
    }
    tree
}

/// Prints the least time of each phase and of each rule: of a fixture, or of that many domains.
#[allow(clippy::print_stdout, reason = "a table is what was asked for")]
fn costs(name: &str) {
    let tree = match name.parse() {
        Ok(count) => many(count),
        Err(_) => common::fixture(name),
    };
    let deployment = common::deployment(&tree);
    let outcome = common::check(&deployment);
    let parse = least(|| (), |()| read_and_parse(&tree));
    let model = least(|| (), |()| drop(common::deployment(&tree)));
    let rules = least(|| common::deployment(&tree), |deployment| drop(common::check(deployment)));
    let report = least(|| (), |()| drop(write_report(&deployment, &outcome)));
    let share = 100.0 * rules.as_secs_f64() / parse.as_secs_f64();
    println!(
        "{name}: parse {parse:?}, with model {model:?}, rules {rules:?} ({share:.1} %), report {report:?}"
    );
    let mut table: Vec<(Duration, &str)> = rules::ALL
        .iter()
        .map(|rule| {
            (least(|| (), |()| drop(run(&[*rule], &deployment, &Selection::default()))), rule.meta().id)
        })
        .collect();
    table.sort_unstable();
    let sum: Duration = table.iter().map(|(cost, _)| *cost).sum();
    println!("{sum:>12.1?} all rules, asked again");
    for (cost, id) in table.iter().rev().take(25) {
        println!("{cost:>12.1?} {id}");
    }
}

/// The least of several times: what else runs on this machine only adds.
fn least<T>(mut prepare: impl FnMut() -> T, mut work: impl FnMut(&mut T)) -> Duration {
    let begun = Instant::now();
    let mut least = Duration::MAX;
    for _ in 0..200 {
        let mut input = prepare();
        let start = Instant::now();
        work(&mut input);
        least = least.min(start.elapsed());
        if begun.elapsed() > Duration::from_secs(3) {
            break;
        }
    }
    least
}

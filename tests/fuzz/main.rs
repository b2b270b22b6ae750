//! Spoilt files in large numbers: no panic, no place outside of its file, nothing left unsaid.
//!
//! `cargo test` runs a few cases, the same each time. For more, in a release build:
//! `JITSI_DOCTOR_FUZZ=1000000 cargo test --release --test fuzz -- --nocapture`, and with
//! `JITSI_DOCTOR_FUZZ_SEED` another number to start from.
#![allow(clippy::print_stdout, reason = "figures of a run are for people")]

#[path = "../common/mod.rs"]
mod common;
mod mutate;
mod seeds;
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use mutate::{Random, minimized, mutated};

/// What panicked since the last look, wherever it was caught.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// Held during a case: a panic on a parser's own thread must be known to belong to it.
static CASE: Mutex<()> = Mutex::new(());

/// Writes panics down instead of printing them.
fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if CASE.try_lock().is_ok() {
                // Not in a case: this is the test's own verdict.
                return print(info);
            }
            PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(info.to_string());
        }));
    });
}

/// The panic that an input leads to, also one that the guard caught.
fn panic_of(target: &dyn Fn(&[u8]), input: &[u8]) -> Option<String> {
    let _one_at_a_time = CASE.lock().unwrap_or_else(PoisonError::into_inner);
    let outcome = catch_unwind(AssertUnwindSafe(|| target(input)));
    let panics = std::mem::take(&mut *PANICS.lock().unwrap_or_else(PoisonError::into_inner));
    panics.into_iter().next().or_else(|| outcome.is_err().then(|| "a panic without words".to_owned()))
}

/// A number from the environment, for runs by hand.
fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs a target: first on what once made it fail, then on `count` new cases.
fn fuzz(name: &str, count: usize, seeds: &[Vec<u8>], words: &[&str], target: &dyn Fn(&[u8])) {
    watch_panics();
    assert!(!seeds.is_empty(), "{name} has no seeds");
    for (path, input) in seeds::crashes(name) {
        assert_eq!(panic_of(target, &input), None, "{path} fails again");
    }
    let count = number("JITSI_DOCTOR_FUZZ").unwrap_or(count);
    let mut random = Random::new(number("JITSI_DOCTOR_FUZZ_SEED").unwrap_or(1) as u64);
    let mut slowest = (Duration::ZERO, Vec::new());
    let start = Instant::now();
    for case in 0..count {
        let input = mutated(&mut random, seeds, words);
        let start = Instant::now();
        if let Some(panic) = panic_of(target, &input) {
            let small = minimized(&input, |text| panic_of(target, text).is_some());
            let kept = keep(name, "failed", &small);
            let text = String::from_utf8_lossy(&small);
            panic!("{name}, case {case}: {panic}\nthe input is kept in {kept}:\n{text:?}");
        }
        if start.elapsed() > slowest.0 {
            slowest = (start.elapsed(), input);
        }
    }
    let kept = keep(name, "slowest", &slowest.1);
    println!("{name}: {count} cases in {:.1?}, the slowest took {:.1?}: {kept}", start.elapsed(), slowest.0);
}

/// Writes an input where it can be looked at.
fn keep(target: &str, what: &str, input: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{target}-{what}"));
    fs::write(&path, input).expect("a place for results");
    path.display().to_string()
}

#[test]
fn lua() {
    fuzz("lua", 1500, &seeds::texts(|path| path.ends_with(".lua")), seeds::LUA, &targets::lua);
}

#[test]
fn js() {
    fuzz("js", 1500, &seeds::texts(|path| path.ends_with(".js")), seeds::JS, &targets::js);
}

#[test]
fn hocon() {
    let hocon = |path: &str| path.starts_with("etc/jitsi") && path.ends_with(".conf");
    fuzz("hocon", 3000, &seeds::texts(hocon), seeds::HOCON, &targets::hocon);
}

#[test]
fn properties() {
    let seeds = seeds::texts(|path| path.ends_with(".properties"));
    fuzz("properties", 5000, &seeds, seeds::PROPERTIES, &targets::properties);
}

#[test]
fn shell_env() {
    let seeds = seeds::texts(|path| path.starts_with("etc/jitsi") && path.ends_with("/config"));
    fuzz("shell_env", 5000, &seeds, seeds::SHELL_ENV, &targets::shell_env);
}

#[test]
fn nginx() {
    fuzz("nginx", 5000, &seeds::texts(|path| path.starts_with("etc/nginx")), seeds::NGINX, &targets::nginx);
}

#[test]
fn apache() {
    let seeds = seeds::texts(|path| path.starts_with("etc/apache2"));
    fuzz("apache", 5000, &seeds, seeds::APACHE, &targets::apache);
}

#[test]
fn turnserver() {
    let seeds = seeds::texts(|path| path.ends_with("turnserver.conf"));
    fuzz("turnserver", 5000, &seeds, seeds::TURN, &targets::turnserver);
}

#[test]
fn compose() {
    let seeds = seeds::texts(|path| path.ends_with(".yml"));
    fuzz("compose", 3000, &seeds, seeds::COMPOSE, &targets::compose);
}

#[test]
fn dotenv() {
    fuzz("dotenv", 5000, &seeds::texts(|path| path.ends_with(".env")), seeds::DOTENV, &targets::dotenv);
}

#[test]
fn check() {
    let words = [seeds::LUA, seeds::JS, seeds::HOCON, seeds::NGINX, seeds::APACHE, seeds::SHELL_ENV].concat();
    let base = seeds::base();
    fuzz("check", 150, &seeds::installations(), &words, &|input| targets::check(&base, input));
}

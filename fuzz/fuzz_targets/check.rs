#![no_main]

use std::sync::LazyLock;

use jitsi_doctor::load::MemoryTree;

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/fuzz/targets.rs"]
mod targets;

static BASE: LazyLock<MemoryTree> = LazyLock::new(|| common::fixture("websocket-turn"));

libfuzzer_sys::fuzz_target!(|input: &[u8]| targets::check(&BASE, input));

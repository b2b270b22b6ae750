//! Asks real servers on the loopback what `jitsi-doctor check --online` asks them.
//!
//! Needs the programs: `cargo test --features differential --test live`. A missing program is a failure, never a skipped test.

mod relay;

//! Compares what `jitsi-doctor show` prints with what the real programs hold.
//!
//! Needs the programs: `cargo test --features differential --test differential`. A missing program is a
//! failure, never a skipped test.
//!
//! `JITSI_DOCTOR_CASES` says how many cases are generated for each language (2,000), and `JITSI_DOCTOR_SEED`
//! the seed of the first one (0); the next ones count up. So the case that is named "seed 12345" comes back with
//! `JITSI_DOCTOR_SEED=12345 JITSI_DOCTOR_CASES=1`. Add `-- --nocapture` to see the figures.

mod apache;
mod common;
mod compare;
mod compose;
mod dotenv;
mod generate;
mod generate_js;
mod generate_lua;
mod hocon;
mod nginx;
mod properties;
mod prosody;
mod support;
mod typed;
mod webconfig;

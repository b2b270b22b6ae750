//! Every value carries an exact span: what stands under it, read again on its own, gives the value.
//!
//! [`exact`] says what that means; the other modules say it for each language, for the files of `fixtures/`,
//! the cases of `tests/differential`, and files made by chance.

#[path = "../common/mod.rs"]
mod common;
mod compose;
mod exact;
#[path = "../differential/generate.rs"]
mod generate;
#[path = "../differential/generate_js.rs"]
mod generate_js;
#[path = "../differential/generate_lua.rs"]
mod generate_lua;
mod hocon;
mod inputs;
mod js;
mod lines;
mod lua;
#[path = "../fuzz/mutate.rs"]
#[allow(dead_code, reason = "the fuzzer uses more of it")]
mod mutate;
mod nginx;

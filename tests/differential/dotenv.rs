//! `.env` against docker compose.
//!
//! No package of Debian has a compose of this time, so the answers stand here as recorded: `expected.json` is
//! what `dotenv.GetEnvFromFile` of compose-go v2.9.1 gave for each case, which is what `docker compose` calls
//! (github.com/compose-spec/compose-go, dotenv/parser.go and template/template.go). For a quote without its
//! partner compose names the last line of the file, which helps nobody and is left out.

use std::fs;

use serde_json::Value as Json;
use tempfile::TempDir;

use super::support::{Tally, here, lay_out, outcome, show, written};

/// The environment that compose was started with.
const ENV: [&str; 2] = ["--env=JITSI_EMPTY=", "--env=JITSI_HOST=meet.example.com"];

#[test]
fn written_cases() {
    let dir = TempDir::new().expect("a directory");
    let cases = written("dotenv", ".env");
    assert!(cases.len() >= 25, "only {} cases", cases.len());
    let expected = fs::read_to_string(here("cases/dotenv/expected.json")).expect("the recorded answers");
    let expected: Json = serde_json::from_str(&expected).expect("JSON");
    let paths = lay_out(dir.path(), &cases);
    let mut tally = Tally::default();
    for (case, path) in cases.iter().zip(&paths) {
        let answer = &expected[&case.title];
        assert!(answer.is_object(), "no answer is recorded for {:?}", case.title);
        tally.compare(case, &outcome(answer), &show(path, &ENV));
    }
    tally.verdict(".env, written");
}

//! The tables of options are what the tool makes of the data.

#[path = "../tools/catalogue/generate.rs"]
mod generate;

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a text")
}

#[test]
fn tables_are_made_of_the_data() {
    for program in generate::PROGRAMS {
        let records = generate::parse(&read(&format!("catalogue/{program}.txt"))).expect("data");
        let made = generate::rust(program, &records);
        let module = generate::module(program);
        let found = read(&format!("src/catalogue/{module}.rs"));
        assert!(made == found, "src/catalogue/{module}.rs is old: run `cargo run --example catalogue`");
    }
}

#[test]
fn what_is_wrong_in_the_data_is_said() {
    for (text, wanted) in [
        ("x.y\n", "a name and a kind"),
        ("x.y number\n", "no such kind"),
        ("  since 1\n", "no option stands above"),
        ("x.y int\n  sinze 1\n", "no such word"),
        ("x.y int\n  legacy Z upside-down\n", "no such conversion"),
        ("x.y int\nx.y int\n", "twice"),
    ] {
        let error = generate::parse(text).expect_err(text);
        assert!(error.contains(wanted), "{error}");
    }
}

//! Makes `src/catalogue/*.rs` and `docs/cases.md` from `catalogue/*.txt`, and compares the data with checkouts of the programs.

mod cases;
mod generate;
mod signatures;
mod upstream;

use std::collections::BTreeSet;
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => make(),
        ["--against", ref checkouts @ .., program] if !checkouts.is_empty() => compare(checkouts, program),
        _ => Err("usage: catalogue [--against CHECKOUT… PROGRAM]".into()),
    }
}

fn data(program: &str) -> Result<Vec<generate::Record>, Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("catalogue/{program}.txt"));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    generate::parse(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn make() -> Result<(), Box<dyn Error>> {
    for program in generate::PROGRAMS {
        let records = data(program)?;
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("src/catalogue/{}.rs", generate::module(program)));
        fs::write(path, generate::rust(program, &records))?;
        writeln!(io::stdout(), "{program}: {} options", records.len())?;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = cases::parse(&fs::read_to_string(root.join("catalogue/cases.txt"))?)?;
    fs::write(root.join("src/catalogue/cases.rs"), cases::rust(&cases))?;
    fs::write(root.join("docs/cases.md"), cases::markdown(&cases))?;
    writeln!(io::stdout(), "cases: {}", cases.len())?;
    let signatures = signatures::parse(&fs::read_to_string(root.join("catalogue/signatures.txt"))?)?;
    fs::write(root.join("src/catalogue/signatures.rs"), signatures::rust(&signatures))?;
    writeln!(io::stdout(), "signatures: {}", signatures.len())?;
    Ok(())
}

fn compare(checkouts: &[&str], program: &str) -> Result<(), Box<dyn Error>> {
    let mut names = upstream::Names::default();
    for checkout in checkouts {
        upstream::read(Path::new(checkout), &mut names)?;
    }
    let records = data(program)?;
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for record in &records {
        known.insert(&record.name);
        known.extend(record.sources.iter().map(|(_, name, _)| name.as_str()));
    }
    let asked = names.code.iter().map(Vec::as_slice).chain(names.reference.iter().map(std::slice::from_ref));
    let is_known = |name: &String| {
        known.contains(name.as_str()) || known.iter().any(|known| known.starts_with(&format!("{name}.")))
    };
    let mut out = io::stdout().lock();
    let missing: BTreeSet<&String> =
        asked.filter(|names| !names.iter().any(is_known)).filter_map(<[String]>::first).collect();
    for name in missing {
        writeln!(out, "missing here   {name}")?;
    }
    let upstream: BTreeSet<&str> =
        names.code.iter().flatten().chain(&names.reference).map(String::as_str).collect();
    for record in records.iter().filter(|record| record.is_current()) {
        if !upstream.contains(record.name.as_str()) && !record.name.contains('*') {
            writeln!(out, "missing there  {}", record.name)?;
        }
    }
    Ok(())
}

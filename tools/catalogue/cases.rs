//! From `catalogue/cases.txt` to the table for people and the one for the program.

use std::fmt::Write as _;

/// What a rule cannot know.
const NEEDS: [&str; 4] = ["the live host", "the network", "logs", "Docker's templates"];

/// Something that goes wrong on real servers.
#[derive(Debug, Default)]
pub struct Case {
    pub sees: String,
    cause: String,
    pub rules: Vec<String>,
    /// What rules do not find, in sentences: what it takes, or why it is out of reach.
    otherwise: Vec<String>,
}

/// Reads the text. The first case is the most common one.
pub fn parse(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let fail = |what: &str| format!("line {}: {what}: {line}", at + 1);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if !line.starts_with(' ') {
            cases.push(Case { sees: line.to_owned(), ..Case::default() });
            continue;
        }
        let case = cases.last_mut().ok_or_else(|| fail("no case stands above this"))?;
        let (word, rest) = line.trim().split_once(' ').ok_or_else(|| fail("a word and a text are wanted"))?;
        match word {
            "cause" => case.cause = rest.to_owned(),
            "rules" => case.rules.extend(rest.split(' ').map(str::to_owned)),
            "needs" => {
                let what = rest.split_once(':').map_or(rest, |(what, _)| what);
                if !NEEDS.contains(&what) {
                    return Err(fail("no such need"));
                }
                case.otherwise.push(format!("needs {rest}"));
            }
            "open" => case.otherwise.push(format!("no rule yet: {rest}")),
            "never" => case.otherwise.push(format!("cannot be found: {rest}")),
            _ => return Err(fail("no such word")),
        }
    }
    let bare = |case: &&Case| case.cause.is_empty() || (case.rules.is_empty() && case.otherwise.is_empty());
    match cases.iter().find(bare) {
        Some(case) => Err(format!("a cause, and rules or what else it takes, are missing: {}", case.sees)),
        None => Ok(cases),
    }
}

/// The Rust file.
pub fn rust(cases: &[Case]) -> String {
    let mut out =
        "//! Made from catalogue/cases.txt by `cargo run --example catalogue`: change that, not this.\n\n"
            .to_owned();
    out.push_str("use super::Case;\n\n/// What goes wrong on real servers, the most common first.\npub const CASES: &[Case] = &[\n");
    for case in cases {
        let rules: Vec<String> = case.rules.iter().map(|rule| format!("{rule:?}")).collect();
        // Writing to a text cannot fail.
        let _ = writeln!(
            out,
            "    Case {{ sees: {:?}, cause: {:?}, rules: &[{}], otherwise: {:?} }},",
            case.sees,
            case.cause,
            rules.join(", "),
            case.otherwise.join("; "),
        );
    }
    out.push_str("];\n");
    out
}

/// The page for people.
pub fn markdown(cases: &[Case]) -> String {
    let found = cases.iter().filter(|case| !case.rules.is_empty()).count();
    let whole = cases.iter().filter(|case| case.otherwise.is_empty()).count();
    let mut out = format!(
        "<!-- Made from catalogue/cases.txt by `cargo run --example catalogue`: change that, not this. -->\n\n\
         # What really goes wrong\n\n\
         {} ways in which self-hosted servers fail, the most common first, collected from what people reported in public. For {found} of them \
         there are rules; in {whole} of these the configuration shows all that matters. The last column says what rules cannot know, and what no rule looks \
         at yet.\n\n\
         To search, run `jitsi-doctor explain \"what you see\"`.\n\n\
         | | What people see | Cause | Rules that find it | What is left |\n|---|---|---|---|---|\n",
        cases.len()
    );
    for (at, case) in cases.iter().enumerate() {
        let rules: Vec<String> = case
            .rules
            .iter()
            .map(|rule| format!("[`{rule}`](../rules/{}.md)", rule.replace('-', "_")))
            .collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            at + 1,
            escape(&case.sees),
            escape(&case.cause),
            rules.join(", "),
            escape(&case.otherwise.join("; "))
        );
    }
    out
}

/// A text for a cell of a table.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if "\\`*_[]<>|".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

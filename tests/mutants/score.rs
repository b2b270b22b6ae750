//! The score, and the floor below which it may not fall.

use std::collections::BTreeMap;
use std::fmt;

use jitsi_doctor::check::Severity;

use crate::judge::Judged;

/// For each kind of mutant: how many there are at least, and of 1000 how many give exactly one finding.
/// All of them are found; the numbers may only grow.
///
/// One kind gives two findings: a guest host that loses its `authentication` to a Component. The guest host
/// is wrong without it, and the Component's line is one that nobody would find otherwise.
const FLOOR: [(&str, usize, usize); 16] = [
    ("change JID", 70, 1000),
    ("change domain", 616, 1000),
    ("change module", 480, 1000),
    ("change path", 180, 1000),
    ("change port", 33, 1000),
    ("change secret", 16, 1000),
    ("move domain", 151, 1000),
    ("move module", 115, 973),
    ("move path", 22, 1000),
    ("move port", 3, 1000),
    ("move secret", 14, 1000),
    ("remove domain", 264, 1000),
    ("remove module", 52, 1000),
    ("remove path", 89, 1000),
    ("remove port", 18, 1000),
    ("remove secret", 17, 1000),
];

#[derive(Default)]
struct Row {
    mutants: usize,
    found: usize,
    once: usize,
    severities: BTreeMap<Severity, usize>,
}

/// What was found, by kind.
pub struct Score(BTreeMap<String, Row>);

impl Score {
    pub fn of(judged: &[&Judged]) -> Self {
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for judged in judged {
            let name = format!("{} {}", judged.mutant.operation.name(), judged.mutant.kind.name());
            let row = rows.entry(name).or_default();
            row.mutants += 1;
            row.found += usize::from(judged.found);
            row.once += usize::from(judged.top == 1);
            if let Some(severity) = judged.severity {
                *row.severities.entry(severity).or_default() += 1;
            }
        }
        Score(rows)
    }

    pub fn is_not_below_the_floor(&self) {
        for (name, mutants, once) in &FLOOR {
            let row = self.0.get(*name).unwrap_or_else(|| panic!("there are no mutants `{name}` any more"));
            assert!(row.mutants >= *mutants, "`{name}`: {} mutants, {mutants} before", row.mutants);
            assert!(
                row.once * 1000 >= once * row.mutants,
                "`{name}`: {} of {} give one finding, {once} of 1000 before",
                row.once,
                row.mutants
            );
        }
        for name in self.0.keys() {
            assert!(FLOOR.iter().any(|(known, ..)| known == name), "`{name}` has no floor yet");
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:16} {:>7} {:>7} {:>7}   error warning info", "", "mutants", "found", "once")?;
        let mut sum = [0; 3];
        for (name, row) in &self.0 {
            let count = |severity| row.severities.get(&severity).copied().unwrap_or_default();
            let Row { mutants, found, once, .. } = row;
            let [error, warning, info] = [Severity::Error, Severity::Warning, Severity::Info].map(count);
            writeln!(f, "{name:16} {mutants:7} {found:7} {once:7}   {error:5} {warning:7} {info:4}")?;
            sum = [sum[0] + mutants, sum[1] + found, sum[2] + once];
        }
        write!(f, "{:16} {:7} {:7} {:7}", "together", sum[0], sum[1], sum[2])
    }
}

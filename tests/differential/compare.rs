//! Comparing two answers, and counting what came of it.

use serde_json::Value as Json;

/// Of the files both refuse, the least share where both name the same line.
const SAME_LINE: f64 = 0.95;
/// Differences that are printed in full.
const SHOWN: usize = 25;

/// What a program makes of a case.
pub enum Answer {
    /// It accepts it and holds this.
    Accepted(Json),
    /// It refuses it.
    Rejected {
        /// The places it names, as file (without directory) and line; empty if it names none.
        /// Several of one error are a group.
        places: Vec<Vec<(String, u64)>>,
        /// What it says.
        message: String,
        /// What it holds nevertheless, for programs that go on; else null.
        value: Json,
    },
}

/// What came of many comparisons.
#[derive(Default)]
pub struct Tally {
    name: String,
    cases: usize,
    accepted: usize,
    rejected: usize,
    /// Refused by the real program, where we say that we could not follow the file.
    undecided: usize,
    values: usize,
    unknown: usize,
    same_line: usize,
    next_line: usize,
    /// Refused by both, where the real program names no line.
    unplaced: usize,
    /// Refused by the real program only.
    missed: usize,
    other_line: Vec<String>,
    differences: Vec<String>,
}

impl Tally {
    pub fn new(name: impl Into<String>) -> Self {
        Tally { name: name.into(), ..Tally::default() }
    }

    /// Adds one case; `real` is the program's answer, `ours` that of jitsi-doctor.
    pub fn add(&mut self, case: &str, text: &str, real: &Answer, ours: &Answer) {
        self.cases += 1;
        match (real, ours) {
            (Answer::Accepted(real), Answer::Accepted(ours)) => {
                self.accepted += 1;
                let mut differences = Vec::new();
                let incomplete = !ours["incomplete"].is_null();
                self.compare("", real, ours, incomplete, &mut differences);
                if !differences.is_empty() {
                    self.differ(case, text, &differences.join("\n  "));
                }
            }
            (
                Answer::Rejected { places, message, value },
                Answer::Rejected { places: our_places, message: our, value: held },
            ) => {
                self.rejected += 1;
                let mut differences = Vec::new();
                self.compare("", value, held, !held["incomplete"].is_null(), &mut differences);
                if !differences.is_empty() {
                    self.differ(case, text, &differences.join("\n  "));
                }
                let ours: Vec<_> = our_places.iter().filter_map(|places| places.first()).collect();
                let beside: Vec<_> = our_places.iter().flatten().collect();
                let named = |group: &Vec<(String, u64)>| group.iter().any(|place| ours.contains(&place));
                let near = |group: &Vec<(String, u64)>| group.iter().any(|place| beside.contains(&place));
                // Behind a script that does not parse, nothing is said about the next ones.
                let told = if held["incomplete"].is_null() { places.len() } else { 1 };
                if places.is_empty() {
                    self.unplaced += 1;
                } else if places.iter().take(told).all(named) {
                    self.same_line += 1;
                } else if places.iter().take(told).all(near) {
                    self.next_line += 1;
                } else {
                    self.other_line.push(format!("--- {case}\n{text}\n  real: {message}\n  ours: {our}"));
                }
            }
            (Answer::Rejected { message, .. }, Answer::Accepted(ours)) => {
                if ours["incomplete"].is_null() {
                    self.rejected += 1;
                    self.missed += 1;
                    self.other_line.push(format!("--- {case}\n{text}\n  real: {message}\n  ours: nothing"));
                } else {
                    self.undecided += 1;
                }
            }
            (Answer::Accepted(_), Answer::Rejected { message, .. }) => {
                self.differ(case, text, &format!("only jitsi-doctor refuses it: {message}"));
            }
        }
    }

    fn differ(&mut self, case: &str, text: &str, what: &str) {
        self.differences.push(format!("--- {case}\n{text}\n  {what}"));
    }

    /// Compares value by value; the order of keys does not matter.
    fn compare(
        &mut self,
        path: &str,
        real: &Json,
        ours: &Json,
        incomplete: bool,
        differences: &mut Vec<String>,
    ) {
        // What cannot be written down, such as a list that Prosody itself fails to read, equals nothing.
        // Nor is it certain what form a table has that holds something unknown beside names.
        let formless = ours["$table"]
            .as_object()
            .is_some_and(|pairs| pairs.values().any(|value| value.get("$unknown").is_some()));
        if ours.get("$unknown").is_some() || formless || real.get("$other").is_some() {
            self.values += 1;
            self.unknown += 1;
            return;
        }
        // An unknown item may be none at all, or several: what stands behind it has no place of its own.
        let vague =
            ours.as_array().and_then(|items| items.iter().position(|item| item.get("$unknown").is_some()));
        match (real, ours) {
            (Json::Array(real), Json::Array(ours)) if vague.is_some() => {
                let sure = vague.unwrap_or_default().min(real.len());
                self.values += real.len() - sure;
                self.unknown += real.len() - sure;
                for (at, (real, our)) in real.iter().zip(ours).take(sure).enumerate() {
                    self.compare(&format!("{path}[{at}]"), real, our, incomplete, differences);
                }
            }
            // A list with a hole, where an item is unknown.
            (Json::Object(real), Json::Array(_)) if vague.is_some() && real.contains_key("$table") => {
                self.values += 1;
                self.unknown += 1;
            }
            // Lua knows no difference between an empty list and an empty object.
            (Json::Array(items), Json::Object(_)) if items.is_empty() => {
                let real = Json::Object(Default::default());
                self.compare(path, &real, ours, incomplete, differences);
            }
            (Json::Object(real), Json::Object(ours)) => {
                for (key, value) in real {
                    let path = format!("{path}.{key}");
                    let vague = incomplete && matches!(&*path, ".warnings" | ".files");
                    match ours.get(key) {
                        _ if vague => {}
                        Some(our) => self.compare(&path, value, our, incomplete, differences),
                        None if incomplete => {
                            self.values += 1;
                            self.unknown += 1;
                        }
                        None => differences.push(format!("{path}: real {value}, ours nothing")),
                    }
                }
                for (key, our) in ours {
                    let perhaps = incomplete || our.get("$unknown").is_some();
                    if perhaps && !real.contains_key(key) {
                        self.values += 1;
                        self.unknown += 1;
                    } else if key != "incomplete" && !real.contains_key(key) {
                        differences.push(format!("{path}.{key}: real nothing, ours {our}"));
                    }
                }
            }
            (Json::Array(real), Json::Array(ours)) if real.len() == ours.len() => {
                for (at, (real, our)) in real.iter().zip(ours).enumerate() {
                    self.compare(&format!("{path}[{at}]"), real, our, incomplete, differences);
                }
            }
            _ => {
                self.values += 1;
                if real != ours {
                    differences.push(format!("{path}: real {real}, ours {ours}"));
                }
            }
        }
    }

    /// Prints the numbers, and fails the test unless everything agrees.
    pub fn finish(self) {
        self.print();
        self.check();
    }

    /// Fails the test unless everything agrees.
    pub fn check(&self) {
        let (numbers, same_line) = self.numbers();
        assert!(self.differences.is_empty() && same_line >= SAME_LINE, "{numbers}");
    }

    /// The same where it is not known which program reads, so that only values can agree.
    pub fn check_values(&self) {
        let (numbers, _) = self.numbers();
        assert!(self.differences.is_empty(), "{numbers}");
    }

    /// The result in one line, and the share of refusals in which both name the same line.
    fn numbers(&self) -> (String, f64) {
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let placed = self.rejected - self.unplaced;
        let same_line = share(self.same_line, placed);
        let numbers = format!(
            "{}: {} cases, {} accepted, {} refused ({} of them without a line, {} by the real program only), {} undecided; {} values compared, {:.2} % of them unknown; \
             {} differences; same line in {:.2} % of the refusals, {:.2} % with those where we name the end of the \
             line before",
            self.name,
            self.cases,
            self.accepted,
            self.rejected,
            self.unplaced,
            self.missed,
            self.undecided,
            self.values,
            100.0 * share(self.unknown, self.values),
            self.differences.len(),
            100.0 * same_line,
            100.0 * share(self.same_line + self.next_line, placed),
        );
        (numbers, same_line)
    }

    /// Prints the numbers and what differs.
    #[expect(clippy::print_stdout, reason = "the numbers are what the tests are run for")]
    pub fn print(&self) {
        println!("{}", self.numbers().0);
        for line in self.other_line.iter().take(SHOWN) {
            println!("other line {line}");
        }
        for difference in self.differences.iter().take(SHOWN) {
            println!("difference {difference}");
        }
    }
}

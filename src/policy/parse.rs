//! From TOML to a policy. Everything in the file must mean something: a misspelt word is an error.

use regex::Regex;
use toml::de::{DeTable, DeValue};

use super::path::Path;
use super::table::{Item, MAX_ENTRIES, Reader, similar};
use super::{Expectation, Ignore, Level, Policy, RuleLevel, Threshold, Want};
use crate::check::{Meta, Pattern, Severity};
use crate::rules;
use crate::syntax::SyntaxError;
use crate::text::{FileId, Span};
use crate::value::{Node, Value};

pub(super) fn parse(file: FileId, text: &str) -> Policy {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, errors: Vec::new(), secrets: Vec::new() };
    let mut policy = Policy::default();
    let table = table.get_ref();
    // Also of a file that is not TOML further down.
    reader.find_secrets(table);
    if let Some(error) = errors.first() {
        let span = error.span().unwrap_or(0..0);
        let cause = format!("this is not TOML: {}", error.message().replace('\n', ", "));
        let mut wrong = SyntaxError::new(Span::new(file, span.start, span.end), cause);
        if error.message().contains("unquoted key") {
            wrong = wrong.fix("put names with other characters in quotes, as in \"area/name\" = \"off\"");
        }
        policy.errors.push(wrong);
        policy.secrets = reader.secrets;
        return policy;
    }
    reader.only(table, &["fail-on", "rules", "ignore", "expect"]);
    policy.fail_on = reader.text(table, "fail-on").and_then(|(word, span)| reader.threshold(word, span));
    policy.levels = reader.levels(table);
    for (table, span) in reader.tables(table, "ignore") {
        policy.ignores.extend(reader.ignore(table, span));
    }
    for (table, span) in reader.tables(table, "expect") {
        policy.expectations.extend(reader.expectation(table, span));
    }
    policy.errors = reader.errors;
    policy.secrets = reader.secrets;
    policy.errors.sort_by_key(|error| error.span);
    policy
}

const SEVERITIES: [(&str, Severity); 3] =
    [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];

fn severity(word: &str) -> Option<Severity> {
    SEVERITIES.iter().find(|(name, _)| *name == word).map(|(_, severity)| *severity)
}

impl Reader {
    /// Finds what is written as the value of a secret, however wrong the rest is.
    fn find_secrets(&mut self, table: &DeTable<'_>) {
        let expectations = self.get(table, "expect").and_then(|item| item.value.as_array());
        let tables =
            expectations.into_iter().flat_map(|items| items.iter()).map(|item| item.get_ref().as_table());
        for table in tables.flatten() {
            let path = self.get(table, "path").and_then(|item| item.value.as_str()).unwrap_or_default();
            let mut words = path.split(['.', '[', ']', '"', '\'']);
            if !words.any(crate::secret::is_secret_name) {
                continue;
            }
            for key in ["equals", "one_of", "matches"] {
                let Some(item) = self.get(table, key) else { continue };
                match item.value.as_array() {
                    Some(items) => {
                        let spans: Vec<Span> = items.iter().map(|item| self.span(item)).collect();
                        self.secrets.extend(spans);
                    }
                    None => self.secrets.push(item.span),
                }
            }
        }
    }

    fn threshold(&mut self, word: &str, span: Span) -> Option<Threshold> {
        let threshold = match word {
            "never" => Some(Threshold::Never),
            word => severity(word).map(Threshold::At),
        };
        if threshold.is_none() {
            self.not_a_word(span, word, &["error", "warning", "info", "never"]);
        }
        threshold
    }

    fn not_a_word(&mut self, span: Span, word: &str, known: &[&str]) {
        let fix = match similar(word, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write {}", super::table::listed(known).replace(" and ", " or ")),
        };
        self.error(span, format!("`{word}` means nothing here"), fix);
    }

    fn pattern(&mut self, text: &str, span: Span) -> Option<Pattern> {
        match Pattern::new(text, &rules::ALL) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let fix = match error.similar {
                    Some(similar) => format!("did you mean `{similar}`?"),
                    None => "`jitsi-doctor rules` lists them all".to_owned(),
                };
                self.error(span, format!("no rule matches `{text}`"), fix);
                None
            }
        }
    }

    /// A pattern of which at least one rule may be silenced by a file.
    fn silencing(&mut self, text: &str, span: Span, may_be: fn(&Meta) -> bool) -> Option<Pattern> {
        let pattern = self.pattern(text, span)?;
        let matching = || rules::ALL.iter().map(|rule| rule.meta()).filter(|meta| pattern.matches(meta.id));
        if matching().any(may_be) {
            return Some(pattern);
        }
        if matching().all(Meta::stops_a_service) {
            let cause = format!("a file cannot silence `{text}`: it finds what stops a service");
            self.error(span, cause, "mend the finding, or use `--ignore` on the command line");
        } else {
            let cause = format!("`{text}` finds mistakes in suppressions, which cannot be suppressed");
            self.error(span, cause, "mend the suppression, or switch the rule off in [rules]");
        }
        None
    }

    fn levels(&mut self, table: &DeTable<'_>) -> Vec<RuleLevel> {
        let Some(item) = self.get(table, "rules") else { return Vec::new() };
        let Some(lines) = item.value.as_table() else {
            self.wrong_type(&item, "rules", "a table, as in [rules]");
            return Vec::new();
        };
        // The order in the file decides, not that of the names.
        let mut lines: Vec<_> = lines.iter().collect();
        lines.sort_by_key(|(key, _)| key.span().start);
        let mut levels = Vec::new();
        for (at, (key, value)) in lines.into_iter().enumerate() {
            let span = self.span(key);
            if at == MAX_ENTRIES {
                self.too_many(span);
                break;
            }
            let text: &str = key.get_ref();
            let item = Item { value: value.get_ref(), span: self.span(value) };
            if item.value.as_table().is_some() {
                let fix = format!("put the id in quotes, as in \"{text}/name\" = \"off\"");
                self.error(span, format!("`{text}` is a table here, not a rule"), fix);
                continue;
            }
            let Some(word) = item.value.as_str() else {
                self.wrong_type(&item, text, "\"error\", \"warning\", \"info\" or \"off\"");
                continue;
            };
            let level = match word {
                "off" => Some(Level::Off),
                word => severity(word).map(Level::As),
            };
            let Some(level) = level else {
                self.not_a_word(item.span, word, &["error", "warning", "info", "off"]);
                continue;
            };
            let pattern = if level == Level::As(Severity::Error) {
                self.pattern(text, span)
            } else {
                self.silencing(text, span, |meta| !meta.stops_a_service())
            };
            levels.extend(pattern.map(|pattern| RuleLevel { pattern, level }));
        }
        levels
    }

    /// A text that must be there.
    fn needed<'t>(
        &mut self,
        table: &'t DeTable<'t>,
        key: &str,
        at: Span,
        fix: &str,
    ) -> Option<(&'t str, Span)> {
        if self.get(table, key).is_none() {
            self.error(at, format!("`{key}` is missing"), fix);
            return None;
        }
        self.text(table, key)
    }

    fn ignore(&mut self, table: &DeTable<'_>, at: Span) -> Option<Ignore> {
        self.only(table, &["rule", "file", "reason"]);
        let rule = self.needed(table, "rule", at, "name the rule that is to be ignored");
        let reason = self.needed(table, "reason", at, "say why, for whoever reads this in a year");
        let file = self.text(table, "file");
        let (text, place) = rule?;
        let pattern = self.silencing(text, place, Meta::may_be_ignored)?;
        let (reason, _) = reason?;
        Some(Ignore {
            pattern,
            place,
            file: file.map(|(file, _)| file.to_owned()),
            reason: reason.trim().to_owned(),
        })
    }

    fn expectation(&mut self, table: &DeTable<'_>, at: Span) -> Option<Expectation> {
        const WANTS: [&str; 5] = ["equals", "one_of", "matches", "same_as", "absent"];
        self.only(
            table,
            &["path", "equals", "one_of", "matches", "same_as", "absent", "message", "severity"],
        );
        let path = self.needed(table, "path", at, "name the setting").and_then(|it| self.path(it));
        let message =
            self.text(table, "message").map(|(text, _)| text.trim().trim_end_matches('.').to_owned());
        let severity = self.text(table, "severity").and_then(|(word, span)| {
            let severity = severity(word);
            if severity.is_none() {
                self.not_a_word(span, word, &["error", "warning", "info"]);
            }
            severity
        });
        let given: Vec<&str> = WANTS.into_iter().filter(|key| self.get(table, key).is_some()).collect();
        let (path, path_place) = path?;
        let &[key] = &given[..] else {
            let (cause, fix) = match given.is_empty() {
                true => ("nothing says what the value has to be", "add one of"),
                false => ("two things say what the value has to be", "keep one of"),
            };
            self.error(
                path_place,
                cause,
                format!("{fix} {}", super::table::listed(&WANTS).replace(" and ", " or ")),
            );
            return None;
        };
        let item = self.get(table, key)?;
        let want_place = item.span;
        if path.is_secret() && matches!(key, "equals" | "one_of" | "matches") {
            let cause = format!("`{}` is a secret, which must not be written into this file", path.text);
            self.error(path_place, cause, "compare it with `same_as`, or ask for `absent`");
            return None;
        }
        let want = self.want(table, key, item)?;
        Some(Expectation { path, path_place, want, want_place, message, severity })
    }

    fn path(&mut self, (text, span): (&str, Span)) -> Option<(Path, Span)> {
        match Path::parse(text) {
            Ok(path) => Some((path, span)),
            Err((cause, fix)) => {
                self.error(span, cause, fix);
                None
            }
        }
    }

    fn want(&mut self, table: &DeTable<'_>, key: &str, item: Item<'_>) -> Option<Want> {
        match key {
            "equals" => self.node(item.value, item.span).map(Want::Equals),
            "one_of" => {
                let Some(items) = item.value.as_array() else {
                    self.wrong_type(&item, key, "a list of values");
                    return None;
                };
                let nodes = items.iter().map(|it| self.node(it.get_ref(), self.span(it)));
                nodes.collect::<Option<_>>().map(Want::OneOf)
            }
            "matches" => {
                let (text, span) = self.text(table, key)?;
                match Regex::new(&format!("^(?:{text})$")) {
                    Ok(regex) => Some(Want::Matches(regex)),
                    Err(_) => {
                        let fix = "write \\\\ for a backslash in double quotes, or use single quotes";
                        self.error(span, "this is not a regular expression", fix);
                        None
                    }
                }
            }
            "same_as" => {
                let text = self.text(table, key)?;
                self.path(text).map(|(path, _)| Want::SameAs(path))
            }
            _ => {
                if item.value.as_bool() != Some(true) {
                    self.error(item.span, "`absent` can only be true", "write `absent = true`");
                    return None;
                }
                Some(Want::Absent)
            }
        }
    }

    fn node(&mut self, value: &DeValue<'_>, span: Span) -> Option<Node> {
        let value = match value {
            DeValue::String(text) => Value::Str(text.to_string()),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Int(number),
                Err(_) => {
                    self.error(span, "this number is too large", "write a smaller one");
                    return None;
                }
            },
            DeValue::Float(number) => Value::Float(number.as_str().parse().ok()?),
            DeValue::Array(items) => {
                let nodes = items.iter().map(|it| self.node(it.get_ref(), self.span(it)));
                Value::List(nodes.collect::<Option<_>>()?)
            }
            DeValue::Datetime(_) | DeValue::Table(_) => {
                self.error(
                    span,
                    "a value of this type occurs in no setting",
                    "write a text, number, boolean or list",
                );
                return None;
            }
        };
        Some(Node::new(value, span))
    }
}

//! A table of TOML whose keys are all asked for: what nobody asked for is an error.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::edit_distance;
use crate::syntax::SyntaxError;
use crate::text::{FileId, Span};

/// Entries of one kind. A site has a few dozen; every finding is held against each.
pub(super) const MAX_ENTRIES: usize = 1000;

/// A value and where it is written.
pub(super) struct Item<'t> {
    /// The value.
    pub value: &'t DeValue<'t>,
    /// Where it is written.
    pub span: Span,
}

/// Reads tables and keeps what is wrong with them.
pub(super) struct Reader {
    pub file: FileId,
    pub errors: Vec<SyntaxError>,
    /// Secrets that stand in the file although they must not.
    pub secrets: Vec<Span>,
}

impl Reader {
    pub fn span<T>(&self, spanned: &Spanned<T>) -> Span {
        let range = spanned.span();
        Span::new(self.file, range.start, range.end)
    }

    pub fn error(&mut self, span: Span, cause: impl Into<String>, fix: impl Into<String>) {
        self.errors.push(SyntaxError::new(span, cause).fix(fix));
    }

    /// Reports every key that is none of these.
    pub fn only(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let cause = format!("there is no setting `{name}` here");
                let fix = match similar(name, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("known here are {}", listed(known)),
                };
                self.error(self.span(key), cause, fix);
            }
        }
    }

    pub fn get<'t>(&self, table: &'t DeTable<'t>, key: &str) -> Option<Item<'t>> {
        let (_, value) = table.iter().find(|(name, _)| name.get_ref() == key)?;
        Some(Item { value: value.get_ref(), span: self.span(value) })
    }

    /// A text with something in it.
    pub fn text<'t>(&mut self, table: &'t DeTable<'t>, key: &str) -> Option<(&'t str, Span)> {
        let item = self.get(table, key)?;
        match item.value.as_str() {
            Some(text) if !text.trim().is_empty() => return Some((text, item.span)),
            Some(_) => self.error(item.span, format!("`{key}` is empty"), "write a text"),
            None => self.wrong_type(&item, key, "a text in quotes"),
        }
        None
    }

    pub fn wrong_type(&mut self, item: &Item<'_>, key: &str, wanted: &str) {
        let cause = format!("`{key}` is {}, not {wanted}", kind(item.value));
        self.error(item.span, cause, format!("write {wanted}"));
    }

    pub fn too_many(&mut self, span: Span) {
        self.error(span, format!("there are more than {MAX_ENTRIES} entries of this kind"), "use patterns");
    }

    /// A list of tables, as `[[name]]` writes it.
    pub fn tables<'t>(&mut self, table: &'t DeTable<'t>, key: &str) -> Vec<(&'t DeTable<'t>, Span)> {
        let Some(item) = self.get(table, key) else { return Vec::new() };
        let Some(items) = item.value.as_array() else {
            let cause = format!("`{key}` is {}, not a list", kind(item.value));
            self.error(item.span, cause, format!("write [[{key}]], with two brackets"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            if tables.len() == MAX_ENTRIES {
                self.too_many(self.span(item));
                break;
            }
            match item.get_ref().as_table() {
                Some(table) => tables.push((table, self.span(item))),
                None => self.error(
                    self.span(item),
                    format!("an item of `{key}` is {}, not a table", kind(item.get_ref())),
                    format!("write [[{key}]] with a line for each setting"),
                ),
            }
        }
        tables
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The word that looks most like this one.
pub(super) fn similar<'k>(text: &str, known: &[&'k str]) -> Option<&'k str> {
    const LONG: usize = 100;
    if text.len() > LONG {
        return None;
    }
    let folded = text.to_lowercase().replace('_', "-");
    let distance = |word: &&str| edit_distance(&folded, &word.replace('_', "-"));
    known.iter().copied().min_by_key(distance).filter(|word| distance(word) <= 1 + word.len() / 4)
}

pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

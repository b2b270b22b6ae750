//! The page of a rule: what `explain` prints and what the tests run.

use std::fmt;

/// A page, taken apart.
#[derive(Clone, Debug)]
pub struct Page<'p> {
    fields: Vec<(&'p str, &'p str)>,
    /// Everything below the front matter.
    pub body: &'p str,
}

/// The example sections that every page has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// The rule reports exactly the marked lines.
    Fires,
    /// The rule reports nothing and leaves nothing undecided.
    StaysSilent,
    /// The rule reports nothing, and says that it could not decide.
    CannotTell,
}

impl Section {
    /// All of them.
    pub const ALL: [Section; 3] = [Section::Fires, Section::StaysSilent, Section::CannotTell];

    /// The heading.
    pub fn heading(self) -> &'static str {
        match self {
            Section::Fires => "Fires",
            Section::StaysSilent => "Stays silent",
            Section::CannotTell => "Cannot tell",
        }
    }
}

/// One example: files that are checked together. In a section, each `###` heading starts a new one.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// The heading, if it has one.
    pub title: String,
    /// Path and text of every block that names a file.
    pub files: Vec<(String, String)>,
}

/// A page that is not written as pages are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageError(String);

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'p> Page<'p> {
    /// Splits the front matter from the text.
    pub fn parse(text: &'p str) -> Result<Self, PageError> {
        let rest = text
            .strip_prefix("---\n")
            .ok_or_else(|| PageError("a page starts with a line of three dashes".into()))?;
        let (front, body) = rest
            .split_once("\n---\n")
            .ok_or_else(|| PageError("the front matter ends with a line of three dashes".into()))?;
        let mut fields = Vec::new();
        for line in front.lines() {
            let (name, value) = line
                .split_once(':')
                .ok_or_else(|| PageError(format!("there is no colon in the front matter line `{line}`")))?;
            fields.push((name.trim(), value.trim()));
        }
        Ok(Page { fields, body: body.trim_start() })
    }

    /// A field of the front matter; empty when it is not there.
    pub fn field(&self, name: &str) -> &'p str {
        self.fields.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// What users see or logs say, phrase by phrase.
    pub fn symptoms(&self) -> Vec<&'p str> {
        self.field("symptom").split(';').map(str::trim).filter(|phrase| !phrase.is_empty()).collect()
    }

    /// The title: the first-level heading.
    pub fn title(&self) -> &'p str {
        self.body.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default()
    }

    /// The text between the title and the first section.
    pub fn introduction(&self) -> &'p str {
        let (_, below) = self.body.split_once('\n').unwrap_or((self.body, ""));
        match headings(below).first() {
            Some((start, ..)) => below[..*start].trim(),
            None => below.trim(),
        }
    }

    /// The second-level headings, each with the text below it.
    pub fn sections(&self) -> Vec<(&'p str, &'p str)> {
        let headings = headings(self.body);
        let ends = headings.iter().skip(1).map(|(start, ..)| *start).chain([self.body.len()]);
        headings
            .iter()
            .zip(ends)
            .map(|((_, below, heading), end)| (*heading, &self.body[*below..end]))
            .collect()
    }

    /// The text below a second-level heading.
    pub fn section(&self, heading: &str) -> Option<&'p str> {
        self.sections().into_iter().find(|(found, _)| *found == heading).map(|(_, text)| text)
    }

    /// The examples of a section.
    pub fn examples(&self, section: Section) -> Vec<Example> {
        let Some(text) = self.section(section.heading()) else { return Vec::new() };
        let mut examples = vec![Example::default()];
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(title) = line.strip_prefix("### ") {
                examples.push(Example { title: title.trim().to_owned(), files: Vec::new() });
            }
            let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
            let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            let file = info.split_whitespace().find_map(|word| word.strip_prefix("file="));
            if let (Some(file), Some(example)) = (file, examples.last_mut()) {
                example.files.push((file.to_owned(), body.join("\n") + "\n"));
            }
        }
        examples.retain(|example| !example.files.is_empty());
        examples
    }
}

/// The second-level headings outside of code: where each begins, where the text below it does, and its words.
fn headings(text: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut fenced = false;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        if let Some(heading) = line.strip_prefix("## ").filter(|_| !fenced) {
            found.push((offset, offset + line.len(), heading.trim()));
        }
        offset += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\nid: a/b\nsymptom: it: fails\n---\n\n# T\n\n## Fires\n\n```lua file=x\n## y\n```\n\n\
                        ### two\n\n```lua file=z\n1\n```\n\n## Stays silent\n\nnone\n";

    #[test]
    fn parts() {
        let page = Page::parse(PAGE).expect("a page");
        assert_eq!(page.field("symptom"), "it: fails");
        let examples = page.examples(Section::Fires);
        assert_eq!(examples.len(), 2);
        assert_eq!(examples[0].files, [("x".to_owned(), "## y\n".to_owned())]);
        assert_eq!(examples[1].title, "two");
        assert!(page.examples(Section::StaysSilent).is_empty());
        assert_eq!(page.section("Stays silent"), Some("\nnone\n"));
        assert_eq!(page.section("Cannot tell"), None);
        assert_eq!((page.title(), page.introduction()), ("T", ""));
        let headings: Vec<&str> = page.sections().into_iter().map(|(heading, _)| heading).collect();
        assert_eq!(headings, ["Fires", "Stays silent"]);
    }
}

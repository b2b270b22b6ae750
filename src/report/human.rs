//! The report for people: the effect, the place, the cause, the fix, in this order.

use std::fmt;
use std::fmt::Write as _;
use std::io;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use owo_colors::{OwoColorize, Style};

use super::Report;
use super::excerpt::{Excerpt, Look, excerpts};
use super::wrap::{printable, wrap};
use crate::check::{Diagnostic, Label, Severity, Suppressed, Undecided};
use crate::load::{Evidence, ReadError, Status};
use crate::text::Span;

/// How the report looks. Nothing here is guessed from the surroundings: the command line decides.
#[derive(Clone, Debug)]
pub struct Options {
    /// Columns of the terminal.
    pub width: usize,
    /// Columns that a line of a file may take before it is cut.
    pub source_columns: usize,
    /// Whether to use colours.
    pub color: bool,
    /// Whether to draw with more than ASCII.
    pub unicode: bool,
    /// Only findings; nothing at all when there are none.
    pub quiet: bool,
    /// List every undecided rule.
    pub verbose: bool,
    /// A line about what the run wrote.
    pub note: Option<String>,
    /// What to put before every path, so that it can be opened from where the user stands.
    pub prefix: String,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            width: 80,
            source_columns: 200,
            color: false,
            unicode: false,
            quiet: false,
            verbose: false,
            note: None,
            prefix: String::new(),
        }
    }
}

/// Writes the report.
pub fn write(report: &Report<'_>, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = Writer { report, options, text: String::new() };
    let mut diagnostics: Vec<&Diagnostic> = report.outcome.diagnostics.iter().collect();
    // The engine's order is by file; the sort is stable.
    diagnostics.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    for diagnostic in diagnostics {
        writer.diagnostic(diagnostic);
        out.write_all(std::mem::take(&mut writer.text).as_bytes())?;
    }
    if !options.quiet {
        writer.files();
        writer.undecided();
        writer.docker();
        writer.left_out();
        writer.summary();
        out.write_all(writer.text.as_bytes())?;
    }
    out.flush()
}

/// What is wrong with `jitsi-doctor.toml`, as text.
pub fn policy_errors(report: &Report<'_>, options: &Options) -> String {
    const SHOWN: usize = 10;
    let mut writer = Writer { report, options, text: String::new() };
    let errors = &report.deployment.policy.errors;
    for error in errors.iter().take(SHOWN) {
        let message = writer.safe(&error.cause);
        let lines = wrap(&format!("error: {message}"), writer.text_width() - 2);
        lines.iter().enumerate().for_each(|(at, line)| {
            writer.line(&format!("{}{line}", if at == 0 { "" } else { "  " }));
        });
        let label = Label { span: error.span, text: "here".to_owned() };
        writer.snippets(&label, &[], Severity::Error);
        if let Some(fix) = &error.fix {
            writer.field("fix", &writer.safe(fix));
        }
        writer.line("");
    }
    if errors.len() > SHOWN {
        writer.line(&format!("and {} more", errors.len() - SHOWN));
    }
    writer.text
}

struct Writer<'w> {
    report: &'w Report<'w>,
    options: &'w Options,
    text: String,
}

impl Writer<'_> {
    fn colour(&self, style: Style) -> Style {
        if self.options.color { style } else { Style::new() }
    }

    fn severity_style(&self, severity: Severity) -> Style {
        self.colour(match severity {
            Severity::Error => Style::new().red().bold(),
            Severity::Warning => Style::new().yellow().bold(),
            Severity::Info => Style::new().cyan().bold(),
        })
    }

    fn strong(&self) -> Style {
        self.colour(Style::new().bold())
    }

    /// A text of the report, safe to show.
    fn safe(&self, text: &str) -> String {
        printable(&self.report.masks.hide(text), !self.options.unicode)
    }

    /// What a path stands for, if it is no file but what was learnt in this run.
    fn learnt(&self, path: &str) -> Option<Evidence> {
        let in_ledger = || self.report.deployment.files.iter().any(|record| record.path == path);
        Evidence::of_path(path).filter(|_| !in_ledger())
    }

    fn path_of(&self, span: Span) -> &str {
        self.report.deployment.sources.path(span.file)
    }

    fn path(&self, path: &str) -> String {
        if let Some(evidence) = self.learnt(path) {
            return evidence.shown().to_owned();
        }
        // A path from the root of the file system lies outside of the tree.
        let prefix = if path.starts_with('/') { "" } else { &self.options.prefix };
        printable(&format!("{prefix}{path}"), !self.options.unicode)
    }

    fn place(&self, span: Span) -> String {
        let sources = &self.report.deployment.sources;
        format!("{}:{}", self.path(sources.path(span.file)), sources.position(span).line)
    }

    /// Lines longer than this are hard to read, however wide the terminal is.
    fn text_width(&self) -> usize {
        self.options.width.clamp(40, 100)
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let word = diagnostic.severity.name();
        let head = format!("{word}[{}]", diagnostic.rule);
        let message = self.safe(&diagnostic.message);
        let lines = wrap(&format!("{head}: {message}"), self.text_width() - 2);
        for (at, line) in lines.iter().enumerate() {
            let styled = match (at, line.strip_prefix(&head)) {
                (0, Some(rest)) => format!(
                    "{}{}",
                    head.style(self.severity_style(diagnostic.severity)),
                    rest.style(self.strong())
                ),
                (0, None) => line.style(self.strong()).to_string(),
                _ => format!("  {}", line.style(self.strong())),
            };
            self.line(&styled);
        }
        self.snippets(&diagnostic.primary, &diagnostic.related, diagnostic.severity);
        self.field("cause", &self.safe(&diagnostic.effect));
        self.field("fix", &self.safe(&diagnostic.help));
        if !diagnostic.restart.is_empty() {
            let units: Vec<&str> = diagnostic.restart.iter().map(|service| service.unit()).collect();
            self.field("then", &format!("systemctl restart {}", units.join(" ")));
        }
        for consequence in &diagnostic.consequences {
            let place = self.place(consequence.primary.span);
            self.field("also", &format!("{} ({place})", self.safe(&consequence.message)));
        }
        self.field("more", &diagnostic.explain_command());
        self.line("");
    }

    /// `  name: text`, with the text in a column of its own.
    fn field(&mut self, name: &str, text: &str) {
        const INDENT: usize = 9;
        let style = self.colour(Style::new().cyan());
        for (at, line) in wrap(text, self.text_width() - INDENT).iter().enumerate() {
            let head = if at == 0 { format!("{name}:") } else { String::new() };
            let padding = " ".repeat(INDENT - 2 - head.len());
            let head = if at == 0 { head.style(style).to_string() } else { head };
            self.line(format!("  {head}{padding}{line}").trim_end());
        }
    }

    fn snippets(&mut self, primary: &Label, related: &[Label], severity: Severity) {
        let show_path = |path: &str| self.path(path);
        let look = Look {
            masks: &self.report.masks,
            columns: self.options.source_columns,
            ascii: !self.options.unicode,
            show_path: &show_path,
            label_width: self.options.width.saturating_sub(14),
        };
        let excerpts = excerpts(primary, related, &self.report.deployment.sources, &look);
        for excerpt in excerpts {
            let rendered = self.render(&excerpt, severity);
            self.text.push_str(&rendered);
        }
    }

    fn render(&self, excerpt: &Excerpt, severity: Severity) -> String {
        let mut theme = match (self.options.color, self.options.unicode) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::ascii(),
            (false, true) => GraphicalTheme::unicode_nocolor(),
            (false, false) => GraphicalTheme::none(),
        };
        // miette gives out these styles in the order of the labels.
        let related = self.colour(Style::new().cyan());
        let primary = self.severity_style(severity);
        theme.styles.highlights =
            excerpt.labels.iter().map(|label| if label.primary() { primary } else { related }).collect();
        if theme.styles.highlights.is_empty() {
            theme.styles.highlights.push(primary);
        }
        theme.styles.link = self.colour(Style::new().bold());
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(self.options.width)
            .with_links(false)
            .without_syntax_highlighting()
            .with_context_lines(1);
        let mut rendered = String::new();
        // Writing to a text cannot fail; a snippet that could not be drawn is better left out.
        if handler.render_report(&mut rendered, &Snippet(excerpt)).is_err() {
            return String::new();
        }
        // The first line is miette's place for the message, which stands above already.
        let mut lines = String::new();
        for line in rendered.lines().skip(1) {
            let _ = writeln!(lines, "{}", line.trim_end());
        }
        lines
    }

    /// Files that could not be read, or not completely.
    fn files(&mut self) {
        let mut lines = Vec::new();
        let mut denied = false;
        for record in &self.report.deployment.files {
            let reason = match &record.status {
                Status::Read => continue,
                Status::PartlyParsed(reason) => format!("read in part: {}", self.safe(reason)),
                Status::Missing => ReadError::Missing.to_string(),
                Status::Unreadable(error) => {
                    denied |= *error == ReadError::Denied;
                    self.safe(&error.to_string())
                }
            };
            lines.push(format!("{}: {reason}", self.path(&record.path)));
        }
        if lines.is_empty() {
            return;
        }
        self.heading("Not read, or not completely");
        lines.iter().for_each(|line| self.item(line));
        if denied {
            self.item("Some files may be read by root only: run this as root (with `sudo`).");
        }
        self.line("");
    }

    /// Rules that could not be decided, grouped by what would have to be known.
    fn undecided(&mut self) {
        let undecided = &self.report.outcome.undecided;
        if undecided.is_empty() {
            return;
        }
        let mut groups: Vec<(&str, Option<Span>, Vec<&'static str>)> = Vec::new();
        for Undecided { rule, reason, place } in undecided {
            // A line of what was learnt leads nobody further.
            let place = place.filter(|place| self.learnt(self.path_of(*place)).is_none());
            match groups.iter_mut().find(|(text, at, _)| *text == reason.as_str() && *at == place) {
                Some((.., rules)) if rules.contains(rule) => {}
                Some((.., rules)) => rules.push(rule),
                None => groups.push((reason.as_str(), place, vec![rule])),
            }
        }
        self.heading("Could not be decided");
        for (reason, place, rules) in groups {
            let place = place.map(|place| format!(" ({})", self.place(place))).unwrap_or_default();
            let line = format!("{}, because {}{place}", count(rules.len(), "rule"), self.safe(reason));
            self.item(&line);
            if self.options.verbose {
                rules.iter().for_each(|rule| self.line(&format!("    {rule}")));
            }
        }
        if !self.options.verbose {
            self.item("`--verbose` lists the rules.");
        }
        self.line("");
    }

    /// What a clean result does not mean for containers.
    fn docker(&mut self) {
        if self.report.deployment.docker.is_some() {
            self.item(
                "The compose files and .env were checked. The configuration that the containers generate from them is \
                 not examined yet.",
            );
            self.line("");
        }
    }

    /// What is not shown because somebody asked for it. That a file of the tree asked is never passed over.
    fn left_out(&mut self) {
        let before = self.text.len();
        let outcome = self.report.outcome;
        if self.options.verbose && !outcome.suppressed.is_empty() {
            self.heading("Suppressed");
            for Suppressed { diagnostic, by, reason } in &outcome.suppressed {
                let (word, rule) = (diagnostic.severity.name(), diagnostic.rule);
                let (message, reason) = (self.safe(&diagnostic.message), self.safe(reason));
                let (place, by) = (self.place(diagnostic.primary.span), self.place(*by));
                self.item(&format!("{word}[{rule}]: {message} ({place}), because: {reason} ({by})"));
            }
        }
        let policy = &self.report.deployment.policy;
        let mut said = Vec::new();
        let suppressed = self.report.suppressed_by_policy();
        said.extend((suppressed > 0).then(|| format!("{} suppressed", count(suppressed, "finding"))));
        let off = outcome.switched_off.len();
        said.extend((off > 0).then(|| format!("{} switched off", count(off, "rule"))));
        let changed = outcome.changed.len();
        said.extend((changed > 0).then(|| format!("{} with another severity", count(changed, "rule"))));
        said.extend(policy.fail_on.map(|threshold| format!("fail-on is {}", threshold.name())));
        if let Some(file) = policy.file.filter(|_| !said.is_empty()) {
            let path = self.path(self.report.deployment.sources.path(file));
            self.line(&format!("From {path}: {}.", said.join(", ")));
            if self.options.verbose {
                outcome.switched_off.iter().for_each(|rule| self.item(&format!("off: {rule}")));
                outcome.changed.iter().for_each(|(rule, to)| self.item(&format!("{}: {rule}", to.name())));
            }
        }
        match self.report.gone {
            Some(1) => self.line("1 finding of the baseline no longer occurs: write it again."),
            Some(gone) if gone > 1 => {
                self.line(&format!("{gone} findings of the baseline no longer occur: write it again."));
            }
            _ => {}
        }
        if let Some(note) = &self.options.note {
            self.line(&printable(note, !self.options.unicode));
        }
        if self.text.len() > before {
            self.line("");
        }
    }

    /// How many rules did not run, and what was not looked at.
    fn skipped(&self) -> String {
        let skipped = &self.report.outcome.skipped;
        let needed = |evidence: &Evidence| skipped.iter().any(|(_, needed)| needed == evidence);
        let unseen: Vec<&str> = Evidence::ALL.into_iter().filter(needed).map(Evidence::shown).collect();
        match unseen.is_empty() {
            true => String::new(),
            false => format!(", {} not run (not looked at: {})", skipped.len(), unseen.join(", ")),
        }
    }

    fn heading(&mut self, text: &str) {
        let line = format!("{}:", text.style(self.strong()));
        self.line(&line);
    }

    fn item(&mut self, text: &str) {
        for (at, line) in wrap(text, self.text_width() - 4).iter().enumerate() {
            self.line(&format!("{}{line}", if at == 0 { "  " } else { "    " }));
        }
    }

    /// The last line: what was found, what was read, what was decided, and how long it took.
    fn summary(&mut self) {
        let outcome = self.report.outcome;
        let found: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
            .into_iter()
            .filter(|severity| outcome.count(*severity) > 0)
            .map(|severity| {
                let text = count(
                    outcome.count(severity),
                    if severity == Severity::Info { "note" } else { severity.name() },
                );
                text.style(self.severity_style(severity)).to_string()
            })
            .collect();
        let clean = self.colour(Style::new().green().bold());
        let files = &self.report.deployment.files;
        let unread = files.iter().filter(|record| record.status != Status::Read).count();
        let verdict = match (found.is_empty(), unread) {
            (true, 0) if !outcome.known.is_empty() => "no new problems found".style(clean).to_string(),
            (true, 0) => "no problems found".style(clean).to_string(),
            // Not a clean bill: something was not seen.
            (true, _) => "no problems found in what could be read".to_owned(),
            (false, _) => found.join(", "),
        };
        let part_of = |part: usize, all: usize, what: &str| match part == all {
            true => count(all, what),
            false => format!("{part} of {}", count(all, what)),
        };
        let read = part_of(files.len() - unread, files.len(), "file");
        let read = if unread > 0 { format!("{read} read completely") } else { format!("{read} read") };
        let decided = outcome.rules_run.saturating_sub(outcome.undecided_rules());
        let facts = format!("{read}, {} decided", part_of(decided, outcome.rules_run, "rule"));
        let not_run = self.skipped();
        let dot = if self.options.unicode { "·" } else { "-" };
        let left_out: String = [(outcome.known.len(), "known"), (outcome.suppressed.len(), "suppressed")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| format!(" {dot} {number} {what}"))
            .collect();
        let mut line = format!("{verdict}{left_out} {dot} {facts}{not_run}");
        if let Some(elapsed) = self.report.elapsed {
            let _ = write!(line, " {dot} {} ms", elapsed.as_millis().max(1));
        }
        self.line(&line);
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// An excerpt in miette's terms. It has no message: that stands above all excerpts of a finding.
#[derive(Debug)]
struct Snippet<'e>(&'e Excerpt);

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet<'_> {}

impl miette::Diagnostic for Snippet<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.labels.iter().cloned()))
    }
}

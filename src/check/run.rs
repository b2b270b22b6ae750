//! One run over the rules.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Diagnostic, Severity, Undecided};
use super::fold::fold;
use super::rule::{Meta, Rule, Service};
use super::selection::Selection;
use super::sink::Sink;
use super::suppress::{Suppressed, Wishes};
use crate::load::{Evidence, ReadError, Status};
use crate::model::Deployment;
use crate::policy::Level;
use crate::syntax::unfilled::is_template;
use crate::text::FileId;
use crate::value::Reason;

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Findings in order of file, place and rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that comments or `jitsi-doctor.toml` asked to leave out, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// Findings that were known before, in the same order.
    pub known: Vec<Diagnostic>,
    /// Rules that could not be decided, in the order of the catalogue.
    pub undecided: Vec<Undecided>,
    /// How many rules ran.
    pub rules_run: usize,
    /// Rules that did not run because what they look at was not looked at.
    pub skipped: Vec<(&'static str, Evidence)>,
    /// Rules that `jitsi-doctor.toml` switched off.
    pub switched_off: Vec<&'static str>,
    /// Rules that run with another severity because of it.
    pub changed: Vec<(&'static str, Severity)>,
}

impl Outcome {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// How many rules could not be decided, at one place or at several.
    pub fn undecided_rules(&self) -> usize {
        let mut ids: Vec<_> = self.undecided.iter().map(|undecided| undecided.rule).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    }
}

/// What a run is asked for.
#[derive(Default)]
pub struct Request<'r> {
    /// The rules.
    pub selection: Selection,
    /// Only some of the files were given, so that a suppression may be about what is not seen.
    pub partial: bool,
    /// Only what keeps this service from starting.
    pub stopping: Option<Service>,
    /// Says whether a finding was known before. It is asked once for each, in order of file, place and rule.
    pub is_known: Option<&'r mut dyn FnMut(&Diagnostic) -> bool>,
}

/// Of a file that is a template the mistake that says so is enough: nothing else in it is what a program reads.
fn leave_templates(found: &mut Vec<Diagnostic>, deployment: &Deployment) {
    let says_so = |diagnostic: &Diagnostic| diagnostic.rule.starts_with("syntax/invalid-");
    let files =
        found.iter().filter(|diagnostic| says_so(diagnostic)).map(|diagnostic| diagnostic.primary.span.file);
    let templates: BTreeSet<FileId> =
        files.filter(|file| is_template(deployment.sources.file(*file).text())).collect();
    found.retain(|diagnostic| says_so(diagnostic) || !templates.contains(&diagnostic.primary.span.file));
}

/// Runs the selected rules over a deployment.
pub fn run(rules: &[&dyn Rule], deployment: &Deployment, selection: &Selection) -> Outcome {
    run_with(rules, deployment, Request { selection: selection.clone(), ..Request::default() })
}

/// Runs rules as they are asked for here and by the deployment's policy.
pub fn run_with(rules: &[&dyn Rule], deployment: &Deployment, request: Request<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    // A cause that is not selected folds nothing: who selects a rule wants to see it.
    let active = active(rules, deployment, &request.selection, &mut outcome);
    let metas: BTreeMap<&str, &Meta> = active.iter().map(|rule| (rule.meta().id, rule.meta())).collect();
    let unseen = Unseen::all(deployment);
    let mut found = Vec::new();
    for rule in &active {
        let mut sink = Sink::new(rule.meta(), &deployment.sources);
        rule.check(deployment, &mut sink);
        let (diagnostics, mut undecided) = sink.finish();
        if diagnostics.is_empty() && undecided.is_empty() {
            undecided.extend(unseen.iter().find_map(|unseen| unseen.of(rule.meta())));
        }
        found.extend(diagnostics);
        outcome.undecided.extend(undecided);
        outcome.rules_run += 1;
    }
    leave_templates(&mut found, deployment);
    // Taken out before folding: what stops a service may be a consequence of what does not.
    if let Some(service) = request.stopping {
        found.retain(|diagnostic: &Diagnostic| diagnostic.stops.contains(&service));
    }
    // Suppressed before folded: only what was named is left out, not what it would have explained.
    let mut wishes = Wishes::new(deployment);
    for diagnostic in found {
        match metas.get(diagnostic.rule).and_then(|meta| wishes.granted(&diagnostic, meta)) {
            Some((by, reason)) => outcome.suppressed.push(Suppressed { diagnostic, by, reason }),
            None => outcome.diagnostics.push(diagnostic),
        }
    }
    if !request.partial && request.stopping.is_none() {
        let idle = wishes.idle(&active, &outcome.diagnostics, &outcome.undecided);
        for rule in &active {
            let mut sink = Sink::new(rule.meta(), &deployment.sources);
            rule.review(&idle, &mut sink);
            outcome.diagnostics.extend(sink.finish().0);
        }
    }
    for diagnostic in &mut outcome.diagnostics {
        if let Some(Level::As(severity)) = level(deployment, metas.get(diagnostic.rule)) {
            diagnostic.severity = severity;
        }
    }
    if let Some(is_known) = request.is_known {
        outcome.take_known(deployment, &metas, is_known);
    }
    outcome.diagnostics = fold(rules, std::mem::take(&mut outcome.diagnostics));
    outcome.diagnostics.sort_by_cached_key(|diagnostic| order(deployment, diagnostic));
    outcome.suppressed.sort_by_cached_key(|suppressed| order(deployment, &suppressed.diagnostic));
    for diagnostic in &mut outcome.diagnostics {
        diagnostic.consequences.sort_by_key(|consequence| (consequence.rule, consequence.primary.span));
    }
    outcome
}

/// A file that may not be read, and the services whose settings are in it.
struct Unseen {
    services: &'static [Service],
    reason: Reason,
}

impl Unseen {
    fn all(deployment: &Deployment) -> Vec<Self> {
        let denied = deployment.files.iter().filter(|it| it.status == Status::Unreadable(ReadError::Denied));
        let unseen = denied.filter_map(|record| {
            let services = Service::reading(record.role).filter(|services| !services.is_empty())?;
            let reason =
                Reason::new(format!("`{}` may be read by root only (run this with `sudo`)", record.path));
            Some(Unseen { services, reason })
        });
        unseen.collect()
    }

    /// A rule that found nothing cannot be decided if it is about such a service: a mistake may stand where nobody has looked.
    fn of(&self, meta: &Meta) -> Option<Undecided> {
        let about = self.services.iter().any(|service| meta.restart.contains(service));
        about.then(|| Undecided { rule: meta.id, reason: self.reason.clone(), place: None })
    }
}

/// What the policy says about a rule. A file cannot make little of what stops a service.
fn level(deployment: &Deployment, meta: Option<&&Meta>) -> Option<Level> {
    let meta = meta?;
    deployment.policy.level(meta.id).filter(|_| !meta.stops_a_service())
}

/// The rules that run. The command line beats the policy: what is selected by name runs.
fn active<'c>(
    rules: &[&'c dyn Rule],
    deployment: &Deployment,
    selection: &Selection,
    outcome: &mut Outcome,
) -> Vec<&'c dyn Rule> {
    let mut active = Vec::new();
    for rule in rules.iter().filter(|rule| selection.includes(rule.meta().id)) {
        let meta = rule.meta();
        if let Some(needed) = rule.needs().filter(|needed| !deployment.evidence(*needed).is_there()) {
            outcome.skipped.push((meta.id, needed));
            continue;
        }
        match level(deployment, Some(&meta)) {
            Some(Level::Off) if selection.select.is_empty() => outcome.switched_off.push(meta.id),
            Some(Level::As(severity)) if severity != meta.severity => {
                outcome.changed.push((meta.id, severity));
                active.push(*rule);
            }
            _ => active.push(*rule),
        }
    }
    active
}

fn order(deployment: &Deployment, diagnostic: &Diagnostic) -> (String, u32, &'static str, String) {
    let Diagnostic { rule, primary, message, .. } = diagnostic;
    (deployment.sources.path(primary.span.file).to_owned(), primary.span.start, *rule, message.clone())
}

impl Outcome {
    /// Moves what was known before out of the findings, but nothing that stops a service.
    fn take_known(
        &mut self,
        deployment: &Deployment,
        metas: &BTreeMap<&str, &Meta>,
        is_known: &mut dyn FnMut(&Diagnostic) -> bool,
    ) {
        let mut asked: Vec<usize> = (0..self.diagnostics.len()).collect();
        asked.sort_by_cached_key(|at| order(deployment, &self.diagnostics[*at]));
        let mut known = vec![false; self.diagnostics.len()];
        for at in &asked {
            let diagnostic = &self.diagnostics[*at];
            let stops = metas.get(diagnostic.rule).is_some_and(|meta| meta.stops_a_service());
            known[*at] = !stops && is_known(diagnostic);
        }
        for (diagnostic, known) in std::mem::take(&mut self.diagnostics).into_iter().zip(known) {
            let list = if known { &mut self.known } else { &mut self.diagnostics };
            list.push(diagnostic);
        }
        self.known.sort_by_cached_key(|diagnostic| order(deployment, diagnostic));
    }
}

//! What the services wrote into their logs: signatures of known mistakes, counted, since the last start.
//!
//! Logs are read as streams; nothing of a line is kept but the constant text and names that stand in the
//! configuration (see [`crate::catalogue::SIGNATURES`] for the texts). The result is a JSON document.

mod clock;
mod example;
mod open;
mod places;
mod scan;
#[cfg(test)]
mod tests;

use std::io::Read;

use serde_json::{Map, Value, json};

use crate::catalogue::{SIGNATURES, Signature};
use crate::check::Service;
use crate::fact::Fact;
use crate::load::HostTree;
use crate::model::Deployment;

use clock::{Clock, stamp};
use example::Names;
use places::Place;
use scan::{Matcher, Scan, Tally};

/// The version of the document.
const FORMAT: u32 = 1;

/// How far back is looked where nothing says when a service started.
const DAY: i64 = 24 * 3600;

/// Clocks and logs are not exact.
const MARGIN: i64 = 5;

/// Reads the logs under a tree. The callback is told each path before it is
/// read, and an empty one at the end.
pub fn gather(tree: &HostTree, deployment: &Deployment, progress: &mut dyn FnMut(&str)) -> String {
    let names = Names::of(deployment);
    let places = places::find(tree, deployment);
    let (mut files, mut services, mut signatures) = (Vec::new(), Map::new(), Map::new());
    for service in Service::ALL {
        let wanted = SIGNATURES.iter().filter(|signature| signature.services.contains(&service)).collect();
        let Some(matcher) = Matcher::new(wanted) else { continue };
        let mut tallies = matcher.tallies();
        let mut found = Vec::new();
        for place in places.iter().filter(|place| place.service == service) {
            let reading = Reading {
                tree,
                place,
                matcher: &matcher,
                names: &names,
                started: started(deployment, place),
            };
            reading.read(&mut tallies, &mut found, progress);
        }
        let unread = found.iter().find_map(|file| file["unread"].as_str().zip(file["path"].as_str()));
        let known = match unread {
            Some((reason, path)) => json!({ "$unknown": format!("the log {path} cannot be read: {reason}") }),
            None => json!({ "files": found.len() }),
        };
        if !found.is_empty() {
            services.insert(service.unit().to_owned(), known);
        }
        files.append(&mut found);
        for (signature, tally) in
            matcher.signatures().iter().zip(tallies).filter(|(_, tally)| tally.count > 0)
        {
            let by_service = signatures.entry(signature.id).or_insert_with(|| Value::Object(Map::new()));
            by_service[service.unit()] = seen(signature, &tally);
        }
    }
    progress("");
    let document =
        json!({ "format": FORMAT, "files": files, "services": services, "signatures": signatures });
    // Such a document of texts and numbers can always be written.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn seen(signature: &Signature, tally: &Tally) -> Value {
    let mut seen = json!({ "count": tally.count, "minutes": tally.minutes });
    for (key, time) in [("first", tally.first), ("last", tally.last), ("cured", tally.cured)] {
        if let Some(time) = time {
            seen[key] = time.into();
        }
    }
    seen["line"] = tally.example.clone().unwrap_or_else(|| signature.id.to_owned()).into();
    seen
}

/// When the service started, as far as that is known.
fn started(deployment: &Deployment, place: &Place) -> Option<i64> {
    if let Some(text) = &place.started {
        let started = stamp(text.as_bytes())?;
        // A container that never ran started in the year 1.
        return Some(Clock::default().time(started)).filter(|time| *time > 0);
    }
    match deployment.host.number(&["units", place.service.unit(), "started"]) {
        Fact::Known(time, _) => Some(time),
        _ => None,
    }
}

/// A log on its way through a matcher.
struct Reading<'r> {
    tree: &'r HostTree,
    place: &'r Place,
    matcher: &'r Matcher,
    names: &'r Names,
    started: Option<i64>,
}

impl Reading<'_> {
    /// Reads the log and as many of its rotated parts as reach back far enough.
    fn read(&self, tallies: &mut [Tally], files: &mut Vec<Value>, progress: &mut dyn FnMut(&str)) {
        let path = &self.place.path;
        let mut log = match open::open(self.tree, path) {
            None => return,
            Some(Err(reason)) => return files.push(self.unread(path, &reason)),
            Some(Ok(log)) => log,
        };
        let clock = Clock::new(log.modified, log.newest());
        let newest = log.newest().map(|stamp| clock.time(stamp));
        let mut since = self.started.map(|time| time - MARGIN).or(newest.map(|time| time - DAY));
        let mut oldest = log.oldest().map(|stamp| clock.time(stamp));
        self.scan(path, log, clock, since, tallies, files, progress);
        for names in open::rotated(path) {
            // A log that was rotated just now is empty: then the one before it says what is newest.
            if oldest.zip(since).is_some_and(|(oldest, since)| oldest < since) {
                return;
            }
            let opened = names.iter().find_map(|name| open::open(self.tree, name).map(|log| (name, log)));
            let Some((name, opened)) = opened else { return };
            let mut log = match opened {
                Ok(log) => log,
                Err(reason) => return files.push(self.unread(name, &reason)),
            };
            let clock = clock.of_older(log.modified);
            since = since.or_else(|| log.newest().map(|stamp| clock.time(stamp) - DAY));
            oldest = log.oldest().map(|stamp| clock.time(stamp)).or(oldest);
            // Without any time there is no telling how old it is.
            if since.is_none() || oldest.is_none() {
                return;
            }
            self.scan(name, log, clock, since, tallies, files, progress);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "it is one step of the function above")]
    fn scan(
        &self,
        path: &str,
        log: open::Log,
        clock: Clock,
        since: Option<i64>,
        tallies: &mut [Tally],
        files: &mut Vec<Value>,
        progress: &mut dyn FnMut(&str),
    ) {
        progress(path);
        let mut scan = Scan { matcher: self.matcher, clock, since, names: self.names, tallies };
        let read = log.reader(clock, since).and_then(|mut reader: Box<dyn Read>| scan.run(&mut *reader));
        files.push(match read {
            Ok(bytes) => {
                json!({ "path": format!("/{path}"), "service": self.place.service.unit(), "read": bytes })
            }
            Err(error) => self.unread(path, &error.to_string()),
        });
    }

    fn unread(&self, path: &str, reason: &str) -> Value {
        json!({ "path": format!("/{path}"), "service": self.place.service.unit(), "unread": reason })
    }
}

/// Looks for the texts of a service in a stream, for measurements: bytes read and lines found.
pub fn measure(service: Service, reader: &mut dyn Read) -> std::io::Result<(u64, u64)> {
    let wanted = SIGNATURES.iter().filter(|signature| signature.services.contains(&service)).collect();
    let Some(matcher) = Matcher::new(wanted) else { return Ok((0, 0)) };
    let mut tallies = matcher.tallies();
    let names = Names::default();
    let mut scan = Scan {
        matcher: &matcher,
        clock: Clock::default(),
        since: None,
        names: &names,
        tallies: &mut tallies,
    };
    let bytes = scan.run(reader)?;
    Ok((bytes, tallies.iter().map(|tally| tally.count).sum()))
}

//! What logs say about one kind of mistake.

use super::Deployment;
use super::recorded::{as_number, field};
use crate::catalogue::{SIGNATURES, Signature};
use crate::check::Service;
use crate::fact::Fact;
use crate::text::Span;
use crate::value::{Node, Reason};

/// A signature that a service wrote, and that was not cured since.
#[derive(Clone, Debug)]
pub struct Sighting<'d> {
    /// What was seen.
    pub signature: &'static Signature,
    /// Who wrote it.
    pub service: Service,
    /// In how many lines.
    pub count: i64,
    /// When last, in seconds since 1970, if the log has times.
    pub last: Option<i64>,
    /// What of one such line may be shown.
    pub line: &'d str,
    /// Where the recorded facts say so.
    pub place: Span,
}

/// What a rule about logs asks for: what was seen, and what could not be looked for.
#[derive(Clone, Debug, Default)]
pub struct Logged<'d> {
    /// In the order of the catalogue.
    pub sightings: Vec<Sighting<'d>>,
    /// Logs that could not be read.
    pub unknown: Vec<(Reason, Span)>,
}

impl Deployment {
    /// The sightings that a rule reports.
    pub fn logged(&self, rule: &str) -> Logged<'_> {
        let mut logged = Logged::default();
        for signature in SIGNATURES.iter().filter(|signature| signature.rule == rule) {
            for service in signature.services {
                match self.logs.get(&["signatures", signature.id, service.unit()]) {
                    Fact::Known(node, _) => logged.take(signature, *service, node),
                    Fact::Unknown(reason, origin) => logged.note(reason, origin.span),
                    Fact::Absent(_) => {
                        if let Fact::Unknown(reason, origin) = self.logs.get(&["services", service.unit()]) {
                            logged.note(reason, origin.span);
                        }
                    }
                }
            }
        }
        logged
    }
}

impl<'d> Logged<'d> {
    fn note(&mut self, reason: Reason, place: Span) {
        if !self.unknown.contains(&(reason.clone(), place)) {
            self.unknown.push((reason, place));
        }
    }

    fn take(&mut self, signature: &'static Signature, service: Service, node: &'d Node) {
        let number = |key| match field(node, key, as_number) {
            Fact::Known(number, _) => Some(number),
            _ => None,
        };
        let (last, cured) = (number("last"), number("cured"));
        let over = cured.is_some_and(|cured| last.is_none_or(|last| cured > last));
        let minutes = number("minutes").unwrap_or(1);
        if over || minutes < i64::from(signature.minutes) {
            return;
        }
        let line = node.get("line").and_then(Node::as_str).unwrap_or(signature.id);
        let count = number("count").unwrap_or(1);
        self.sightings.push(Sighting { signature, service, count, last, line, place: node.span });
    }
}

/// A time for people: `2024-05-30 10:23 UTC`.
pub fn shown_time(time: i64) -> String {
    // Years begin in March here, so that the odd day is the last one.
    let day = time.div_euclid(86_400).saturating_add(719_468);
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + i64::from(month <= 2);
    let second = time.rem_euclid(86_400);
    format!("{year:04}-{month:02}-{date:02} {:02}:{:02} UTC", second / 3600, second / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_for_people() {
        assert_eq!(shown_time(0), "1970-01-01 00:00 UTC");
        assert_eq!(shown_time(1_709_210_096), "2024-02-29 12:34 UTC");
        assert_eq!(shown_time(1_735_689_599), "2024-12-31 23:59 UTC");
        let _ = (shown_time(i64::MIN), shown_time(i64::MAX));
    }
}

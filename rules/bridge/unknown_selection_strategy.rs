//! Jicofo is told to choose bridges in a way that it does not know.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, edit_distance};

/// See the page.
pub struct UnknownSelectionStrategy;

static META: Meta = Meta {
    id: "bridge/unknown-selection-strategy",
    severity: Severity::Error,
    title: "unknown way to choose a bridge",
    restart: &[Service::Jicofo],
    follows: &["syntax/invalid-hocon"],
    page: include_str!("unknown_selection_strategy.md"),
};

const KNOWN: [&str; 5] = [
    "SingleBridgeSelectionStrategy",
    "SplitBridgeSelectionStrategy",
    "RegionBasedBridgeSelectionStrategy",
    "IntraRegionBridgeSelectionStrategy",
    "VisitorSelectionStrategy",
];
const PACKAGE: &str = "org.jitsi.jicofo.bridge.";

impl Rule for UnknownSelectionStrategy {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        for option in ["selection-strategy", "participant-selection-strategy", "visitor-selection-strategy"] {
            let strategy = jicofo.text(&format!("jicofo.bridge.{option}"));
            let Some((name, origin)) = sink.known(&strategy) else { continue };
            let short = name.strip_prefix(PACKAGE).unwrap_or(name);
            // Another package is a class of the site's own.
            if KNOWN.contains(&short) || short.contains('.') {
                continue;
            }
            let meant = KNOWN
                .into_iter()
                .find(|known| known.to_lowercase().starts_with(&short.to_lowercase()))
                .or_else(|| KNOWN.into_iter().min_by_key(|known| edit_distance(known, short)))
                .unwrap_or(KNOWN[0]);
            let finding = Finding::new(Problem {
                place: origin.span,
                label: format!("perhaps `{meant}` is meant"),
                message: "no meeting can begin: Jicofo does not start".into(),
                effect: format!(
                    "Jicofo looks for a class `{short}` to choose bridges with. There is none, and it ends with an exception; old \
                     releases log \"Failed to find class for\" and take one bridge for everything."
                ),
                help: format!("Write `{option} = {meant}`, or remove the line."),
            });
            sink.report(finding);
        }
    }
}

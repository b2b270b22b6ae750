//! Asking the network, with a line that says so.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use super::args::CheckArgs;
use super::input::Input;
use crate::check::{Rule, Selection};
use crate::load::Evidence;
use crate::model::Deployment;
use crate::probe::{self, Network, Reach};

/// Asks what the selected rules want to know, where that is allowed.
pub(super) fn ask(args: &CheckArgs, input: &Input, selection: &Selection, deployment: &mut Deployment) {
    let wanted = args.online || (input.live && !args.offline);
    let needs =
        |rule: &&&dyn Rule| rule.needs() == Some(Evidence::Network) && selection.includes(rule.meta().id);
    if !wanted || !crate::rules::ALL.iter().any(|rule| needs(&rule)) {
        return;
    }
    let probes = probe::plan(deployment);
    // The machine's own administrator wrote its configuration; who wrote a tree is not known.
    let reach = if input.live || args.allow_private { Reach::Everywhere } else { Reach::Public };
    let mut network = Network::here(reach, Duration::from_secs(args.timeout));
    network.elsewhere = !input.live;
    let mut stderr = io::stderr();
    let shown = stderr.is_terminal() && !args.quiet && !probes.is_empty();
    let facts = probe::run(&network, probes, &mut |done, total| {
        if shown {
            // It cannot be told to anybody if even this cannot be written.
            let _ = write!(stderr, "\rAsking the network: {done} of {total} ").and_then(|()| stderr.flush());
        }
    });
    if shown {
        let _ = write!(io::stderr(), "\r{:40}\r", "").and_then(|()| io::stderr().flush());
    }
    deployment.learn(Evidence::Network, &facts);
}

//! `jitsi-doctor completions`

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Cli;
use super::{Exit, Result};

pub(super) fn run(shell: Shell, out: &mut dyn Write) -> Result {
    // The generator panics when it cannot write; a text takes everything.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "jitsi-doctor", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Clean)
}

//! `jitsi-doctor man`

use std::io::Write;

use clap::{Command, CommandFactory};

use super::args::Cli;
use super::{Exit, Result};

pub(super) fn run(out: &mut dyn Write) -> Result {
    let mut command = Cli::command();
    command.build();
    let page = clap_mangen::Man::new(command.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_subcommands_section(out)?;
    // One page for everything: the options of each subcommand follow.
    for subcommand in subcommands(&command) {
        writeln!(out, ".SH \"{}\"", subcommand.get_name().to_uppercase())?;
        options(subcommand, out)?;
        for inner in subcommands(subcommand) {
            writeln!(out, ".SS \"{} {}\"", subcommand.get_name(), inner.get_name())?;
            writeln!(out, "{}", inner.get_about().cloned().unwrap_or_default())?;
            options(inner, out)?;
        }
    }
    page.render_version_section(out)?;
    Ok(Exit::Clean)
}

fn subcommands(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|it| it.get_name() != "help")
}

/// The options of a command, without the heading that they would have on a page of their own.
fn options(command: &Command, out: &mut dyn Write) -> Result<()> {
    let mut section = Vec::new();
    clap_mangen::Man::new(command.clone()).render_options_section(&mut section)?;
    let section = String::from_utf8_lossy(&section);
    for line in section.lines().filter(|line| !line.starts_with(".SH ")) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

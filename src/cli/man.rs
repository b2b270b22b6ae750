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
    for subcommand in command.get_subcommands().filter(|it: &&Command| it.get_name() != "help") {
        writeln!(out, ".SH \"{}\"", subcommand.get_name().to_uppercase())?;
        let page = clap_mangen::Man::new(subcommand.clone());
        page.render_options_section(&mut Indented(out))?;
    }
    page.render_version_section(out)?;
    Ok(Exit::Clean)
}

/// Turns the headings of a section that stands inside of another one into smaller ones.
struct Indented<'o>(&'o mut dyn Write);

impl Write for Indented<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(bytes).replace(".SH ", ".SS ");
        self.0.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

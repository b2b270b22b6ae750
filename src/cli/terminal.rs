//! What the output may look like: colours, width and characters.

use std::env;
use std::io::{self, IsTerminal};

use super::args::Color;

/// What standard output can show.
pub(super) struct Terminal {
    /// Whether to use colours.
    pub color: bool,
    /// Whether it shows more than ASCII. A file or a log may be read by anything.
    pub unicode: bool,
    /// Its columns.
    pub width: usize,
    /// Whether someone is looking.
    pub interactive: bool,
}

impl Terminal {
    /// Looks at standard output and the environment.
    pub fn of_stdout(color: Color) -> Self {
        let stdout = io::stdout();
        let interactive = stdout.is_terminal();
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let auto = || {
            if set("NO_COLOR") {
                return false;
            }
            if set("CLICOLOR_FORCE") && env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
                return true;
            }
            interactive && env::var_os("TERM").is_none_or(|term| term != "dumb")
        };
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => auto(),
        };
        let columns = || env::var("COLUMNS").ok().and_then(|text| text.parse::<usize>().ok());
        let real = terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0));
        let width = real.or_else(columns).filter(|width| *width > 0).unwrap_or(80).clamp(40, 200);
        Terminal { color, unicode: interactive && is_utf8(), width, interactive }
    }
}

/// Whether the locale says UTF-8; the first variable that is set decides.
fn is_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

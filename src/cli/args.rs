//! What can be asked for.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::check::Service;
use crate::report::Format;
use crate::syntax::lua::ProsodyVersion;

/// Checks a self-hosted Jitsi Meet the way a good compiler checks code.
///
/// Reads the configuration as Prosody, Jicofo, Videobridge, nginx or Apache and the browser would, without
/// running or changing anything, and says what will break, where, why, and how to mend it.
#[derive(Parser, Debug)]
#[command(name = "jitsi-doctor", version, propagate_version = true, max_term_width = 100)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Check an installation, a directory tree or single files
    #[command(
        after_help = "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the work could not be done.\n\
                            Nothing is written but --output and --write-baseline. On this host, the addresses that the configuration names are asked\n\
                            for what they serve; nothing secret is sent, and with --offline nothing at all.\n\n\
                            A comment `jitsi-doctor: ignore area/rule -- reason` leaves a finding out, behind the line or above it."
    )]
    Check(CheckArgs),
    /// Print the page of a rule, or search for one by symptom
    Explain(ExplainArgs),
    /// List all rules, or print all their pages as one document
    Rules(RulesArgs),
    /// Print what the real program would see, as JSON
    Show(ShowArgs),
    /// Keep services from being restarted with a configuration that stops them
    Guard(GuardArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    /// A directory laid out like a host, a docker-jitsi-meet directory, or single files [default: this host]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Read the tree under DIR as if it were /
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Look only for what keeps this service from starting, and read its files alone
    #[arg(long = "for", value_name = "SERVICE", value_parser = service_parser(),
          conflicts_with_all = ["paths", "strict", "baseline", "write_baseline"])]
    pub service: Option<Service>,
    /// Send nothing over the network
    #[arg(long)]
    pub offline: bool,
    /// Ask the network also about a directory tree or single files; without this, it is asked only about this host
    #[arg(long, conflicts_with = "offline")]
    pub online: bool,
    /// With --online, ask addresses of private networks too; only for files that you trust
    #[arg(long)]
    pub allow_private: bool,
    /// How long to wait for all answers of the network together
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub timeout: u64,
    /// The version of Prosody that reads the files: 0.11, 0.12 or 13 [default: that of the installed package]
    #[arg(long, value_name = "VERSION", value_parser = parse_prosody_version)]
    pub prosody_version: Option<ProsodyVersion>,
    /// Format of the report on standard output: human or json
    #[arg(long, value_name = "FORMAT", value_parser = parse_format, default_value = "human")]
    pub format: Format,
    /// Write a report to a file too, as in json=report.json; can be repeated
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_output)]
    pub output: Vec<(Format, PathBuf)>,
    /// Run only these rules or areas (`auth`, `auth/jwt-*`); can be repeated
    #[arg(long, value_name = "ID|GLOB", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not run these rules or areas; can be repeated
    #[arg(long, value_name = "ID|GLOB", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Exit with 1 for findings of this severity or worse [default: error, or what jitsi-doctor.toml says]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Exit with 1 also when something could not be decided or read
    #[arg(long)]
    pub strict: bool,
    /// Take jitsi-doctor.toml from here [default: etc/jitsi/jitsi-doctor.toml or jitsi-doctor.toml in the tree]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use no jitsi-doctor.toml, as for a tree that somebody else wrote
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
    /// Leave out findings that are in this baseline
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all findings to a baseline; what is in it does not count for the exit code
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Print findings only, and nothing when there are none
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// List every rule that could not be decided, and what is suppressed
    #[arg(long, short)]
    pub verbose: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

#[derive(Args, Debug)]
#[command(
    after_help = "A service that is guarded asks `jitsi-doctor check --for SERVICE` before it starts. Only an error with which \
                  it would not start stops it, and the journal says which; whatever goes wrong with jitsi-doctor itself never does. \
                  To start it all the same: `sudo touch /run/jitsi-doctor.skip`. Reloads are not checked.\n\n\
                  Exit codes: 0 all is as it should be, 1 something is not (for `install` and `remove`: was left alone), 2 the work could not be done."
)]
pub(super) struct GuardArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: GuardAction,
}

#[derive(Subcommand, Debug)]
pub(super) enum GuardAction {
    /// Write a drop-in for every service that is here, a hook for apt, and a nightly timer
    Install(GuardPlace),
    /// Remove what `install` wrote, as far as nobody changed it
    Remove(GuardPlace),
    /// Say what is installed
    Status(GuardPlace),
}

#[derive(Args, Debug)]
pub(super) struct GuardPlace {
    /// Print what would be written or removed, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take DIR as /, for an image that is being built
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Where jitsi-doctor lies when services start [default: where it runs from]
    #[arg(long, value_name = "PATH")]
    pub program: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// The id of a rule, or words of what users see
    #[arg(value_name = "ID|TEXT", required = true)]
    pub text: Vec<String>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

#[derive(Args, Debug)]
pub(super) struct RulesArgs {
    /// Format of the list or document
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ListFormat {
    /// A line for each rule
    Text,
    /// The list for programs
    Json,
    /// All pages as one document
    Markdown,
    /// All pages as one document for the browser, in one file
    Html,
}

#[derive(Args, Debug)]
pub(super) struct ShowArgs {
    /// The file; several are scripts of one page
    #[arg(value_name = "FILE", required_unless_present = "model", conflicts_with = "model")]
    pub files: Vec<PathBuf>,
    /// Print the model of the whole installation instead of one file
    #[arg(long)]
    pub model: bool,
    /// Take FILE as a path inside of DIR, as if DIR were /
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// What the file is, when its name does not tell
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<Kind>,
    /// An environment variable of the service; can be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_pair)]
    pub env: Vec<(String, String)>,
    /// A variable of the web server's server-side includes; can be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_pair)]
    pub ssi: Vec<(String, String)>,
    /// The version of Prosody that reads the file: 0.11, 0.12 or 13; without it, what 0.12 and 13 read differently is unknown
    #[arg(long, value_name = "VERSION", value_parser = parse_prosody_version)]
    pub prosody_version: Option<ProsodyVersion>,
    /// A HOCON file with the defaults of the program
    #[arg(long, value_name = "FILE")]
    pub reference: Option<PathBuf>,
    /// Print secrets instead of `{"$secret":true}`
    #[arg(long)]
    pub show_secrets: bool,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub format: ShowFormat,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ShowFormat {
    Json,
}

/// The languages.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Prosody's Lua
    Prosody,
    /// config.js and interface_config.js
    Configjs,
    /// jicofo.conf, jvb.conf
    Hocon,
    /// sip-communicator.properties
    Properties,
    /// docker compose's .env
    Dotenv,
    /// docker compose's YAML; the .env file beside it is read too
    Compose,
    /// Variables of a service, NAME=value
    Env,
    /// nginx
    Nginx,
    /// Apache httpd
    Apache,
    /// coturn's turnserver.conf
    Turnserver,
}

impl Kind {
    /// The name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Prosody => "prosody",
            Kind::Configjs => "configjs",
            Kind::Hocon => "hocon",
            Kind::Properties => "properties",
            Kind::Dotenv => "dotenv",
            Kind::Compose => "compose",
            Kind::Env => "env",
            Kind::Nginx => "nginx",
            Kind::Apache => "apache",
            Kind::Turnserver => "turnserver",
        }
    }
}

fn service_parser() -> impl TypedValueParser<Value = Service> {
    PossibleValuesParser::new(Service::ALL.map(Service::unit)).try_map(|unit| {
        // Only those that are possible come here.
        Service::of_unit(&unit).ok_or("there is no such service")
    })
}

fn parse_format(text: &str) -> Result<Format, String> {
    let known = Format::ALL.iter().find(|(name, _)| *name == text).map(|(_, format)| *format);
    known.ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
        format!("the formats are {}", names.join(" and "))
    })
}

fn parse_output(text: &str) -> Result<(Format, PathBuf), String> {
    match text.split_once('=') {
        Some((format, file)) if !file.is_empty() => Ok((parse_format(format)?, PathBuf::from(file))),
        _ => Err("write it as FORMAT=FILE, for example json=report.json".to_owned()),
    }
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}

fn parse_prosody_version(text: &str) -> Result<ProsodyVersion, String> {
    match text {
        "0.11" => Ok(ProsodyVersion::V0_11),
        "0.12" => Ok(ProsodyVersion::V0_12),
        "13" | "13.0" => Ok(ProsodyVersion::V13),
        _ => Err("the versions are 0.11, 0.12 and 13".to_owned()),
    }
}

//! Arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    jitsi_doctor::cli::main(std::env::args_os())
}

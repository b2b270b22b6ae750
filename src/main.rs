//! Arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    jitsi_doctor::syntax::guard::with_room(|| jitsi_doctor::cli::main(std::env::args_os()))
}

//! Which `jitsi-doctor.toml` counts, and what happens when it cannot be used.

use std::path::Path;

use super::args::CheckArgs;
use super::input::{self, Input};
use super::{Failure, Result};
use crate::check::Outcome;
use crate::load::{Loader, ReadError, Role, Status, Tree};
use crate::locate::POLICIES;
use crate::model::Deployment;
use crate::policy::FILE_NAME;
use crate::report::{Report, human};

/// Takes the file that was named on the command line, or makes sure that there is only one to take.
pub(super) fn choose(args: &CheckArgs, input: &mut Input, loader: &mut Loader<'_>) -> Result<()> {
    if let Some(given) = &args.config {
        let (tree, _) = input::tree(Path::new("/"))?;
        let path = input::path_in_tree(given, None)?;
        let bytes = input::read_bytes(&tree, &path, given)?;
        loader.add(&format!("/{path}"), Role::Policy, bytes);
    }
    if args.config.is_some() || args.no_config {
        input.located.policy = None;
    }
    if input.located.policy.is_some() && POLICIES.iter().all(|path| input.tree.real_path(path).is_some()) {
        let prefix = &input.prefix;
        let paths = POLICIES.map(|path| format!("{prefix}{path}"));
        return Err(Failure::new(format!("there are two files {FILE_NAME}: {}", paths.join(" and ")))
            .remedy("Remove one, or say with `--config` which one counts."));
    }
    Ok(())
}

/// Fails unless the file that counts could be read and is valid: what it says must not be passed over.
pub(super) fn validate(deployment: &Deployment, options: &human::Options) -> Result<()> {
    let unread = deployment.files.iter().find(|record| record.role == Role::Policy && record.file.is_none());
    if let Some((path, Status::Unreadable(error))) = unread.map(|record| (&record.path, &record.status)) {
        let remedy = match error {
            ReadError::Denied => "Run this as root (with `sudo`), or leave the file out with `--no-config`.",
            _ => "Mend the file, or leave it out with `--no-config`.",
        };
        return Err(Failure::new(format!("cannot read {}{path}: {error}", options.prefix)).remedy(remedy));
    }
    let Some(file) = deployment.policy.file.filter(|_| !deployment.policy.errors.is_empty()) else {
        return Ok(());
    };
    let path = deployment.sources.path(file);
    let prefix = if path.starts_with('/') { "" } else { &options.prefix };
    let outcome = Outcome::default();
    let plain = human::Options { color: false, unicode: false, ..options.clone() };
    let details = human::policy_errors(&Report::new(deployment, &outcome), &plain);
    let remedy = "Nothing was checked. Mend the file, name another one with `--config`, or leave it out with \
                  `--no-config`.";
    Err(Failure::new(format!("{prefix}{path} is not valid")).details(details).remedy(remedy))
}

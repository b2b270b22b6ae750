//! `--baseline` and `--write-baseline`

use std::path::Path;

use super::input;
use super::{Failure, Result};
use crate::report::Baseline;

/// Reads a baseline.
pub(super) fn read(path: &Path) -> Result<Baseline> {
    let (tree, _) = input::tree(Path::new("/"))?;
    let inside = input::path_in_tree(path, None)?;
    let bytes = input::read_bytes(&tree, &inside, path)?;
    let text = String::from_utf8_lossy(&bytes);
    Baseline::parse(&text).map_err(|error| {
        Failure::new(format!("{} is not a baseline: {error}", path.display()))
            .remedy("Write it again with `--write-baseline FILE`.")
    })
}

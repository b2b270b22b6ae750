//! Which files an `Include` names.

use crate::load::{Loader, ReadError, join};
use crate::syntax::nginx::include::{is_pattern, matches};

/// More files than any host has in one directory.
const MAX_MATCHES: usize = 10_000;
/// httpd reads directories in directories to this depth.
const MAX_DIRECTORIES: usize = 20;

/// The files that a path names, in httpd's order. A directory stands for all files in it, at every depth;
/// a path without wildcards that is no directory is its own match.
/// `looks` is how many names may still be looked at, over all includes: patterns multiply.
pub(super) fn expand(path: &str, loader: &Loader<'_>, looks: &mut usize) -> Vec<String> {
    let mut found = vec![String::new()];
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if !is_pattern(part) {
            found.iter_mut().for_each(|dir| *dir = join(dir, part));
            continue;
        }
        let mut next = Vec::new();
        for dir in &found {
            let names = list(dir, loader, looks).unwrap_or_default();
            let matching = names.iter().filter(|name| matches(part, name)).map(|name| join(dir, name));
            next.extend(matching.take(MAX_MATCHES - next.len()));
        }
        found = next;
    }
    let mut files = Vec::new();
    found.iter().for_each(|path| files_of(path, 0, loader, looks, &mut files));
    files
}

/// The names in a directory; none once enough were looked at.
fn list(dir: &str, loader: &Loader<'_>, looks: &mut usize) -> Result<Vec<String>, ReadError> {
    if *looks == 0 {
        return Ok(Vec::new());
    }
    let names = loader.list(dir);
    *looks = looks.saturating_sub(1 + names.as_ref().map_or(0, Vec::len));
    names
}

fn files_of(path: &str, depth: usize, loader: &Loader<'_>, looks: &mut usize, files: &mut Vec<String>) {
    match list(path, loader, looks) {
        Ok(names) if depth < MAX_DIRECTORIES => {
            for name in names {
                if files.len() < MAX_MATCHES {
                    files_of(&join(path, &name), depth + 1, loader, looks, files);
                }
            }
        }
        Ok(_) => {}
        Err(_) => files.push(path.to_owned()),
    }
}

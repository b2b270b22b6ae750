//! A tree that lies in memory: for tests, rule pages and, later, bundles.

use std::collections::{BTreeMap, BTreeSet};

use super::{ReadError, Tree, join};

/// Files and links by path.
#[derive(Clone, Debug, Default)]
pub struct MemoryTree {
    files: BTreeMap<String, Vec<u8>>,
    links: BTreeMap<String, String>,
}

impl MemoryTree {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file or replaces it.
    pub fn file(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> &mut Self {
        self.files.insert(join("", path), bytes.into());
        self
    }

    /// Adds a link; a relative target starts at the link's directory.
    pub fn link(&mut self, path: &str, target: &str) -> &mut Self {
        let path = join("", path);
        let target = join(super::parent(&path), target);
        self.links.insert(path, target);
        self
    }

    /// Removes a file or link.
    pub fn remove(&mut self, path: &str) -> &mut Self {
        let path = join("", path);
        self.files.remove(&path);
        self.links.remove(&path);
        self
    }

    /// The bytes of a file, to look at or to change.
    pub fn bytes_mut(&mut self, path: &str) -> Option<&mut Vec<u8>> {
        self.files.get_mut(&join("", path))
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// All links with what they lead to.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        self.links.iter().map(|(path, target)| (path.as_str(), target.as_str()))
    }

    fn is_dir(&self, path: &str) -> bool {
        let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
        let below = |names: Option<&String>| names.is_some_and(|name| name.starts_with(&prefix));
        below(self.files.range(prefix.clone()..).next().map(|(name, _)| name))
            || below(self.links.range(prefix.clone()..).next().map(|(name, _)| name))
    }

    /// Follows links in every part of the path.
    fn resolve(&self, path: &str) -> Result<String, ReadError> {
        let mut path = join("", path);
        for _ in 0..40 {
            let link = std::iter::successors(Some(path.as_str()), |path| {
                (!path.is_empty()).then(|| super::parent(path))
            })
            .find_map(|prefix| self.links.get(prefix).map(|target| (prefix.len(), target)));
            match link {
                Some((len, target)) => path = join("", &format!("{target}{}", &path[len..])),
                None => return Ok(path),
            }
        }
        Err(ReadError::Outside)
    }
}

impl Tree for MemoryTree {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let real = self.resolve(path)?;
        match self.files.get(&real) {
            Some(bytes) if bytes.len() as u64 > limit => {
                Err(ReadError::TooLarge { size: bytes.len() as u64, limit })
            }
            Some(bytes) => Ok(bytes.clone()),
            None if self.is_dir(&real) => Err(ReadError::NotAFile("a directory")),
            None if real != join("", path) => Err(ReadError::DanglingLink),
            None => Err(ReadError::Missing),
        }
    }

    fn list(&self, dir: &str) -> Result<Vec<String>, ReadError> {
        let dir = self.resolve(dir)?;
        if self.files.contains_key(&dir) {
            return Err(ReadError::NotAFile("a file"));
        }
        if !self.is_dir(&dir) {
            return Err(ReadError::Missing);
        }
        let prefix = if dir.is_empty() { String::new() } else { format!("{dir}/") };
        let names: BTreeSet<String> = self
            .files
            .keys()
            .chain(self.links.keys())
            .filter_map(|path| path.strip_prefix(&prefix))
            .filter_map(|rest| rest.split('/').next())
            .map(str::to_owned)
            .collect();
        Ok(names.into_iter().collect())
    }

    fn real_path(&self, path: &str) -> Option<String> {
        let real = self.resolve(path).ok()?;
        (self.files.contains_key(&real) || self.is_dir(&real)).then_some(real)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        let mut tree = MemoryTree::new();
        tree.file("etc/prosody/conf.avail/a.cfg.lua", "x")
            .link("etc/prosody/conf.d/a.cfg.lua", "../conf.avail/a.cfg.lua")
            .link("etc/prosody/conf.d/b.cfg.lua", "/nowhere")
            .link("loop", "loop");
        assert_eq!(tree.read("/etc/prosody/conf.d/a.cfg.lua", 9), Ok(b"x".to_vec()));
        assert_eq!(
            tree.real_path("etc/prosody/conf.d/a.cfg.lua").as_deref(),
            Some("etc/prosody/conf.avail/a.cfg.lua")
        );
        assert_eq!(tree.list("etc/prosody/conf.d"), Ok(vec!["a.cfg.lua".into(), "b.cfg.lua".into()]));
        assert_eq!(tree.read("etc/prosody/conf.d/b.cfg.lua", 9), Err(ReadError::DanglingLink));
        assert_eq!(tree.read("loop", 9), Err(ReadError::Outside));
        assert_eq!(tree.read("etc", 9), Err(ReadError::NotAFile("a directory")));
        assert_eq!(tree.read("etc/nothing", 9), Err(ReadError::Missing));
    }
}

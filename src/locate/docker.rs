//! The layout of a docker-jitsi-meet directory.

use crate::load::Tree;

/// What compose takes without being told, the first that is there; and what it lays over it.
const MAIN: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
const OVER: [&str; 4] = [
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "docker-compose.override.yml",
];

/// The files of a docker-jitsi-meet directory.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Docker {
    /// What compose reads, unless `COMPOSE_FILE` in `.env` says otherwise.
    pub compose: Vec<String>,
    /// Other YAML files, which are added with `-f` where they are wanted.
    pub others: Vec<String>,
    /// The `.env` file.
    pub dotenv: Option<String>,
    /// Whether only some of its files were given: what the others say is not known.
    pub partial: bool,
}

impl Docker {
    /// Takes a compose file that was given by itself. Files lie over each other in the order in which they are
    /// given, as behind `-f`; but what compose takes without being told comes first.
    pub fn give(&mut self, path: String) {
        let rank = |path: &String| {
            let name = path.rsplit('/').next().unwrap_or(path);
            if MAIN.contains(&name) { 0 } else { 1 + usize::from(!OVER.contains(&name)) }
        };
        self.compose.push(path);
        self.compose.sort_by_key(rank);
    }
}

/// Looks for compose files at the top of the tree.
pub fn docker(tree: &dyn Tree) -> Option<Docker> {
    let names = tree.list("").unwrap_or_default();
    let first = |of: &[&str]| {
        of.iter().find(|name| names.iter().any(|there| there == *name)).map(|name| (*name).to_owned())
    };
    let compose: Vec<String> = [Some(first(&MAIN)?), first(&OVER)].into_iter().flatten().collect();
    let yaml = |name: &&String| name.ends_with(".yml") || name.ends_with(".yaml");
    let others = names.iter().filter(yaml).filter(|name| !compose.contains(name)).cloned().collect();
    let dotenv = names.iter().any(|name| name == ".env").then(|| ".env".to_owned());
    Some(Docker { compose, others, dotenv, partial: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::MemoryTree;

    #[test]
    fn a_directory_of_docker_jitsi_meet() {
        let mut tree = MemoryTree::new();
        for name in ["docker-compose.yml", "docker-compose.override.yml", "jibri.yml", ".env", "README.md"] {
            tree.file(name, "");
        }
        let found = docker(&tree).unwrap_or_default();
        assert_eq!(found.compose, ["docker-compose.yml", "docker-compose.override.yml"]);
        assert_eq!((found.others, found.dotenv.as_deref()), (vec!["jibri.yml".to_owned()], Some(".env")));
        assert_eq!(docker(&MemoryTree::new()), None);
    }
}

//! A docker-jitsi-meet directory: what its compose files and its `.env` say.
//!
//! The configuration that the containers make of it when they start is not part of this.

use super::build::note_errors;
use crate::fact::{Absent, Fact, Origin, Verdict};
use crate::load::{Loader, Role, join};
use crate::locate;
use crate::secret::Purpose;
use crate::syntax::{compose, dotenv};
use crate::text::{FileId, Span};
use crate::value::{Entry, Map, Node, Reason, Value};

/// The directory.
#[derive(Clone, Debug, Default)]
pub struct Docker {
    /// `.env`, if it is there and can be read.
    pub dotenv: Option<(FileId, dotenv::Document)>,
    /// What compose starts.
    pub compose: compose::Document,
    /// Each other YAML file of the directory by itself: it may be added on the command line.
    pub others: Vec<compose::Document>,
}

impl Docker {
    /// Reads the files.
    pub(super) fn read(found: &locate::Docker, loader: &mut Loader<'_>) -> Docker {
        let mut unread = None;
        let dotenv = found.dotenv.as_deref().and_then(|path| match loader.load(path, Role::DotEnv) {
            Ok(file) => {
                let document = dotenv::parse(file, loader.sources(), &[]);
                note_errors(&document.errors, loader);
                Some((file, document))
            }
            Err(error) => {
                unread = Some(Reason::new(format!(".env cannot be read: {error}")));
                None
            }
        });
        let options = compose::Options {
            env: Vec::new(),
            dotenv: dotenv.as_ref().map(|(_, document)| document.clone()),
            dotenv_elsewhere: found.partial && found.dotenv.is_none(),
        };
        let named = dotenv.as_ref().filter(|_| !found.partial);
        let named = named.and_then(|(_, document)| document.root.get("COMPOSE_FILE")?.as_str());
        let paths: Vec<String> = match named {
            Some(list) if !list.is_empty() => list.split(':').map(|path| join("", path)).collect(),
            _ => found.compose.clone(),
        };
        let mut compose = compose::load(&paths, Role::Compose, loader, &options);
        note_errors(&compose.errors, loader);
        compose.incomplete = compose.incomplete.or(unread);
        if found.partial {
            compose.incomplete.get_or_insert(Reason::new("the other files of the directory were not given"));
        }
        let further = found.compose.iter().chain(&found.others).filter(|path| !paths.contains(path));
        let others: Vec<_> = further
            .map(|path| compose::load(std::slice::from_ref(path), Role::Compose, loader, &options))
            .collect();
        Docker { dotenv, compose, others }
    }

    /// The services, in the order in which they are written.
    pub fn services(&self) -> impl Iterator<Item = DockerService<'_>> {
        self.compose.services.iter().map(|entry| DockerService { entry })
    }

    /// The service that runs an image of this name, such as `jvb` of `ghcr.io/jitsi/jvb:stable`, or has the name itself.
    pub fn service(&self, component: &str) -> Option<DockerService<'_>> {
        self.services().find(|service| service.component() == component)
    }

    /// A variable of `.env`.
    pub fn variable(&self, name: &str) -> Fact<String> {
        let Some((file, document)) = &self.dotenv else { return Fact::absent(None) };
        match document.root.get(name) {
            Some(node) => fact(node),
            None => Fact::absent(Some(Span::start_of(*file))),
        }
    }

    /// The variables of `.env`, with their places.
    pub fn variables(&self) -> impl Iterator<Item = &Entry> {
        self.dotenv.iter().flat_map(|(_, document)| document.root.iter())
    }

    /// A variable as the first service that gets it has it; without any compose file, as `.env` has it.
    /// The images take one that is empty for one that is not set.
    pub fn setting(&self, name: &str) -> Fact<String> {
        let handed = self.services().map(|service| service.variable(name)).find(Fact::is_set);
        let fact = match handed {
            Some(fact) => fact,
            None if self.compose.services.is_empty() => self.variable(name),
            None => Fact::absent(self.dotenv.as_ref().map(|(file, _)| Span::start_of(*file))),
        };
        match fact {
            Fact::Known(value, origin) if value.is_empty() => Fact::absent(Some(origin.span)),
            fact => fact,
        }
    }

    /// Whether a variable switches something on. The images take every word that Go knows for no boolean as a yes.
    pub fn is_on(&self, name: &str, default: bool) -> Verdict {
        let on = |word: &String| !matches!(word.as_str(), "0" | "f" | "F" | "false" | "FALSE" | "False");
        self.setting(name).effective(if default { "1" } else { "0" }.to_owned(), on)
    }

    /// The variables that any compose file of the directory hands on to a service, or names in a value.
    pub fn passed(&self) -> impl Iterator<Item = &str> {
        let documents = || std::iter::once(&self.compose).chain(&self.others);
        let services = documents().flat_map(|document| document.services.iter());
        let maps = services.filter_map(|service| service.node.get("environment").and_then(Node::as_map));
        let used = documents().flat_map(|document| &document.used).map(|used| used.name.as_str());
        maps.flat_map(Map::iter).map(|entry| entry.key.as_str()).chain(used)
    }

    /// Why there may be more than is known; also where a file has an error.
    pub fn incomplete(&self) -> Option<Reason> {
        let broken =
            |errors: usize| (errors > 0).then(|| Reason::new("a compose file cannot be read completely"));
        let documents = std::iter::once(&self.compose).chain(&self.others);
        documents
            .into_iter()
            .find_map(|document| document.incomplete.clone().or(broken(document.errors.len())))
    }

    /// Where secrets are written.
    pub(super) fn secret_spans(&self, spans: &mut Vec<Span>) {
        self.dotenv.iter().for_each(|(_, document)| document.root.secret_spans(spans));
        self.compose.services.secret_spans(spans);
        self.others.iter().for_each(|document| document.services.secret_spans(spans));
    }
}

/// One service of the compose files.
#[derive(Clone, Copy, Debug)]
pub struct DockerService<'d> {
    entry: &'d Entry,
}

impl<'d> DockerService<'d> {
    /// Its name.
    pub fn name(&self) -> &'d str {
        &self.entry.key
    }

    /// Where its name is written.
    pub fn place(&self) -> Span {
        self.entry.key_span
    }

    /// Which part of Jitsi it runs: the last part of the image's path, or else the service's name.
    pub fn component(&self) -> &'d str {
        let image = self.entry.node.get("image").and_then(Node::as_str);
        let last = image.map(|image| image.rsplit('/').next().unwrap_or(image));
        let name = last.map(|name| name.split([':', '@']).next().unwrap_or(name));
        name.filter(|name| !name.is_empty()).unwrap_or(self.name())
    }

    /// The whole name of the image.
    pub fn image(&self) -> Fact<String> {
        self.entry.node.get("image").map_or_else(|| Fact::absent(Some(self.place())), fact)
    }

    /// The tag of the image.
    pub fn tag(&self) -> Fact<String> {
        self.image().map(|image| {
            let last = image.rsplit('/').next().unwrap_or(&image);
            last.split_once(':').map_or("latest", |(_, tag)| tag).to_owned()
        })
    }

    /// A variable as the container gets it.
    pub fn variable(&self, name: &str) -> Fact<String> {
        let environment = self.entry.node.get("environment").and_then(Node::as_map);
        match environment.and_then(|environment| environment.entry(name)) {
            Some(entry) if entry.node.value == Value::Null => {
                Fact::Absent(Absent { place: Some(entry.key_span), default: None })
            }
            Some(entry) => fact(&entry.node),
            None => Fact::absent(Some(self.place())),
        }
    }

    /// Its networks by name, each with the further names that the service has there.
    pub fn networks(&self) -> impl Iterator<Item = &'d Entry> {
        self.entry.node.get("networks").and_then(Node::as_map).into_iter().flat_map(Map::iter)
    }

    /// Whether other containers reach it by this name.
    pub fn answers_to(&self, name: &str) -> Verdict {
        let text = |key: &str| self.entry.node.get(key).map_or_else(|| Fact::absent(None), fact);
        if text("network_mode").is_set() || self.name() == name {
            return Verdict::Yes;
        }
        let own = text("container_name").is(|own| own == name);
        let aliases = self.networks().flat_map(|network| network.node.as_list().unwrap_or_default());
        aliases.map(|alias| fact(alias).is(|alias| alias == name)).fold(own, Verdict::or)
    }

    /// All of its variables.
    pub fn environment(&self) -> impl Iterator<Item = &'d Entry> {
        self.entry.node.get("environment").and_then(Node::as_map).into_iter().flat_map(Map::iter)
    }

    /// The published ports and the volumes, in one form each.
    pub fn list(&self, name: &str) -> &'d [Node] {
        self.entry.node.get(name).and_then(Node::as_list).unwrap_or_default()
    }
}

fn fact(node: &Node) -> Fact<String> {
    match &node.value {
        Value::Unknown(reason) => Fact::Unknown(reason.clone(), Origin::at(node.span)),
        value => match value.text_for(Purpose::Judge) {
            Some(text) => Fact::Known(text.to_owned(), Origin::at(node.span)),
            None => Fact::absent(Some(node.span)),
        },
    }
}

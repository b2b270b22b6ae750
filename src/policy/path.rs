//! The name of a setting: `prosody.hosts["meet.example.org"].options.authentication`.

/// Which setting of which program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// As it is written in the file.
    pub text: String,
    /// The thing that has settings.
    pub(super) root: Root,
    /// The way from there. It holds at least one name, but for [`Root::HostKind`] and [`Root::HostComponent`].
    pub(super) keys: Vec<String>,
}

/// A thing that has settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Root {
    /// Prosody's global section.
    Global,
    /// A host of Prosody: the options that it sees.
    Options(String),
    /// A host of Prosody: the modules that it loads.
    Modules(String),
    /// `VirtualHost` or `Component`.
    HostKind(String),
    /// The module of a Component.
    HostComponent(String),
    /// `config` of one `config.js`, named by its domain, or of all.
    Web(Option<String>),
    /// Jicofo.
    Jicofo,
    /// Videobridge.
    Videobridge,
    /// Jibri.
    Jibri,
    /// Jigasi: its names hold dots.
    Jigasi,
    /// coturn.
    Turn,
}

/// What can be asked for, for messages.
const FORMS: &str = "write it as in `prosody.global.OPTION`, `prosody.hosts[\"DOMAIN\"].options.OPTION`, \
                     `web[\"DOMAIN\"].config.NAME`, `jicofo.jicofo.NAME`, `jvb.videobridge.NAME` or `turn.OPTION`";

impl Path {
    /// Reads a path, or says why it is none and what to write.
    pub(super) fn parse(text: &str) -> Result<Path, (String, String)> {
        let parts = parts(text).map_err(|cause| (cause, FORMS.to_owned()))?;
        let wrong = |part: Option<&Part>, known: &[&str]| match part {
            Some(part) => {
                let cause = format!("`{}` is nothing that has settings here", part.text);
                let fix = super::table::similar(&part.text, known).map(|it| format!("did you mean `{it}`?"));
                (cause, fix.unwrap_or_else(|| FORMS.to_owned()))
            }
            None => ("the name of the setting ends too early".to_owned(), FORMS.to_owned()),
        };
        let name = |at: usize| parts.get(at).filter(|part| !part.index).map(|part| part.text.as_str());
        let index = |at: usize| parts.get(at).filter(|part| part.index).map(|part| part.text.clone());
        let (root, used) = match (name(0), name(1), index(1)) {
            (Some("prosody"), Some("global"), _) => (Root::Global, 2),
            (Some("prosody"), Some("hosts"), _) => {
                let host = index(2).ok_or_else(|| {
                    let fix = "write it as in `prosody.hosts[\"meet.example.org\"].options.authentication`";
                    ("`prosody.hosts` needs the name of a host".to_owned(), fix.to_owned())
                })?;
                let known = ["options", "modules", "kind", "component_module"];
                match name(3) {
                    Some("options") => (Root::Options(host), 4),
                    Some("modules") => (Root::Modules(host), 4),
                    Some("kind") => (Root::HostKind(host), 4),
                    Some("component_module") => (Root::HostComponent(host), 4),
                    _ => return Err(wrong(parts.get(3), &known)),
                }
            }
            (Some("prosody"), ..) => return Err(wrong(parts.get(1), &["global", "hosts"])),
            (Some("web"), Some("config"), _) => (Root::Web(None), 2),
            (Some("web"), _, Some(domain)) if name(2) == Some("config") => (Root::Web(Some(domain)), 3),
            (Some("web"), _, Some(_)) => return Err(wrong(parts.get(2), &["config"])),
            (Some("web"), ..) => return Err(wrong(parts.get(1), &["config"])),
            (Some("jicofo"), ..) => (Root::Jicofo, 1),
            (Some("jvb"), ..) => (Root::Videobridge, 1),
            (Some("jibri"), ..) => (Root::Jibri, 1),
            (Some("jigasi"), ..) => (Root::Jigasi, 1),
            (Some("turn"), ..) => (Root::Turn, 1),
            _ => {
                return Err(wrong(
                    parts.first(),
                    &["prosody", "web", "jicofo", "jvb", "jibri", "jigasi", "turn"],
                ));
            }
        };
        let keys: Vec<String> = parts[used..].iter().map(|part| part.text.clone()).collect();
        let (least, most) = match root {
            Root::HostKind(_) | Root::HostComponent(_) => (0, 0),
            Root::Modules(_) => (1, 1),
            _ => (1, usize::MAX),
        };
        if keys.len() < least {
            return Err(wrong(None, &[]));
        }
        if keys.len() > most {
            return Err((
                format!("`{}` has no settings of its own", parts[parts.len() - 2].text),
                FORMS.to_owned(),
            ));
        }
        let dotted = matches!(root, Root::Web(_) | Root::Jicofo | Root::Videobridge | Root::Jibri);
        if let Some(key) = keys.iter().find(|key| dotted && key.contains('.')) {
            let cause = format!("the name `{key}` has a dot in it, which cannot be looked up here");
            return Err((cause, "write one name between two dots".to_owned()));
        }
        Ok(Path { text: text.to_owned(), root, keys })
    }

    /// Whether the name says that the value is a secret.
    pub(super) fn is_secret(&self) -> bool {
        !matches!(self.root, Root::Modules(_))
            && self.keys.iter().any(|key| crate::secret::is_secret_name(key))
    }
}

/// `name` or `["name"]`.
struct Part {
    text: String,
    index: bool,
}

fn parts(text: &str) -> Result<Vec<Part>, String> {
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = text;
    loop {
        if let Some(inside) = rest.strip_prefix('[') {
            let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\''));
            let quote = quote.ok_or_else(|| "behind `[` a name in quotes is missing".to_owned())?;
            let (name, after) =
                inside[1..].split_once(quote).ok_or_else(|| format!("a {quote} is never closed"))?;
            rest = after.strip_prefix(']').ok_or_else(|| "a `]` is missing".to_owned())?;
            parts.push(Part { text: name.to_owned(), index: true });
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let name = &rest[..end];
            if name.is_empty() || name.contains(|c: char| c.is_whitespace() || "\"'=]{}".contains(c)) {
                return Err(match name {
                    "" => "a name is missing before or after a dot".to_owned(),
                    name => format!("`{name}` is not a name"),
                });
            }
            parts.push(Part { text: name.to_owned(), index: false });
            rest = &rest[end..];
        }
        if rest.is_empty() {
            return Ok(parts);
        }
        if !rest.starts_with('[') {
            rest = rest.strip_prefix('.').ok_or_else(|| "a dot is missing behind `]`".to_owned())?;
        }
    }
}

//! What to look at: this host, a directory tree, or single files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::Kind;
use crate::load::{HostTree, ReadError, Tree, join, parent};
use crate::locate::{self, Located};

type Result<T> = std::result::Result<T, Failure>;

/// Files to read, and the tree they lie in.
#[derive(Debug)]
pub(super) struct Input {
    /// The tree.
    pub tree: HostTree,
    /// The files.
    pub located: Located,
    /// What makes a path of the tree one that can be opened from here.
    pub prefix: String,
    /// Whether only some files of an installation were given.
    pub partial: bool,
    /// Whether this is the machine it runs on, so that it can be asked too.
    pub live: bool,
}

/// No configuration file is near this size; the loader has the same limit.
const MAX_FILE: u64 = 2 << 20;

/// The files of one service, and nothing else: a machine may have no more of Jitsi than that.
pub(super) fn of_service(root: Option<&Path>, service: crate::check::Service) -> Result<Input> {
    let (tree, prefix) = tree(root.unwrap_or(Path::new("/")))?;
    let located = locate::debian(&tree).only(service);
    if !located.has_service() {
        return Err(Failure::new(format!(
            "there is no configuration of {} under {prefix}etc",
            service.unit()
        )));
    }
    Ok(Input { tree, located, prefix, partial: false, live: false })
}

/// Finds out what is meant by the arguments.
pub(super) fn find(paths: &[PathBuf], root: Option<&Path>) -> Result<Input> {
    let dirs: Vec<&PathBuf> = paths.iter().filter(|path| root.is_none() && path.is_dir()).collect();
    match (&dirs[..], paths) {
        ([dir], [_]) => host(dir),
        ([], []) => match root {
            Some(root) => host(root),
            None => live(),
        },
        ([], _) => single_files(paths, root),
        _ => Err(Failure::new("a directory cannot be checked together with other paths")
            .remedy("Give one directory that is laid out like a host, or single files.")),
    }
}

/// The tree under a directory, with the paths of its files as they are to be shown.
pub(super) fn tree(root: &Path) -> Result<(HostTree, String)> {
    match fs::metadata(root) {
        Ok(meta) if meta.is_dir() => {}
        Ok(_) => return Err(Failure::new(format!("{} is not a directory", root.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Failure::new(format!("cannot read {}: there is no such directory", root.display())));
        }
        Err(error) => return Err(Failure::new(format!("cannot read {}: {error}", root.display()))),
    }
    let shown = root.display().to_string();
    let prefix = match shown.trim_end_matches('/') {
        "." => String::new(),
        shown => format!("{shown}/"),
    };
    Ok((HostTree::new(root), prefix))
}

fn host(root: &Path) -> Result<Input> {
    let (tree, prefix) = tree(root)?;
    let located = locate::find(&tree);
    if located.is_empty() {
        let message = format!("there is no Jitsi Meet under {}", root.display());
        return Err(Failure::new(message).remedy(format!(
            "Looked for {prefix}etc/prosody, {prefix}etc/jitsi/meet, {prefix}etc/jitsi/jicofo, \
             {prefix}etc/jitsi/videobridge, {prefix}etc/jitsi/jibri and {prefix}etc/jitsi/jigasi, and for {prefix}docker-compose.yml.\nGive the directory that is laid out like a host (the one that holds \
             `etc`), or the files themselves."
        )));
    }
    Ok(Input { tree, located, prefix, partial: false, live: false })
}

fn live() -> Result<Input> {
    let mut input = host(Path::new("/"))?;
    // What the machine says itself is newer than any record of it.
    input.located.recorded.clear();
    Ok(Input { live: true, ..input })
}

/// The tree and the path inside of it that a file on the command line means.
pub(super) fn path_in_tree(path: &Path, root: Option<&Path>) -> Result<String> {
    let whole = match root {
        Some(_) => path.to_owned(),
        // The system knows best what `..` means behind a link.
        None => fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or(path.to_owned()),
    };
    match whole.to_str() {
        Some(text) => Ok(join("", text)),
        None => Err(Failure::new(format!("the name {} is not UTF-8", path.display()))),
    }
}

/// Reads a file that was asked for by name.
pub(super) fn read(tree: &HostTree, path: &str, shown: &Path) -> Result<String> {
    read_bytes(tree, path, shown).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads a file that was asked for by name, as it is.
pub(super) fn read_bytes(tree: &HostTree, path: &str, shown: &Path) -> Result<Vec<u8>> {
    tree.read(path, MAX_FILE).map_err(|error| {
        let failure = Failure::new(format!("cannot read {}: {error}", shown.display()));
        match error {
            ReadError::Denied => failure.remedy("Some files may be read by root only: use `sudo`."),
            _ => failure,
        }
    })
}

fn single_files(paths: &[PathBuf], root: Option<&Path>) -> Result<Input> {
    let (tree, prefix) = tree(root.unwrap_or(Path::new("/")))?;
    let mut located = Located::default();
    for given in paths {
        let path = path_in_tree(given, root)?;
        let text = read(&tree, &path, given)?;
        place(&mut located, given, path, &text)?;
    }
    if located.prosody.is_none() && !located.prosody_available.is_empty() {
        if located.prosody_available.len() > 1 {
            return Err(Failure::new("several Prosody files, but not the one that includes them")
                .remedy("Give prosody.cfg.lua too, or one file only."));
        }
        located.prosody = located.prosody_available.pop();
    }
    Ok(Input { tree, located, prefix, partial: true, live: false })
}

fn place(located: &mut Located, given: &Path, path: String, text: &str) -> Result<()> {
    // The name as it was given counts, not what it links to.
    let name = given.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let service = || service_of(given, &path, text);
    let slot = match (kind_of(given, text), name.as_str()) {
        (Some(Kind::Prosody), "prosody.cfg.lua") => &mut located.prosody,
        (Some(Kind::Prosody), _) => {
            located.prosody_available.push(path);
            return Ok(());
        }
        (Some(Kind::Configjs), name) if name.starts_with("interface_config") => &mut located.interface,
        (Some(Kind::Configjs), _) => {
            located.web.push(path);
            return Ok(());
        }
        (Some(Kind::Hocon), "jvb.conf") => &mut located.jvb.hocon,
        (Some(Kind::Hocon), "jibri.conf") => &mut located.jibri.hocon,
        (Some(Kind::Hocon), _) => &mut located.jicofo.hocon,
        (Some(Kind::Properties), _) => match service() {
            Some(Service::Jicofo) => &mut located.jicofo.legacy,
            Some(Service::Videobridge) => &mut located.jvb.legacy,
            Some(Service::Jigasi) => &mut located.jigasi.legacy,
            None => return Err(unknown(given)),
        },
        (Some(Kind::Env), _) => match service() {
            Some(Service::Jicofo) => &mut located.jicofo.env,
            Some(Service::Videobridge) => &mut located.jvb.env,
            Some(Service::Jigasi) => &mut located.jigasi.env,
            None => return Err(unknown(given)),
        },
        (Some(Kind::Nginx), _) => &mut located.nginx,
        (Some(Kind::Apache), _) => &mut located.apache,
        (Some(Kind::Turnserver), _) => &mut located.turn,
        (Some(Kind::Compose), _) => {
            docker_of(located, &path, given)?.give(path);
            return Ok(());
        }
        (Some(Kind::Dotenv), _) => &mut docker_of(located, &path, given)?.dotenv,
        (None, _) => return Err(unknown(given)),
    };
    if let Some(other) = slot.replace(path) {
        let message = format!("{} and {other} are files of the same kind", given.display());
        return Err(Failure::new(message).remedy("Check them one by one, or as a directory tree."));
    }
    Ok(())
}

/// The directory of docker-jitsi-meet that holds a file, as far as it is given.
fn docker_of<'l>(located: &'l mut Located, path: &str, given: &Path) -> Result<&'l mut locate::Docker> {
    let docker = located.docker.get_or_insert_default();
    docker.partial = true;
    match docker.compose.iter().chain(&docker.dotenv).find(|other| parent(other) != parent(path)) {
        Some(other) => {
            let message = format!("{} and {other} are not in one directory", given.display());
            Err(Failure::new(message)
                .remedy("Compose reads the files of one directory together: check each directory by itself."))
        }
        None => Ok(docker),
    }
}

fn unknown(path: &Path) -> Failure {
    Failure::new(format!("cannot tell what kind of file {} is", path.display())).remedy(
        "Known are *.cfg.lua (Prosody), *config*.js, jicofo.conf, jvb.conf, jibri.conf, sip-communicator.properties \
         and config (of Jicofo, Videobridge or Jigasi), *.conf of nginx or Apache, turnserver.conf, and \
         the compose files and .env of docker-jitsi-meet.",
    )
}

/// The language of a file, by its name; for other `*.conf` by what is in it.
pub(super) fn kind_of(path: &Path, text: &str) -> Option<Kind> {
    let name = path.file_name()?.to_str()?;
    match name {
        "jicofo.conf" | "jvb.conf" | "jibri.conf" => Some(Kind::Hocon),
        "turnserver.conf" => Some(Kind::Turnserver),
        "nginx.conf" => Some(Kind::Nginx),
        "apache2.conf" | "httpd.conf" => Some(Kind::Apache),
        ".env" => Some(Kind::Dotenv),
        _ if is_compose(name) => Some(Kind::Compose),
        "config" => Some(Kind::Env),
        _ if name.ends_with(".cfg.lua") => Some(Kind::Prosody),
        _ if name.ends_with(".js") && name.contains("config") && !name.starts_with("logging_config") => {
            Some(Kind::Configjs)
        }
        _ if name.ends_with(".properties") => Some(Kind::Properties),
        _ if (name.ends_with(".conf") || name.ends_with(".load")) && is_apache(path, text) => {
            Some(Kind::Apache)
        }
        _ if name.ends_with(".conf") && is_nginx(path, text) => Some(Kind::Nginx),
        _ => None,
    }
}

/// The names that compose looks for itself, and those of docker-jitsi-meet's own further files.
fn is_compose(name: &str) -> bool {
    let Some(stem) = [".yml", ".yaml"].iter().find_map(|ending| name.strip_suffix(ending)) else {
        return false;
    };
    const OTHERS: [&str; 8] =
        ["jibri", "jigasi", "transcriber", "etherpad", "whiteboard", "grafana", "rtcstats", "log-analyser"];
    stem.starts_with("docker-compose") || stem.starts_with("compose") || OTHERS.contains(&stem)
}

fn is_apache(path: &Path, text: &str) -> bool {
    path.components().any(|part| part.as_os_str() == "apache2" || part.as_os_str() == "httpd")
        || text.lines().map(str::trim_start).any(|line| {
            let start = line.get(..12).unwrap_or(line).to_ascii_lowercase();
            start == "<virtualhost" || start.starts_with("<ifmodule ")
        })
}

fn is_nginx(path: &Path, text: &str) -> bool {
    path.components().any(|part| part.as_os_str() == "nginx")
        || text.lines().map(str::trim_start).any(|line| {
            ["server", "http", "location", "upstream"].iter().any(|word| {
                line.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '{']) && rest.contains('{'))
            })
        })
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Service {
    Jicofo,
    Videobridge,
    Jigasi,
}

/// Several services have files of the same names: the directory tells, or else what is in them.
fn service_of(given: &Path, path: &str, text: &str) -> Option<Service> {
    let named = |text: &str| {
        let jicofo = text.contains("jicofo");
        let jvb = text.contains("videobridge") || text.contains("jvb");
        let jigasi = text.contains("jigasi");
        match (jicofo, jvb, jigasi) {
            (true, false, false) => Some(Service::Jicofo),
            (false, true, false) => Some(Service::Videobridge),
            (false, false, true) => Some(Service::Jigasi),
            _ => None,
        }
    };
    let last = |dir: &str| named(dir.rsplit('/').next().unwrap_or(dir));
    last(parent(path)).or_else(|| named(&given.display().to_string())).or_else(|| named(&text.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let kind = |path: &str, text: &str| kind_of(Path::new(path), text).map(Kind::name);
        assert_eq!(kind("a/meet.cfg.lua", ""), Some("prosody"));
        assert_eq!(kind("meet.example.com-config.js", ""), Some("configjs"));
        assert_eq!(kind("usr/share/jitsi-meet/logging_config.js", ""), None);
        assert_eq!(kind("meet.example.com.conf", "server {\n}"), Some("nginx"));
        assert_eq!(kind("meet.example.com.conf", "serverless"), None);
        assert_eq!(kind("etc/nginx/sites-enabled/x.conf", ""), Some("nginx"));
        assert_eq!(kind("x.txt", "server {"), None);
        for name in ["docker-compose.yml", "docker-compose.override.yaml", "compose.yaml", "jibri.yml"] {
            assert_eq!(kind(name, ""), Some("compose"), "{name}");
        }
        assert_eq!(kind("prometheus.yml", ""), None);
        assert_eq!(kind("etc/apache2/ports.conf", ""), Some("apache"));
        assert_eq!(kind("meet.example.com.conf", "  <VirtualHost *:443>\n</VirtualHost>"), Some("apache"));
    }

    #[test]
    fn services() {
        let service = |path: &str, text: &str| service_of(Path::new(path), path, text);
        assert_eq!(service("etc/jitsi/jicofo/config", "videobridge"), Some(Service::Jicofo));
        assert_eq!(
            service("x/sip-communicator.properties", "org.jitsi.videobridge.x=1"),
            Some(Service::Videobridge)
        );
        assert_eq!(service("x/sip-communicator.properties", ""), None);
    }
}

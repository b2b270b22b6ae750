//! From located files to the model.

use std::sync::OnceLock;

use super::jibri;
use super::layered::Layers;
use super::named_files::NamedFiles;
use super::system_properties;
use super::{
    Accounts, Apache, Deployment, Docker, Jibri, Jicofo, Jigasi, Nginx, Packages, Plugins, Prosody, Recorded,
    ServiceLogin, Turn, UnlinkedFile, Videobridge, Web, inline,
};
use crate::catalogue::{Catalogue, JIBRI, JICOFO, JIGASI, VIDEOBRIDGE};
use crate::fact::Fact;
use crate::load::{Evidence, Loader, Role};
use crate::locate::{JavaService, Located};
use crate::policy::{self, Policy};
use crate::syntax::lua::ProsodyVersion;
use crate::syntax::{self, SyntaxError, apache, hocon, js, lua, nginx, properties, shell_env, turnserver};
use crate::text::{FileId, Span};
use crate::value::{Map, Node};

/// Reads what was located and builds the model. Nothing that cannot be read stops the rest.
pub fn build(located: &Located, mut loader: Loader<'_>) -> Deployment {
    let packages = load_packages(located, &mut loader);
    let prosody = located.prosody.as_deref().and_then(|main| {
        let version = located.prosody_version.or(packages.prosody());
        load_prosody(main, version, &mut loader)
    });
    let mut unlinked_secrets = Vec::new();
    let unlinked = load_unlinked(located, prosody.as_ref(), &mut loader, &mut unlinked_secrets);
    let webs: Vec<Web> = located.web.iter().filter_map(|path| load_web(path, &mut loader)).collect();
    let domain = |web: &Web| match web.domain() {
        Fact::Known(domain, _) => Some(domain),
        _ => None,
    };
    let domains = webs.iter().filter_map(domain).collect();
    let (interface_errors, interface) =
        located.interface.as_deref().map(|path| load_interface(path, &mut loader)).unwrap_or_default();
    let roles = [Role::Jicofo, Role::JicofoLegacy, Role::JicofoEnv];
    let jicofo = load_java(&located.jicofo, roles, JICOFO, &mut loader).map(|layers| Jicofo { layers });
    let roles = [Role::Videobridge, Role::VideobridgeLegacy, Role::VideobridgeEnv];
    let jvb = load_java(&located.jvb, roles, VIDEOBRIDGE, &mut loader).map(|layers| Videobridge { layers });
    // No file of variables: the start script of Jibri has none.
    let roles = [Role::Jibri, Role::JibriLegacy, Role::Other];
    let jibri = load_java(&located.jibri, roles, JIBRI, &mut loader).map(load_jibri);
    let roles = [Role::Other, Role::Jigasi, Role::JigasiEnv];
    let jigasi = load_java(&located.jigasi, roles, JIGASI, &mut loader).map(|layers| Jigasi { layers });
    let nginx = located.nginx.as_deref().and_then(|main| load_nginx(main, &mut loader));
    let apache = located.apache.as_deref().and_then(|main| load_apache(main, &packages, &mut loader));
    let turn = located.turn.as_deref().and_then(|path| load_turn(path, &mut loader));
    let docker = located.docker.as_ref().map(|found| Docker::read(found, &mut loader));
    let [host, network, logs] = Evidence::ALL.map(|evidence| match located.recorded.contains(&evidence) {
        true => Recorded::load(evidence, &mut loader),
        false => Recorded::default(),
    });
    let policy = load_policy(located.policy.as_deref(), &mut loader);
    let tree = loader.tree();
    let accounts = Accounts::read(tree);
    let plugins = prosody.as_ref().map(|prosody| Plugins::read(tree, prosody)).unwrap_or_default();
    let mut named = NamedFiles::new(tree);
    if packages.is_known() {
        if let Some(prosody) = &prosody {
            named.prosody(prosody);
            named.modules_elsewhere(prosody);
        }
        nginx.iter().for_each(|nginx| named.nginx(nginx));
        turn.iter().for_each(|turn| named.turn(turn));
        jicofo.iter().for_each(|jicofo| named.java(&jicofo.layers));
        jvb.iter().for_each(|jvb| named.java(&jvb.layers));
    }
    let missing_files = named.finish();
    let (sources, files) = loader.finish();
    let inline = inline::find(&files, &sources);
    let mut deployment = Deployment {
        sources,
        files,
        prosody,
        webs,
        interface_errors,
        interface,
        jicofo,
        jvb,
        jibri,
        jigasi,
        nginx,
        apache,
        turn,
        docker,
        plugins,
        packages,
        accounts,
        missing_files,
        unlinked,
        inline,
        policy,
        host,
        network,
        logs,
        domains,
        rooms: OnceLock::new(),
        secrets: unlinked_secrets,
    };
    deployment.collect_secrets();
    let known = |login: ServiceLogin| match login.jid {
        Fact::Known(jid, _) => Some(jid),
        _ => None,
    };
    let jids: Vec<_> = deployment.service_logins().into_iter().filter_map(known).take(MOST_LOGINS).collect();
    deployment.accounts.read_services(tree, &jids);
    deployment
}

/// Nobody has more accounts of services on one machine.
const MOST_LOGINS: usize = 200;

/// The policy of the tree, unless another one was given.
fn load_policy(path: Option<&str>, loader: &mut Loader<'_>) -> Policy {
    let given = loader.records().iter().find(|record| record.role == Role::Policy).and_then(|it| it.file);
    let file = given.or_else(|| loader.load(path?, Role::Policy).ok());
    file.map(|file| policy::parse(file, loader.sources())).unwrap_or_default()
}

fn load_packages(located: &Located, loader: &mut Loader<'_>) -> Packages {
    let file = located.packages.as_deref().and_then(|path| loader.load(path, Role::Packages).ok());
    file.map(|file| Packages::from_dpkg_status(loader.sources().file(file).text())).unwrap_or_default()
}

fn load_prosody(main: &str, version: Option<ProsodyVersion>, loader: &mut Loader<'_>) -> Option<Prosody> {
    // The ledger says why, if it cannot be read.
    loader.load(main, Role::Prosody).ok()?;
    let config = lua::evaluate(main, loader, &lua::Options { version, ..lua::Options::default() });
    note_errors(&config.errors, loader);
    Some(Prosody::new(config, version))
}

/// Files in `conf.avail` that are not loaded are evaluated alone, to know what they would open.
fn load_unlinked(
    located: &Located,
    prosody: Option<&Prosody>,
    loader: &mut Loader<'_>,
    secrets: &mut Vec<Span>,
) -> Vec<UnlinkedFile> {
    let Some(prosody) = prosody else { return Vec::new() };
    let mut unlinked = Vec::new();
    for path in &located.prosody_available {
        let Ok(file) = loader.load(path, Role::Prosody) else { continue };
        if prosody.files().contains(&file) {
            continue;
        }
        let config =
            lua::evaluate(path, loader, &lua::Options { version: prosody.version, ..Default::default() });
        config.sections.iter().for_each(|section| section.options.secret_spans(secrets));
        let hosts = config
            .sections
            .iter()
            .filter_map(|section| Some((section.name.clone(), section.headers.first()?.name_span)))
            .collect();
        unlinked.push(UnlinkedFile { file, hosts });
    }
    unlinked
}

fn load_web(path: &str, loader: &mut Loader<'_>) -> Option<Web> {
    let file = loader.load(path, Role::Web).ok()?;
    let page = js::evaluate(&[file], loader.sources(), &js::Options::default());
    note_errors(&page.errors, loader);
    note_errors(&page.exceptions, loader);
    Some(Web::new(file, page))
}

fn load_interface(path: &str, loader: &mut Loader<'_>) -> (Vec<SyntaxError>, Option<Map>) {
    let Ok(file) = loader.load(path, Role::Interface) else { return Default::default() };
    let page = js::evaluate(&[file], loader.sources(), &js::Options::default());
    note_errors(&page.errors, loader);
    let interface = page.globals.get("interfaceConfig").and_then(Node::as_map).cloned();
    (page.errors, interface)
}

/// `None` when there is no such service here, or a file that decides is there and cannot be read: what the
/// service does is not known then, and it counts as one on another machine. The ledger names the file.
fn load_java(
    service: &JavaService,
    [conf, legacy, env]: [Role; 3],
    catalogue: Catalogue,
    loader: &mut Loader<'_>,
) -> Option<Layers> {
    let env = service.env.as_deref().and_then(|path| {
        let file = loader.load(path, env).ok()?;
        let document = shell_env::parse(file, loader.sources());
        Some((file, document))
    });
    // Only a service that has such a file at all looks at the property.
    let named = env.as_ref().filter(|_| conf != Role::Other);
    let named = named.and_then(|(_, env)| system_properties::config_file(env, loader));
    if !service.is_here() && named.is_none() {
        return None;
    }
    env.iter().for_each(|(_, document)| note_errors(&document.errors, loader));
    let path = named.as_deref().or(service.hocon.as_deref());
    let hocon = path.and_then(|path| load_hocon(path, conf, catalogue, loader));
    let legacy = service.legacy.as_deref().and_then(|path| {
        if path.ends_with(".json") {
            // Comments are allowed in it, so that it is nearer to HOCON than to JSON.
            let (file, document) = load_hocon(path, legacy, catalogue, loader)?;
            return Some((file, properties::Document { root: document.root, errors: document.errors }));
        }
        let file = loader.load(path, legacy).ok()?;
        let document = properties::parse(file, loader.sources());
        note_errors(&document.errors, loader);
        Some((file, document))
    });
    let all_read = path.is_some() == hocon.is_some() && service.legacy.is_some() == legacy.is_some();
    all_read.then(|| Layers::new(catalogue, hocon, legacy, env, loader.sources()))
}

fn load_hocon(
    path: &str,
    role: Role,
    catalogue: Catalogue,
    loader: &mut Loader<'_>,
) -> Option<(FileId, hocon::Document)> {
    let file = loader.load(path, role).ok()?;
    let options = hocon::Options { defaults: catalogue, ..hocon::Options::default() };
    let document = hocon::load(path, role, loader, &options)?;
    note_errors(&document.errors, loader);
    Some((file, document))
}

fn load_jibri(mut layers: Layers) -> Jibri {
    layers.system_first = true;
    let refusal = layers.legacy.as_ref().and_then(|(file, document)| {
        // What does not parse is another matter: there Jibri ends.
        let refusal = document.errors.is_empty().then(|| jibri::refusal(&document.root));
        Some((*file, refusal.flatten()?))
    });
    if refusal.is_some() {
        layers.legacy = None;
    }
    Jibri { layers, refused: refusal }
}

fn load_nginx(main: &str, loader: &mut Loader<'_>) -> Option<Nginx> {
    let config = nginx::load(main, loader)?;
    note_errors(&config.errors, loader);
    Some(Nginx::new(config))
}

fn load_apache(main: &str, packages: &Packages, loader: &mut Loader<'_>) -> Option<Apache> {
    let version = packages.version("apache2-bin").or_else(|| packages.version("apache2"));
    let config = apache::load(main, version, loader)?;
    note_errors(&config.errors, loader);
    Some(Apache::new(config, version))
}

fn load_turn(path: &str, loader: &mut Loader<'_>) -> Option<Turn> {
    let file = loader.load(path, Role::Turn).ok()?;
    Some(Turn { file, document: turnserver::parse(file, loader.sources()) })
}

/// A file with an error is only partly understood; the ledger says so.
pub(super) fn note_errors(errors: &[syntax::SyntaxError], loader: &mut Loader<'_>) {
    for error in errors {
        let line = loader.sources().position(error.span).line;
        loader.partly_parsed(error.span.file, format!("line {line}: {}", error.cause));
    }
}

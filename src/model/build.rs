//! From located files to the model.

use super::named_files::NamedFiles;
use super::{Accounts, Deployment, Jicofo, Nginx, Packages, Prosody, Turn, UnlinkedFile, Videobridge, Web};
use crate::load::{Loader, Role};
use crate::locate::{JavaService, Located};
use crate::syntax::{self, SyntaxError, hocon, js, lua, nginx, properties, shell_env, turnserver};
use crate::text::{FileId, Span};

/// Reads what was located and builds the model. Nothing that cannot be read stops the rest.
pub fn build(located: &Located, mut loader: Loader<'_>) -> Deployment {
    let packages = load_packages(located, &mut loader);
    let prosody = located.prosody.as_deref().and_then(|main| load_prosody(main, &packages, &mut loader));
    let mut unlinked_secrets = Vec::new();
    let unlinked = load_unlinked(located, prosody.as_ref(), &mut loader, &mut unlinked_secrets);
    let webs = located.web.iter().filter_map(|path| load_web(path, &mut loader)).collect();
    let interface_errors =
        located.interface.as_deref().map(|path| load_interface(path, &mut loader)).unwrap_or_default();
    let jicofo = located.jicofo.is_here().then(|| {
        let roles = [Role::Jicofo, Role::JicofoLegacy, Role::JicofoEnv];
        let (hocon, legacy, env) = load_java(&located.jicofo, roles, &mut loader)?;
        Some(Jicofo::new(hocon, legacy, env))
    });
    let jvb = located.jvb.is_here().then(|| {
        let roles = [Role::Videobridge, Role::VideobridgeLegacy, Role::VideobridgeEnv];
        let (hocon, legacy, env) = load_java(&located.jvb, roles, &mut loader)?;
        Some(Videobridge::new(hocon, legacy, env))
    });
    let nginx = located.nginx.as_deref().and_then(|main| load_nginx(main, &mut loader));
    let turn = located.turn.as_deref().and_then(|path| load_turn(path, &mut loader));
    let accounts = Accounts::read(loader.tree());
    let mut named = NamedFiles::new(loader.tree());
    if packages.is_known() {
        if let Some(prosody) = &prosody {
            named.prosody(prosody);
            named.modules_elsewhere(prosody);
        }
        nginx.iter().for_each(|nginx| named.nginx(nginx));
        turn.iter().for_each(|turn| named.turn(turn));
        jicofo.iter().flatten().for_each(|jicofo| named.java(&jicofo.layers));
        jvb.iter().flatten().for_each(|jvb| named.java(&jvb.layers));
    }
    let missing_files = named.finish();
    let (sources, files) = loader.finish();
    let mut deployment = Deployment {
        sources,
        files,
        prosody,
        webs,
        interface_errors,
        jicofo: jicofo.flatten(),
        jvb: jvb.flatten(),
        nginx,
        turn,
        packages,
        accounts,
        missing_files,
        unlinked,
        secrets: unlinked_secrets,
    };
    deployment.collect_secrets();
    deployment
}

fn load_packages(located: &Located, loader: &mut Loader<'_>) -> Packages {
    let file = located.packages.as_deref().and_then(|path| loader.load(path, Role::Packages).ok());
    file.map(|file| Packages::from_dpkg_status(loader.sources().file(file).text())).unwrap_or_default()
}

fn load_prosody(main: &str, packages: &Packages, loader: &mut Loader<'_>) -> Option<Prosody> {
    // The ledger says why, if it cannot be read.
    loader.load(main, Role::Prosody).ok()?;
    let version = packages.prosody();
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
        let config = lua::evaluate(path, loader, &lua::Options::default());
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

fn load_interface(path: &str, loader: &mut Loader<'_>) -> Vec<SyntaxError> {
    let Ok(file) = loader.load(path, Role::Interface) else { return Vec::new() };
    let page = js::evaluate(&[file], loader.sources(), &js::Options::default());
    note_errors(&page.errors, loader);
    page.errors
}

type JavaFiles = (
    Option<(FileId, hocon::Document)>,
    Option<(FileId, properties::Document)>,
    Option<(FileId, shell_env::Document)>,
);

/// `None` when a file that decides is there and cannot be read: what the service does is not known then,
/// and it counts as one on another machine. The ledger names the file.
fn load_java(
    service: &JavaService,
    [conf, legacy, env]: [Role; 3],
    loader: &mut Loader<'_>,
) -> Option<JavaFiles> {
    let hocon = service.hocon.as_deref().and_then(|path| {
        let file = loader.load(path, conf).ok()?;
        let document = hocon::load(path, conf, loader, &hocon::Options::default())?;
        note_errors(&document.errors, loader);
        Some((file, document))
    });
    let legacy = service.legacy.as_deref().and_then(|path| {
        let file = loader.load(path, legacy).ok()?;
        let document = properties::parse(file, loader.sources());
        note_errors(&document.errors, loader);
        Some((file, document))
    });
    let env = service.env.as_deref().and_then(|path| {
        let file = loader.load(path, env).ok()?;
        let document = shell_env::parse(file, loader.sources());
        note_errors(&document.errors, loader);
        Some((file, document))
    });
    let all_read = service.hocon.is_some() == hocon.is_some() && service.legacy.is_some() == legacy.is_some();
    all_read.then_some((hocon, legacy, env))
}

fn load_nginx(main: &str, loader: &mut Loader<'_>) -> Option<Nginx> {
    let config = nginx::load(main, loader)?;
    note_errors(&config.errors, loader);
    Some(Nginx::new(config))
}

fn load_turn(path: &str, loader: &mut Loader<'_>) -> Option<Turn> {
    let file = loader.load(path, Role::Turn).ok()?;
    Some(Turn { file, document: turnserver::parse(file, loader.sources()) })
}

/// A file with an error is only partly understood; the ledger says so.
fn note_errors(errors: &[syntax::SyntaxError], loader: &mut Loader<'_>) {
    for error in errors {
        let line = loader.sources().position(error.span).line;
        loader.partly_parsed(error.span.file, format!("line {line}: {}", error.cause));
    }
}

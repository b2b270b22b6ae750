//! `jitsi-doctor show`: what the real program would see.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use serde_json::{Map as Object, Value as Json, json};

use super::args::{Kind, ShowArgs};
use super::show_value::Writer;
use super::{Exit, Failure, Result, input, show_model};
use crate::load::{HostTree, Loader, ReadError, Role, Tree};
use crate::model::{Host, HostKind, Prosody};
use crate::report::{Masks, hide_lexically};
use crate::syntax::directive::Directive;
use crate::syntax::lua::SectionKind;
use crate::syntax::{
    SyntaxError, apache, compose, dotenv, hocon, js, lua, nginx, properties, shell_env, turnserver,
};
use crate::text::{FileId, Sources, Span};
use crate::value::Value;

pub(super) fn run(args: &ShowArgs, out: &mut dyn Write) -> Result {
    if args.model {
        return show_model::run(args, out);
    }
    let root = args.root.as_deref();
    let (tree, _) = input::tree(root.unwrap_or(Path::new("/")))?;
    let mut paths = Vec::new();
    let mut kind = args.kind;
    for given in &args.files {
        let path = input::path_in_tree(given, root)?;
        let text = input::read(&tree, &path, given)?;
        kind = kind.or_else(|| input::kind_of(given, &text));
        paths.push(path);
    }
    let Some(kind) = kind else {
        let name = args.files.first().map(|path| path.display().to_string()).unwrap_or_default();
        return Err(Failure::new(format!("cannot tell what kind of file {name} is")).remedy(
            "Say it with `--as prosody|configjs|hocon|properties|dotenv|compose|env|nginx|apache|turnserver`.",
        ));
    };
    let [path] = &paths[..] else {
        if kind == Kind::Configjs {
            return show(args, kind, &paths, &tree, out);
        }
        return Err(Failure::new("only config.js may consist of several files").remedy("Give one file."));
    };
    show(args, kind, std::slice::from_ref(path), &tree, out)
}

/// What a loader made of a file.
struct Shown {
    value: Json,
    errors: Vec<SyntaxError>,
}

fn show(args: &ShowArgs, kind: Kind, paths: &[String], tree: &HostTree, out: &mut dyn Write) -> Result {
    let reference = match &args.reference {
        Some(given) => {
            let path = input::path_in_tree(given, args.root.as_deref())?;
            input::read(tree, &path, given)?;
            Some(path)
        }
        None => None,
    };
    let overlay =
        WithDefaults { tree, main: reference.map(|reference| with_defaults(&reference, &paths[0])) };
    let mut loader = Loader::new(&overlay);
    let writer = Writer { lua: kind == Kind::Prosody, secrets: args.show_secrets };
    let shown = match kind {
        Kind::Prosody => prosody(args, &paths[0], &mut loader, writer),
        Kind::Configjs => config_js(args, paths, &mut loader, writer)?,
        Kind::Hocon => {
            let main = if overlay.main.is_some() { WithDefaults::PATH } else { &paths[0] };
            // Who names variables names all that matter.
            let options = hocon::Options {
                env: args.env.clone(),
                env_complete: !args.env.is_empty(),
                ..hocon::Options::default()
            };
            let document = hocon::load(main, Role::Other, &mut loader, &options).unwrap_or_default();
            Shown { value: writer.map(&document.root), errors: document.errors }
        }
        Kind::Properties => {
            let file = load(&mut loader, &paths[0])?;
            let document = properties::parse(file, loader.sources());
            Shown { value: writer.map(&document.root), errors: document.errors }
        }
        Kind::Dotenv => {
            let file = load(&mut loader, &paths[0])?;
            let document = dotenv::parse(file, loader.sources(), &args.env);
            Shown { value: writer.map(&document.root), errors: document.errors }
        }
        Kind::Compose => compose(args, &paths[0], &mut loader, writer),
        Kind::Env => {
            let file = load(&mut loader, &paths[0])?;
            let document = shell_env::parse(file, loader.sources());
            Shown { value: writer.map(&document.root), errors: document.errors }
        }
        Kind::Nginx => {
            let config = nginx::load(&paths[0], &mut loader).unwrap_or_default();
            let trees = config.files.iter().map(|file| (*file, nginx::written(*file, &mut loader))).collect();
            Shown { value: directives(args, trees, &loader), errors: config.errors }
        }
        Kind::Apache => {
            let config = apache::load(&paths[0], None, &mut loader).unwrap_or_default();
            let trees =
                config.files.iter().map(|file| (*file, apache::written(*file, &mut loader))).collect();
            Shown { value: directives(args, trees, &loader), errors: config.errors }
        }
        Kind::Turnserver => {
            let file = load(&mut loader, &paths[0])?;
            let document = turnserver::parse(file, loader.sources());
            Shown { value: writer.map(&document.root), errors: Vec::new() }
        }
    };
    let errors: Vec<Json> =
        shown.errors.iter().flat_map(|error| errors_json(error, loader.sources())).collect();
    let exit = if errors.is_empty() { Exit::Clean } else { Exit::Findings };
    let files: Vec<String> = args.files.iter().map(|file| file.display().to_string()).collect();
    let document = json!({
        "file": files.join(" "),
        "kind": kind.name(),
        "value": shown.value,
        "errors": errors,
    });
    writeln!(out, "{document:#}")?;
    Ok(exit)
}

fn compose(args: &ShowArgs, path: &str, loader: &mut Loader<'_>, writer: Writer) -> Shown {
    let beside = crate::load::join(crate::load::parent(path), ".env");
    let file = loader.load_if_present(&beside, Role::DotEnv);
    let dotenv = file.map(|file| dotenv::parse(file, loader.sources(), &args.env));
    let mut errors = dotenv.iter().flat_map(|document| document.errors.clone()).collect::<Vec<_>>();
    let options = compose::Options { env: args.env.clone(), dotenv, dotenv_elsewhere: false };
    let document = compose::load(&[path.to_owned()], Role::Compose, loader, &options);
    errors.extend(document.errors);
    let mut value = json!({ "services": writer.map(&document.services) });
    if let Some(reason) = &document.incomplete {
        value["incomplete"] = writer.text(reason.as_str());
    }
    Shown { value, errors }
}

/// The files of a web server, each with its directives as they are written.
fn directives(args: &ShowArgs, trees: Vec<(FileId, Vec<Directive>)>, loader: &Loader<'_>) -> Json {
    let masks = Masks::of(loader.sources(), &[], &Default::default());
    let context = Context { sources: loader.sources(), masks: &masks, secrets: args.show_secrets };
    let files: Vec<Json> = trees.iter().map(|(file, tree)| context.file(*file, tree)).collect();
    json!({ "files": files })
}

fn load(loader: &mut Loader<'_>, path: &str) -> Result<FileId> {
    loader.load(path, Role::Other).map_err(|error| Failure::new(format!("cannot read {path}: {error}")))
}

fn error_json(error: &SyntaxError, sources: &Sources) -> Json {
    json!({
        "file": sources.path(error.span.file),
        "line": sources.position(error.span).line,
        "end_line": sources.end_position(error.span).line,
        "message": hide_lexically(&error.cause),
    })
}

/// The place of the mistake, and the one that the program's own message names.
fn errors_json(error: &SyntaxError, sources: &Sources) -> Vec<Json> {
    let noticed = error.noticed.filter(|noticed| {
        noticed.file != error.span.file
            || sources.position(*noticed).line != sources.position(error.span).line
    });
    let place = noticed.map(|noticed| {
        let line = sources.position(error.span).line;
        let cause = format!("this is where the mistake in line {line} is noticed: {}", error.cause);
        error_json(&SyntaxError::new(noticed, cause), sources)
    });
    [error_json(error, sources)].into_iter().chain(place).collect()
}

fn config_js(args: &ShowArgs, paths: &[String], loader: &mut Loader<'_>, writer: Writer) -> Result<Shown> {
    let scripts: Vec<FileId> = paths.iter().map(|path| load(loader, path)).collect::<Result<_>>()?;
    let page = js::evaluate(&scripts, loader.sources(), &js::Options { ssi: args.ssi.clone() });
    let mut value = Object::new();
    for name in ["config", "interfaceConfig"] {
        if let Some(node) = page.globals.get(name) {
            value.insert(name.to_owned(), writer.node(node));
        }
    }
    if let Some((reason, _)) = &page.lossy {
        value.insert("incomplete".to_owned(), writer.text(reason.as_str()));
    } else if let Some(place) = page.may_stop {
        value.insert("incomplete".to_owned(), may_stop(place, loader.sources()));
    }
    let errors = page.errors.into_iter().chain(page.exceptions).collect();
    Ok(Shown { value: Json::Object(value), errors })
}

fn prosody(args: &ShowArgs, path: &str, loader: &mut Loader<'_>, writer: Writer) -> Shown {
    let options = lua::Options { version: args.prosody_version, env: args.env.clone() };
    let config = lua::evaluate(path, loader, &options);
    let sources = loader.sources();
    let files: Vec<&str> = config.files.iter().map(|file| sources.path(*file)).collect();
    let warnings =
        config.warnings.iter().chain(&config.duplicates).chain(&config.library_uses).chain(&config.notes);
    let mut warnings: Vec<Json> = warnings.map(|warning| error_json(warning, sources)).collect();
    let unknown = config.duplicates_unknown.as_ref();
    warnings.extend(unknown.map(|reason| json!({ "$unknown": writer.text(reason.as_str()) })));
    let errors = config.errors.iter().chain(&config.long_paths).cloned().collect();
    let mut global = json!({});
    let mut hosts = Object::new();
    let prosody = Prosody::new(config.clone(), args.prosody_version);
    for section in &config.sections {
        if section.kind == SectionKind::Global {
            global = writer.map(&section.options);
            continue;
        }
        let host = prosody.hosts().find(|host| host.name == section.name);
        let modules = host.map_or_else(|| json!([]), |host| effective_modules(&prosody, host, writer));
        let component = section.headers.last().and_then(|header| header.module.as_ref());
        let unordered = section.headers.last().and_then(|header| header.unordered.as_ref());
        let global = config.sections.first().and_then(|section| section.options.get("enabled"));
        let enabled = section.options.get("enabled").or(global);
        let enabled = enabled.filter(|node| matches!(node.value, Value::Unknown(_)));
        let kind = match section.kind {
            SectionKind::Component => HostKind::Component,
            _ => HostKind::VirtualHost,
        };
        let value = json!({
            "kind": format!("{kind:?}"),
            "component_module": match unordered {
                Some(reason) => json!({ "$unknown": writer.text(reason.as_str()) }),
                None => Json::from(component.map(|node| writer.node(node))),
            },
            "enabled": enabled.map_or_else(|| Json::from(host.is_some()), |node| writer.node(node)),
            "options": writer.map(&section.options),
            // A host that is switched off loads nothing.
            "modules": enabled.map_or(modules, |node| writer.node(node)),
        });
        hosts.insert(section.name.clone(), value);
    }
    let mut value = json!({ "files": files, "global": global, "hosts": hosts, "warnings": warnings });
    if let Some(reason) = &config.lossy {
        value["incomplete"] = writer.text(reason.as_str());
    } else if let Some(place) = config.may_stop {
        value["incomplete"] = may_stop(place, sources);
    }
    Shown { value, errors }
}

/// Says that the rest of a file may have no effect.
fn may_stop(place: Span, sources: &Sources) -> Json {
    let line = sources.position(place).line;
    Json::from(format!("the program may stop in {} in line {line}", sources.path(place.file)))
}

/// What Prosody loads on a host, sorted.
fn effective_modules(prosody: &Prosody, host: &Host, writer: Writer) -> Json {
    let modules = prosody.modules(host);
    if let Some(reason) = modules.unknown() {
        return json!({ "$unknown": writer.text(reason.as_str()) });
    }
    let names: BTreeSet<&str> = modules.iter().map(|item| item.text.as_str()).collect();
    let mut names: Vec<Json> = names.into_iter().map(Json::from).collect();
    names.extend(
        modules
            .perhaps()
            .map(|(name, reason)| json!({ "name": name, "$unknown": writer.text(reason.as_str()) })),
    );
    Json::Array(names)
}

struct Context<'c> {
    sources: &'c Sources,
    masks: &'c Masks,
    secrets: bool,
}

impl Context<'_> {
    fn file(&self, file: FileId, directives: &[Directive]) -> Json {
        json!({ "file": self.sources.path(file), "directives": self.directives(directives) })
    }

    /// Nesting is bounded by the parser.
    fn directives(&self, directives: &[Directive]) -> Json {
        directives.iter().map(|directive| self.directive(directive)).collect()
    }

    fn directive(&self, directive: &Directive) -> Json {
        let mut args: Vec<Json> = directive
            .args
            .iter()
            .map(|word| match self.masks.hides(word.span) && !self.secrets {
                true => Writer::secret(),
                false => Json::from(word.text.as_str()),
            })
            .collect();
        if directive.name.text == "if" {
            without_parentheses(&mut args);
        }
        let mut value = json!({
            "directive": directive.name.text,
            "args": args,
            "line": self.sources.position(directive.name.span).line,
        });
        if let Some(block) = &directive.block {
            value["block"] = self.directives(block);
        }
        value
    }
}

/// Takes the parentheses off the condition of an `if`, as crossplane does.
fn without_parentheses(args: &mut Vec<Json>) {
    let opens = args.first().and_then(Json::as_str).is_some_and(|text| text.starts_with('('));
    let closes = args.last().and_then(Json::as_str).is_some_and(|text| text.ends_with(')'));
    if !(opens && closes) {
        return;
    }
    if let Some(Json::String(first)) = args.first_mut() {
        first.remove(0);
    }
    if let Some(Json::String(last)) = args.last_mut() {
        last.pop();
    }
    args.retain(|arg| arg.as_str().is_none_or(|text| !text.trim().is_empty()));
}

/// HOCON defaults are below a file as if they were written before it.
fn with_defaults(reference: &str, main: &str) -> String {
    let quote = |path: &str| Json::from(format!("/{path}")).to_string();
    format!("include file({})\ninclude file({})\n", quote(reference), quote(main))
}

/// A tree with one more file, which includes the defaults and then the file to show.
struct WithDefaults<'t> {
    tree: &'t HostTree,
    main: Option<String>,
}

impl WithDefaults<'_> {
    const PATH: &'static str = "file with its defaults.conf";
}

impl Tree for WithDefaults<'_> {
    fn read(&self, path: &str, limit: u64) -> std::result::Result<Vec<u8>, ReadError> {
        match &self.main {
            Some(main) if path == Self::PATH => Ok(main.clone().into_bytes()),
            _ => self.tree.read(path, limit),
        }
    }

    fn list(&self, dir: &str) -> std::result::Result<Vec<String>, ReadError> {
        self.tree.list(dir)
    }

    fn real_path(&self, path: &str) -> Option<String> {
        match &self.main {
            Some(_) if path == Self::PATH => Some(path.to_owned()),
            _ => self.tree.real_path(path),
        }
    }
}

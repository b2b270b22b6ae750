//! The Lua that runs Prosody lacks a library that tokens need.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, Login};

/// See the page.
pub struct LuaLibraryMissing;

static META: Meta = Meta {
    id: "host/lua-library-missing",
    severity: Severity::Error,
    title: "library for another Lua",
    restart: &[Service::Prosody],
    follows: &["auth/token-library-missing", "prosody/plugin-path-missing", "prosody/module-file-missing"],
    page: include_str!("lua_library_missing.md"),
};

/// What `token/util.lib.lua` loads, with what `luarocks` calls it.
const LIBRARIES: [(&str, &str); 4] =
    [("basexx", "basexx"), ("cjson", "lua-cjson"), ("inspect", "inspect"), ("openssl", "luaossl")];

impl Rule for LuaLibraryMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let login = site.login();
            let Some((Login::Token, place)) = sink.known(&login) else { continue };
            let host = &deployment.host;
            let version = host.text(&["lua", "version"]);
            let Some((version, origin)) = sink.known(&version) else { continue };
            let has = |library: &str| host.flag(&["lua", "libraries", library]);
            // Prosody itself needs this one: where it is not seen, libraries are somewhere else.
            if !has("socket").is(|there| *there).is_yes() {
                continue;
            }
            let lacking: Vec<_> =
                LIBRARIES.iter().filter(|(library, _)| has(library).is(|there| !there).is_yes()).collect();
            let Some((library, _)) = lacking.first() else { continue };
            let rocks: Vec<String> = lacking
                .iter()
                .map(|(_, rock)| format!("`luarocks --lua-version {version} install {rock}`"))
                .collect();
            let finding = Finding::new(Problem {
                place: place.span,
                label: "its module cannot be loaded".into(),
                message: "nobody can join a meeting: the module that checks tokens does not start".into(),
                effect: format!(
                    "Lua {version} runs Prosody here, and there is no `{library}` for it. Prosody logs \"module '{library}' not \
                     found\" and offers no way to log in."
                ),
                help: format!(
                    "Install what is missing for this Lua: {}. Then restart Prosody.",
                    rocks.join(", ")
                ),
            });
            sink.report(finding.about(site.subject()).related(origin.span, "the Lua that runs Prosody"));
        }
    }
}

//! The token modules need libraries of Lua that no version of Lua on this machine has.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::{Deployment, Login};

/// See the page.
pub struct TokenLibraryMissing;

static META: Meta = Meta {
    id: "auth/token-library-missing",
    severity: Severity::Error,
    title: "library of the token module missing",
    restart: &[Service::Prosody],
    follows: &["prosody/plugin-path-missing", "prosody/module-file-missing"],
    page: include_str!("token_library_missing.md"),
};

/// What `token/util.lib.lua` loads first, with what it asks for and the package of Debian.
const LIBRARIES: [(&str, &str, &str); 2] =
    [("basexx.lua", "basexx", "lua-basexx"), ("inspect.lua", "inspect", "lua-inspect")];

impl Rule for TokenLibraryMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let missing = LIBRARIES.iter().find(|(file, ..)| deployment.plugins.lacks_lua_library(file));
        let Some((_, library, package)) = missing else { return };
        for site in deployment.sites() {
            let login = site.login();
            let Some((Login::Token, origin)) = sink.known(&login) else { continue };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "its module cannot be loaded".into(),
                message: "nobody can join a meeting: the module that checks tokens does not start".into(),
                effect: format!(
                    "The module `auth_token` needs the library `{library}`, and no version of Lua has it in `/usr/share/lua` or \
                     `/usr/local/share/lua`. Prosody logs \"module '{library}' not found\" and offers no way to log in."
                ),
                help: format!(
                    "Install it for the Lua that `prosodyctl about` names: the package `{package}`, or `luarocks install {library}` \
                     of that version."
                ),
            });
            sink.report(finding.about(site.subject()));
        }
    }
}

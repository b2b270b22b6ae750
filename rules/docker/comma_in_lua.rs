//! A list of Lua in a variable has commas, at which the image cuts the variable.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct CommaInLua;

static META: Meta = Meta {
    id: "docker/comma-in-lua",
    severity: Severity::Error,
    title: "comma inside of a piece of Lua",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("comma_in_lua.md"),
};

impl Rule for CommaInLua {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        for name in ["XMPP_CONFIGURATION", "XMPP_MUC_CONFIGURATION", "XMPP_INTERNAL_MUC_CONFIGURATION"] {
            let fact = docker.setting(name);
            let Some((lua, origin)) = sink.known(&fact) else { continue };
            // A quote could hold a brace; such values are not judged.
            let open = |part: &str| part.matches('{').count() != part.matches('}').count();
            let quoted = lua.split(['"', '\'']).skip(1).step_by(2).any(|text| text.contains(['{', '}']));
            let Some(part) = lua.split(',').find(|part| open(part)).filter(|_| !quoted && !open(lua)) else {
                continue;
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "a comma stands inside of braces".into(),
                message: "nobody can join a meeting: Prosody does not start".into(),
                effect: format!(
                    "The image cuts the value at each comma and makes lines of the parts, without the commas. The line `{}` is no Lua: \
                     \"unexpected symbol\" or \"'}}' expected\".",
                    part.trim()
                ),
                help: format!(
                    "Write `;` for the commas inside of braces in {name}, then run `docker compose up -d`."
                ),
            });
            sink.report(finding.about(name));
        }
    }
}

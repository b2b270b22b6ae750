//! Token options stand in a section (or a file) that the token login does not read.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Host, HostKind, Login, Prosody, Web};
use crate::text::Span;
use crate::value::{Node, Value};

/// See the page.
pub struct JwtOptionsOutOfScope;

static META: Meta = Meta {
    id: "auth/jwt-options-out-of-scope",
    severity: Severity::Error,
    title: "token options where they are not read",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "auth/oidc-room-claim-required",
    ],
    page: include_str!("jwt_options_out_of_scope.md"),
};

impl Rule for JwtOptionsOutOfScope {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let holders: Vec<&Host> = prosody.hosts().filter(|host| holds_options(prosody, host)).collect();
        for site in deployment.sites() {
            let Some(main) = site.main() else { continue };
            let mut strays: Vec<Stray> = holders
                .iter()
                .filter(|host| host.name != main.name)
                .filter_map(|host| in_host(prosody, main, host))
                .collect();
            strays.extend(in_web(prosody, main, site.web));
            for Stray { place, names, verdict, holder } in strays {
                if !sink.yes(site.takes_tokens().and(verdict)) {
                    continue;
                }
                let vital = names.iter().any(|name| VITAL.contains(name));
                let (severity, message) = match vital {
                    true => (Severity::Error, "nobody can join a meeting, with or without a token"),
                    false => (Severity::Warning, "tokens are checked otherwise than these lines say"),
                };
                let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                let finding = Finding::new(Problem {
                    place,
                    label: format!("not read here: {list}"),
                    message: message.into(),
                    effect: format!(
                        "Prosody checks tokens on `{}`, with the options of that VirtualHost and the global ones. {holder} \
                         is not asked, and the VirtualHost has none of these options.",
                        main.name
                    ),
                    help: format!("Move {list} below `VirtualHost \"{}\"` in Prosody's configuration.", main.name),
                })
                .about(&main.name)
                .severity(severity)
                .related(main.place, "tokens are checked here");
                sink.report(finding);
            }
        }
    }
}

/// Without one of these the login module gives up.
const VITAL: [&str; 4] = ["app_id", "app_secret", "asap_key_server", "cache_keys_url"];
const OPTIONS: [&str; 9] = [
    "app_id",
    "app_secret",
    "asap_key_server",
    "cache_keys_url",
    "allow_empty_token",
    "signature_algorithm",
    "asap_accepted_issuers",
    "asap_accepted_audiences",
    "asap_require_room_claim",
];
/// Modules that check tokens of services, with the options of their own host.
const SERVICES: [&str; 4] =
    ["muc_end_meeting", "muc_kick_participant", "system_chat_message", "muc_jigasi_invite"];

struct Stray {
    place: Span,
    names: Vec<&'static str>,
    verdict: Verdict,
    holder: String,
}

/// What changes nothing where it is not read does no harm.
fn is_default(name: &str, node: &Node) -> bool {
    matches!(
        (name, &node.value),
        ("allow_empty_token", Value::Bool(false)) | ("asap_require_room_claim", Value::Bool(true))
    )
}

/// Whether the main host surely lacks the option. One source of keys makes the others needless.
fn lacks(prosody: &Prosody, main: &Host, name: &str) -> Verdict {
    let missing = |name: &str| prosody.option(main, name).missing();
    if VITAL[1..].contains(&name) {
        return VITAL[1..].iter().fold(Verdict::Yes, |all, name| all.and(missing(name)));
    }
    missing(name)
}

/// Whether a host has token options that its own modules have no use for.
fn holds_options(prosody: &Prosody, host: &Host) -> bool {
    let tokens = prosody.login(host).is(|login| matches!(login, Login::Token | Login::Other));
    let other_tokens = host.kind == HostKind::VirtualHost && !matches!(tokens, Verdict::No);
    let modules = prosody.modules(host);
    OPTIONS.iter().any(|name| prosody.section(host).options.get(name).is_some())
        && !other_tokens
        && SERVICES.iter().all(|name| matches!(modules.has(name), Verdict::No))
}

fn in_host(prosody: &Prosody, main: &Host, host: &Host) -> Option<Stray> {
    let set =
        |name: &&str| prosody.section(host).options.get(name).is_some_and(|node| !is_default(name, node));
    stray(prosody, main, OPTIONS.into_iter().filter(set).collect(), |name| {
        Some(prosody.section(host).options.entry(name)?.key_span)
    })
    .map(|stray| Stray { holder: format!("`{}`", host.name), ..stray })
}

fn in_web(prosody: &Prosody, main: &Host, web: &Web) -> Option<Stray> {
    // A secret in config.js is a finding of its own.
    let set = |name: &&str| *name != "app_secret" && web.entry(name).is_some();
    stray(prosody, main, OPTIONS.into_iter().filter(set).collect(), |name| Some(web.entry(name)?.key_span))
        .map(|stray| Stray { holder: "`config.js`, which is for browsers,".into(), ..stray })
}

fn stray(
    prosody: &Prosody,
    main: &Host,
    names: Vec<&'static str>,
    key: impl Fn(&str) -> Option<Span>,
) -> Option<Stray> {
    let names: Vec<_> =
        names.into_iter().filter(|name| !matches!(lacks(prosody, main, name), Verdict::No)).collect();
    let place = key(names.first()?)?;
    let verdict = names.iter().fold(Verdict::Yes, |all, name| all.and(lacks(prosody, main, name)));
    Some(Stray { place, names, verdict, holder: String::new() })
}

//! A host has the option of a module that it does not load.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Prosody};

/// See the page.
pub struct OptionWithoutModule;

static META: Meta = Meta {
    id: "prosody/option-without-module",
    severity: Severity::Warning,
    title: "option that nothing reads",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/misspelt-option",
        "prosody/misspelt-module",
        "prosody/malformed-module-list",
        "prosody/duplicate-option",
        "prosody/swallowed-options",
        "prosody/misplaced-module",
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "rooms/wait-for-host-without-lobby",
        "rooms/persistent-lobby-without-lobby",
    ],
    page: include_str!("option_without_module.md"),
};

impl Rule for OptionWithoutModule {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        // Later releases do without these modules, and leave the options behind.
        let with_old = deployment.jitsi_release().is_some_and(|release| release <= LAST_WITH_OLD);
        let old: &[Pair] = if with_old { &OLD } else { &[] };
        for host in prosody.hosts() {
            for pair in PAIRS.iter().chain(old) {
                if let Some(entry) = prosody.section(host).options.entry(pair.option)
                    && !is_for_others(prosody, host, pair)
                    && sink.no(prosody.modules(host).has(pair.module))
                {
                    let finding = finding(prosody, host, pair, entry.key_span);
                    sink.report(finding.about(deployment.subject_of(&host.name)));
                }
            }
        }
        // The list of relays is global and used by the main VirtualHost.
        for site in deployment.sites() {
            let Some(main) = site.main() else { continue };
            let services = prosody.global_option("external_services");
            if let Fact::Known(_, origin) = &services
                && sink.no(prosody.modules(main).has("external_services"))
            {
                sink.report(finding(prosody, main, &RELAYS, origin.span).about(site.subject()));
            }
        }
    }
}

struct Pair {
    option: &'static str,
    module: &'static str,
    /// What does not happen.
    effect: &'static str,
}

const fn pair(option: &'static str, module: &'static str, effect: &'static str) -> Pair {
    Pair { option, module, effect }
}

const PAIRS: [Pair; 5] = [
    pair("lobby_muc", "muc_lobby_rooms", "meetings have no lobby"),
    pair("breakout_rooms_muc", "muc_breakout_rooms", "breakout rooms cannot be opened"),
    pair(
        "muc_password_whitelist",
        "muc_password_whitelist",
        "Jicofo cannot come back to a room with a password",
    ),
    pair("muc_max_occupants", "muc_max_occupants", "the number of people in a meeting is not limited"),
    pair(
        "muc_filter_whitelist",
        "muc_filter_access",
        "everybody who is logged in may enter the internal rooms",
    ),
];

/// The last stable release that surely has the modules below.
const LAST_WITH_OLD: u32 = 10_133;
const OLD: [Pair; 4] = [
    pair("av_moderation_component", "av_moderation", "moderators cannot take away microphones"),
    pair("end_conference_component", "end_conference", "moderators cannot end a meeting for all"),
    pair("room_metadata_component", "room_metadata", "settings of a room do not reach its people"),
    pair("speakerstats_component", "speakerstats", "there are no speaker statistics"),
];
const RELAYS: Pair =
    pair("external_services", "external_services", "people behind firewalls get no audio and no video");

/// The VirtualHost of guests names the services of the main one, which alone loads their modules: other modules read the
/// names there.
fn is_for_others(prosody: &Prosody, host: &Host, pair: &Pair) -> bool {
    ["lobby_muc", "breakout_rooms_muc"].contains(&pair.option)
        && prosody.virtual_hosts().any(|other| {
            other.name != host.name
                && prosody.section(other).options.entry(pair.option).is_some()
                && matches!(prosody.modules(other).has(pair.module), Verdict::Yes)
        })
}

// docker-jitsi-meet wrote `muc_filter_whitelist` without its module until autumn 2024, and the packages do without both.
fn finding(prosody: &Prosody, host: &Host, pair: &Pair, place: crate::text::Span) -> Finding {
    let Pair { option, module, effect } = pair;
    let modules = prosody.modules(host).place.filter(|modules| *modules != host.place);
    Finding::new(Problem {
        place,
        label: format!("only the module `{module}` reads this"),
        message: format!("{effect}: a module is not loaded"),
        effect: format!(
            "`{option}` is an option of `{module}`, which `{}` does not load. So it has no effect.",
            host.name
        ),
        help: format!(
            "Add `\"{module}\";` to `modules_enabled` of `{}`, or remove `{option}` if that is not wanted.",
            host.name
        ),
    })
    .severity(if *option == "muc_filter_whitelist" { Severity::Info } else { Severity::Warning })
    .related(host.place, "the module is not loaded on this host")
    .related_opt(modules, "it belongs in this list")
}

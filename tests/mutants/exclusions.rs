//! Mutants that are no faults, or that no file of the host can show, each with the reason.
//!
//! In names a `*` stands for any text; `\*` is the star itself. An exclusion that excludes nothing fails the test.

use crate::judge::Judged;
use crate::mutate::Operation::{self, Change, Move, Remove};

/// Mutants of these kinds are not counted.
pub struct Exclusion {
    pub operations: &'static [Operation],
    /// The name of the value.
    pub spot: &'static str,
    /// What was done; empty for anything.
    pub what: &'static str,
    pub reason: &'static str,
}

const fn excluded(
    operations: &'static [Operation],
    spot: &'static str,
    what: &'static str,
    reason: &'static str,
) -> Exclusion {
    Exclusion { operations, spot, what, reason }
}

const ANY: &[Operation] = &Operation::ALL;

const ONE_SERVER: &str =
    "nginx answers for every name with the first server of the port, and there is no other one here";
const OPTIONAL_IPV6: &str =
    "a server needs no IPv6 address; without this line there is none, which is no contradiction";
const SAME_AS_ROOT: &str = "without `alias` nginx takes `root` and the path, which is the same file";
const INHERITED: &str = "the global section, or Prosody's default, has the same login method";
const CERTIFICATE_BY_NAME: &str =
    "without `ssl` Prosody finds the certificate in `certificates` by the host's name";
const STILL_LOADED: &str = "the global list loads the module on every VirtualHost, so also where it was";
const SAME_MODULES: &str = "the global list and the host's own both name the module; one of them is enough";
const DEFAULT_NAME: &str = "the module's default is the same name: the usual label before the VirtualHost's";
const NOBODY_NAMES_IT: &str =
    "a service that nothing else names: without it the meeting has one feature less, by choice";
const OTHER_TRANSPORT: &str =
    "browsers use `websocket` where it is set and `bosh` where it is not; one is enough";
const NOT_READ: &str = "variables of older packages, which no program reads any more; the file says so";
const STUN: &str =
    "a public STUN server that the bridge and the browsers may use; they need not use the same one";
const HTTP_REQUEST: &str = "nobody asks this location: `config.js` does not set `conferenceRequestUrl`";
const TOKEN_ISSUER: &str = "the other side is the program that signs the tokens, on another machine";
const NO_RECORDER: &str = "no VirtualHost has a name like this: nothing logs in from there";
const RELAY_DEFAULT: &str =
    "the default is the same: ports 3478 and 5349, and the VirtualHost's name as host";
const REALM: &str = "with a shared secret coturn names its realm to the browser, which sends it back";
const LOGOUT: &str = "optional: without it logging out is local";
const SSO_SERVICE: &str = "`static/sso.html` reads `tokenService` and `clientId` only";
const LOGGING_ONLY: &str =
    "what is left is the place of the log settings; Jicofo's start script names jicofo.conf itself";

pub const EXCLUSIONS: [Exclusion; 33] = [
    excluded(&[Change, Remove], "nginx:http :server :server_name *", "", ONE_SERVER),
    excluded(&[Remove], "nginx:*:listen [::]:443 *", "", OPTIONAL_IPV6),
    excluded(&[Remove], "nginx:*|static|*:alias *", "", SAME_AS_ROOT),
    excluded(&[Remove], "prosody:*:authentication", "", INHERITED),
    excluded(&[Remove], "prosody:*:ssl.*", "", CERTIFICATE_BY_NAME),
    excluded(&[Move], "prosody:meet.acme.org:modules_enabled[*]", "to *", STILL_LOADED),
    excluded(&[Remove, Move], "prosody:*:modules_enabled[smacks]", "", SAME_MODULES),
    excluded(&[Remove], "prosody:meet.acme.org:breakout_rooms_muc", "", DEFAULT_NAME),
    excluded(&[Remove], "prosody:meet.acme.org:*_component", "", DEFAULT_NAME),
    excluded(&[Remove], "prosody:speakerstats.meet.acme.org:type", "", NOBODY_NAMES_IT),
    excluded(&[Remove], "prosody:polls.meet.acme.org:type", "", NOBODY_NAMES_IT),
    excluded(&[Remove], "prosody:metadata.meet.acme.org:type", "", NOBODY_NAMES_IT),
    excluded(&[Remove], "prosody:filesharing.meet.acme.org:type", "", NOBODY_NAMES_IT),
    excluded(&[Remove], "prosody:endconference.meet.acme.org:type", "", NOBODY_NAMES_IT),
    excluded(&[Remove], "prosody:avmoderation.meet.acme.org:type", "", NOBODY_NAMES_IT),
    excluded(&[Remove], "prosody:recorder.meet.acme.org:host", "", NOBODY_NAMES_IT),
    excluded(&[Remove, Move], "prosody:meet.acme.org:modules_enabled[bosh]", "", OTHER_TRANSPORT),
    excluded(&[Remove], "web:bosh", "", OTHER_TRANSPORT),
    excluded(&[Remove], "web:websocket", "", OTHER_TRANSPORT),
    excluded(&[Change, Remove], "jicofo.env:JICOFO_*", "", NOT_READ),
    excluded(&[Change, Remove], "jvb.env:JVB_*", "", NOT_READ),
    excluded(&[Remove], "jicofo.env:JAVA_SYS_PROPS", "", LOGGING_ONLY),
    excluded(ANY, "web:p2p.stunServers*", "", STUN),
    excluded(&[Change, Remove], "jvb.*:*tun*ddresses*", "", STUN),
    excluded(&[Change, Remove], "jvb.properties:*STUN_MAPPING*", "", STUN),
    excluded(&[Change, Remove], "nginx:*conference-request*:proxy_pass *", "", HTTP_REQUEST),
    excluded(&[Change], "prosody:meet.acme.org:app_secret", "", TOKEN_ISSUER),
    excluded(&[Change], "jicofo.conf:jicofo.xmpp.trusted-domains*", "", NO_RECORDER),
    excluded(&[Remove], "*port", "", RELAY_DEFAULT),
    excluded(&[Remove], "prosody:\\*:external_services*.host", "", RELAY_DEFAULT),
    excluded(&[Change, Remove], "turn:realm", "", REALM),
    excluded(&[Remove], "web:tokenLogoutUrl", "", LOGOUT),
    excluded(&[Remove], "web:sso.ssoService", "", SSO_SERVICE),
];

impl Exclusion {
    /// Whether the mutant was not found and this says why.
    pub fn excuses(&self, judged: &Judged) -> bool {
        let mutant = &judged.mutant;
        !judged.found
            && self.operations.contains(&mutant.operation)
            && fits(self.spot, &mutant.spot)
            && (self.what.is_empty() || self.what == mutant.what)
    }
}

/// Whether a name fits a pattern.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern = pattern.replace("\\*", "\u{1}");
    let parts: Vec<String> = pattern.split('*').map(|part| part.replace('\u{1}', "*")).collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let Some(mut rest) = name.strip_prefix(first.as_str()) else { return false };
    if parts.len() == 1 {
        return rest.is_empty();
    }
    for part in &parts[1..parts.len() - 1] {
        match rest.find(part.as_str()) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last.as_str())
}

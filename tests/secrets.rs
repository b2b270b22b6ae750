//! Secrets planted wherever files hold them never come out, whatever else is wrong with the file.

mod common;

use jitsi_doctor::load::MemoryTree;
use jitsi_doctor::report::{Format, Report, human};

/// What is planted: letters and digits, so that no quoting hides it from the search below.
const CANARY: &str = "Qx7Canary4Zk9Wv2Rb6Tm1";
/// As little of it as must not come out.
const PART: &str = "Qx7Can";

const PROSODY: &str = "etc/prosody/conf.avail/meet.acme.org.cfg.lua";
const CONFIG_JS: &str = "etc/jitsi/meet/meet.acme.org-config.js";
const JICOFO: &str = "etc/jitsi/jicofo/jicofo.conf";
const JVB: &str = "etc/jitsi/videobridge/jvb.conf";
const LEGACY: &str = "etc/jitsi/jicofo/sip-communicator.properties";
const JVB_LEGACY: &str = "etc/jitsi/videobridge/sip-communicator.properties";
const JIBRI: &str = "etc/jitsi/jibri/jibri.conf";
const JIBRI_LEGACY: &str = "etc/jitsi/jibri/config.json";
const JIGASI: &str = "etc/jitsi/jigasi/sip-communicator.properties";
const VARIABLES: &str = "etc/jitsi/videobridge/config";
const TURN: &str = "etc/turnserver.conf";
const DOTENV: &str = ".env";
const COMPOSE: &str = "docker-compose.yml";
const NGINX: &str = "etc/nginx/sites-available/meet.acme.org.conf";

/// Lines with a secret, for each file. `@` stands for the secret.
const LINES: &[(&str, &[&str])] = &[
    (
        DOTENV,
        &[
            "JICOFO_AUTH_PASSWORD=@",
            "JWT_APP_SECRET=\"@\"",
            "LDAP_BINDPW='@'",
            "# JVB_AUTH_PASSWORD=@",
            "JVB_AUTH_PASSWORD=@$NOBODY",
            "JVB_AUTH_PASSWORD=\"@",
        ],
    ),
    (
        COMPOSE,
        &[
            "x-a: {JICOFO_AUTH_PASSWORD: @}",
            "services: {jicofo: {image: x/jicofo, environment: [JICOFO_AUTH_PASSWORD=@, JVB_AUTH_PASSWORD]}}",
            "services: {jvb: {image: x/jvb, environment: {JVB_AUTH_PASSWORD: '@'}, enviroment: 1}}",
            "services: {jvb: {image: x/jvb, environment: {JVB_AUTH_PASSWORD: '@${'}}}",
        ],
    ),
    (
        PROSODY,
        &[
            "app_secret = \"@\"",
            "app_secret=[[@]]",
            "external_service_secret = '@';",
            "component_secret = \"@\"",
            "shared_secret = \"@\"",
            "ldap_password = \"@\"",
            "sql = { driver = \"MySQL\", password = \"@\" }",
            "turncredentials_secret = \"@\";",
            "local s = \"@\" app_secret = s",
            "app_secret = \"x\" .. \"@\"",
            "-- app_secret = \"@\"",
            "--[[ app_secret=\"@\" ]]",
            "external_services = { { type = \"turn\", secret = \"@\", host = \"turn.acme.org\" } }",
            "external_services = { { type = \"turn\", username = \"u\", password = \"@\" } }",
        ],
    ),
    (
        CONFIG_JS,
        &[
            "config.app_secret = '@';",
            "config.turnPassword = \"@\";",
            "config.jwtSecret = `@`;",
            "// config.apiKey = '@'",
            "var token = 'eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ@.abcdefghijklmnop';",
            "config.callStatsSecret = 'a' + '@';",
            "config.service = 'https://user:@^service.acme.org/x';",
        ],
    ),
    (
        JICOFO,
        &[
            "jicofo.xmpp.client.password = \"@\"",
            "jicofo.xmpp.client.password = @",
            "jicofo.xmpp.service { password : \"@\" }",
            "# password = @",
            "secret-one = \"@\", jicofo.xmpp.client.password = ${secret-one}",
        ],
    ),
    (
        JVB,
        &[
            "videobridge.apis.xmpp-client.configs.shard.PASSWORD = \"@\"",
            "videobridge.apis.xmpp-client.configs { two { PASSWORD=@ } }",
            "videobridge.http-servers.public.key-store-password = \"@\"",
        ],
    ),
    (
        LEGACY,
        &[
            "org.jitsi.jicofo.FOCUS_USER_PASSWORD=@",
            "org.jitsi.jicofo.FOCUS_USER_PASSWORD: @",
            "org.jitsi.jicofo.BRIDGE_MUC_XMPP_USER_PASS @",
            "# org.jitsi.jicofo.FOCUS_USER_PASSWORD=@",
        ],
    ),
    (JVB_LEGACY, &["org.jitsi.videobridge.xmpp.user.shard.PASSWORD=@"]),
    (
        JIBRI,
        &[
            "jibri.api.xmpp.environments = [{ control-login { password = \"@\" } }]",
            "jibri.api.xmpp.environments = [{ call-login.password = @ }]",
        ],
    ),
    (JIBRI_LEGACY, &["xmpp_environments: [{ \"call_login\": { \"password\": \"@\" } }]"]),
    (
        JIGASI,
        &[
            "org.jitsi.jigasi.xmpp.acc.PASS=@",
            "net.java.sip.communicator.impl.protocol.sip.acc1.PASSWORD=@",
            "org.jitsi.jigasi.transcription.whisper.private_key=@",
        ],
    ),
    (VARIABLES, &["JAVA_SYS_PROPS=\"-Dx=y -Dorg.jitsi.jicofo.FOCUS_USER_PASSWORD=@\""]),
    (
        TURN,
        &[
            "static-auth-secret=@",
            "static-auth-secret @",
            "user=jitsi:@",
            "#static-auth-secret=@",
            "cli-password=@",
        ],
    ),
    (NGINX, &["# proxy_set_header Authorization \"Bearer @\";"]),
];

/// What may be wrong around the secret, so that reports show its line. `@` stands for the line.
const MISHAPS: &[&str] = &[
    "@",
    "\n@`\n",
    "\n“@\n",
    "@\n}}} ) ]\n",
    "{ ( [\n@",
    "@ @",
    "x = y = z\n@",
    "@\u{0}",
    "hosts: { domain 'a' \n@\n b 'c'",
];

fn shown(tree: &MemoryTree) -> String {
    let deployment = common::deployment(tree);
    let outcome = common::check(&deployment);
    let report = Report::new(&deployment, &outcome);
    let mut out = Vec::new();
    for (width, verbose) in [(80, false), (200, true)] {
        let options = human::Options { width, verbose, ..human::Options::default() };
        report.write(Format::Human, &options, &mut out).expect("memory takes everything");
    }
    report.write(Format::Json, &human::Options::default(), &mut out).expect("memory takes everything");
    out.extend(format!("{outcome:?}").bytes());
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn planted_secrets_never_come_out() {
    let mut placements = 0;
    let mut leaks = Vec::new();
    for (path, lines) in LINES {
        for line in *lines {
            for mishap in MISHAPS {
                // In front, so that the secret stands beside what is reported there, and at the end.
                for front in [true, false] {
                    let docker = [DOTENV, COMPOSE].contains(path);
                    let mut tree = common::fixture(if docker { common::DOCKER } else { "websocket-turn" });
                    let line = line.replace('@', CANARY).replace('^', "@");
                    let text = mishap.replace('@', &line);
                    let old = tree.bytes_mut(path).map(|bytes| bytes.clone()).unwrap_or_default();
                    let old = String::from_utf8(old).expect("UTF-8");
                    let new = if front { format!("{text}\n{old}") } else { format!("{old}\n{text}\n") };
                    assert!(new.contains(CANARY));
                    tree.file(path, new);
                    placements += 1;
                    if let Some(at) = shown(&tree).find(PART) {
                        let text = shown(&tree);
                        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
                        let line_of = text[start..].lines().next().unwrap_or_default();
                        leaks.push(format!("{path} {mishap:?} {line:?} shows: {line_of}"));
                    }
                }
            }
        }
    }
    assert!(placements > 700, "only {placements} placements");
    assert!(
        leaks.is_empty(),
        "{} of {placements} leak:\n{}",
        leaks.len(),
        leaks[..leaks.len().min(20)].join("\n")
    );
}

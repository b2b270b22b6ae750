use crate::fact::{Fact, Verdict};
use crate::load::{Loader, MemoryTree};
use crate::locate;
use crate::model::{Deployment, build};
use crate::text::Span;
use crate::value::{Node, Value};

/// The variables with which the legacy file is read.
const READ: &str = "-Dnet.java.sip.communicator.SC_HOME_DIR_LOCATION=/etc/jitsi \
                    -Dnet.java.sip.communicator.SC_HOME_DIR_NAME=x";

fn deployment(files: &[(&str, &str)]) -> Deployment {
    let mut tree = MemoryTree::new();
    for (path, text) in files {
        tree.file(&format!("etc/jitsi/{path}"), *text);
    }
    build(&locate::debian(&tree), Loader::new(&tree))
}

/// Jicofo with a HOCON file, a legacy file and system properties.
fn jicofo(hocon: &str, legacy: &str, system: &str) -> Deployment {
    deployment(&[
        ("jicofo/jicofo.conf", hocon),
        ("jicofo/sip-communicator.properties", legacy),
        ("jicofo/config", &format!("JAVA_SYS_PROPS=\"{system}\"\n")),
    ])
}

fn bridge(hocon: &str, legacy: &str, system: &str) -> Deployment {
    deployment(&[
        ("videobridge/jvb.conf", hocon),
        ("videobridge/sip-communicator.properties", legacy),
        ("videobridge/config", &format!("JAVA_SYS_PROPS=\"{system}\"\n")),
    ])
}

/// A value with the text at its place and at the place of what it beat.
fn shown(deployment: &Deployment, path: &str) -> String {
    let Some(layers) = deployment.layers().next() else { return "no service".to_owned() };
    let at = |span: Span| deployment.sources.slice(span).to_owned();
    match layers.value(path) {
        Fact::Known(node, origin) => {
            let beaten = origin.beaten.map(|span| format!(" over {}", at(span))).unwrap_or_default();
            format!("{} at {}{beaten}", value(&node), at(origin.span))
        }
        Fact::Unknown(reason, _) => format!("? {reason}"),
        Fact::Absent(absent) => format!("default {}", absent.default.unwrap_or("-".to_owned())),
    }
}

fn value(node: &Node) -> String {
    match &node.value {
        Value::Str(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::List(items) => items.iter().map(value).collect::<Vec<_>>().join("|"),
        other => other.kind().to_owned(),
    }
}

#[test]
fn order_of_jicofo() {
    const PORT: &str = "jicofo.xmpp.client.port";
    let hocon = "jicofo.xmpp.client.port = 1";
    let legacy = "org.jitsi.jicofo.XMPP_PORT=2";
    for (hocon, legacy, system, wanted) in [
        ("", "", "", "default 5222"),
        ("", "", "-Djicofo.xmpp.client.port=3", "3 at 3"),
        (hocon, "", "-Djicofo.xmpp.client.port=3", "1 at 1 over 3"),
        (hocon, "", "-Dorg.jitsi.jicofo.XMPP_PORT=4", "4 at 4 over 1"),
        // Not read, unless both halves of its path are given.
        (hocon, legacy, "-Dx=y", "1 at 1"),
        (hocon, legacy, READ, "2 at 2 over 1"),
        (hocon, legacy, &format!("{READ} -Dorg.jitsi.jicofo.XMPP_PORT=4"), "2 at 2 over 1"),
        // What cannot be converted does not count in the old file.
        (hocon, "org.jitsi.jicofo.XMPP_PORT=many", READ, "1 at 1"),
        // A null hides the default.
        ("jicofo.xmpp.client.port = null", "", "-Djicofo.xmpp.client.port=3", "default -"),
        ("jicofo.xmpp.client = 5", "", "", "default -"),
        ("jicofo.xmpp.client = ${X}", "", "", "? it comes from the environment variable X"),
        // The last of several; no quotes are taken away.
        ("", "", "-Djicofo.xmpp.client.port=3 -Djicofo.xmpp.client.port=5", "5 at 5 over 3"),
    ] {
        assert_eq!(shown(&jicofo(hocon, legacy, system), PORT), wanted, "{hocon} / {legacy} / {system}");
    }
}

#[test]
fn conversions_of_jicofo() {
    for (legacy, path, wanted) in [
        ("DISABLE_AUTO_OWNER=true", "jicofo.conference.enable-auto-owner", "false at true"),
        ("HOSTNAME=x.org", "jicofo.xmpp.client.enabled", "true at x.org"),
        ("BRIDGE_MUC_XMPP_HOST=x.org", "jicofo.xmpp.service.enabled", "true at x.org"),
        ("HEALTH_CHECK_INTERVAL=-1", "jicofo.bridge.health-checks.enabled", "false at -1"),
        ("HEALTH_CHECK_INTERVAL=5000", "jicofo.bridge.health-checks.interval", "5000 ms at 5000"),
        ("jibri.PENDING_TIMEOUT=90", "jicofo.jibri.pending-timeout", "90 s at 90"),
        (
            "SINGLE_PARTICIPANT_TIMEOUT=9",
            "jicofo.conference.single-participant-timeout",
            "default 20 seconds",
        ),
        ("auth.URL=EXT_JWT:x.org", "jicofo.authentication.type", "JWT at EXT_JWT:x.org"),
        ("auth.URL=EXT_JWT:x.org", "jicofo.authentication.login-url", "x.org at EXT_JWT:x.org"),
        ("auth.URL=", "jicofo.authentication.enabled", "true at "),
        ("ENABLE_VP8=yes", "jicofo.codec.video.vp8.enabled", "false at yes"),
        ("XMPP_MUC_COMPONENT_PREFIX=conf", "jicofo.xmpp.client.conference-muc-jid", "default -"),
    ] {
        let deployment = jicofo("", &format!("org.jitsi.jicofo.{legacy}"), READ);
        assert_eq!(shown(&deployment, path), wanted, "{legacy}");
    }
    let prefix = jicofo(
        "jicofo.xmpp.client { xmpp-domain = x.org, conference-muc-jid = rooms.x.org }",
        "org.jitsi.jicofo.XMPP_MUC_COMPONENT_PREFIX=conf",
        READ,
    );
    let wanted = "conf.x.org at conf over rooms.x.org";
    assert_eq!(shown(&prefix, "jicofo.xmpp.client.conference-muc-jid"), wanted);
}

#[test]
fn names_of_videobridge() {
    for (hocon, legacy, system, path, wanted) in [
        ("", "BWE_CHANGE_THRESHOLD_PCT=15", READ, "videobridge.cc.bwe-change-threshold", "0.15 at 15"),
        (
            "videobridge.cc.bwe-change-threshold-pct = 20",
            "",
            "",
            "videobridge.cc.bwe-change-threshold",
            "0.2 at 20",
        ),
        ("", "EXPIRE_CHECK_SLEEP_SEC=60", READ, "videobridge.entity-expiration.check-interval", "60 s at 60"),
        (
            "videobridge { octo.region = a, relay.region = b }",
            "",
            "",
            "videobridge.relay.region",
            "a at a over b",
        ),
        ("videobridge { octo.region = a }", "REGION=c", READ, "videobridge.relay.region", "c at c"),
        ("videobridge.octo.bind-address = a", "", "", "videobridge.relay.relay-id", "a at a"),
        (
            "videobridge { octo.bind-address = a, relay.relay-id = b }",
            "",
            "",
            "videobridge.relay.relay-id",
            "b at b",
        ),
        (
            "videobridge.cc.enable-onstage-video-suspend = on",
            "",
            "",
            "videobridge.cc.allow-oversend-onstage",
            "false at on",
        ),
        (
            "videobridge.apis.rest.enabled = true",
            "ENABLE_REST_COLIBRI=false",
            READ,
            "videobridge.apis.rest.enabled",
            "false at false over true",
        ),
        (
            "videobridge.apis.rest.enabled = true",
            "ENABLE_REST_COLIBRI=true",
            READ,
            "videobridge.apis.rest.enabled",
            "true at true",
        ),
        ("", "rest.private.jetty.port=8090", READ, "videobridge.http-servers.private.port", "8090 at 8090"),
        (
            "videobridge.redact-remote-addresses = false",
            "",
            "",
            "ice4j.redact-remote-addresses",
            "false at false",
        ),
        ("", "", "", "ice4j.redact-remote-addresses", "default true"),
        // The bridge brings a file of its own, which beats the system.
        (
            "",
            "",
            "-Dice4j.consent-freshness.interval=1s",
            "ice4j.consent-freshness.interval",
            "default 5 seconds",
        ),
        ("", "", "-Dice4j.harvest.timeout=1s", "ice4j.harvest.timeout", "1s at 1s"),
    ] {
        let deployment = bridge(hocon, &format!("org.jitsi.videobridge.{legacy}"), system);
        assert_eq!(shown(&deployment, path), wanted, "{hocon} / {legacy}");
    }
}

#[test]
fn names_of_ice4j() {
    const STUN: &str = "ice4j.harvest.mapping.stun.addresses";
    let legacy = "org.ice4j.ice.harvest.STUN_MAPPING_HARVESTER_ADDRESSES=a:1,b:2";
    assert_eq!(shown(&bridge("", legacy, READ), STUN), "a:1|b:2 at a:1,b:2");
    let system = format!("{READ} -Dorg.ice4j.ice.harvest.STUN_MAPPING_HARVESTER_ADDRESSES=c:3");
    assert_eq!(shown(&bridge("", legacy, &system), STUN), "c:3 at c:3");
    let legacy = "org.ice4j.ice.harvest.ALLOWED_INTERFACES=eth0;eth1";
    assert_eq!(
        shown(&bridge("", legacy, READ), "ice4j.harvest.allowed-interfaces"),
        "eth0|eth1 at eth0;eth1"
    );
    let legacy = "org.ice4j.ipv6.DISABLED=true\norg.ice4j.ice.harvest.HARVESTING_TIMEOUT=5";
    let deployment = bridge("", legacy, READ);
    assert_eq!(shown(&deployment, "ice4j.harvest.use-ipv6"), "false at true");
    assert_eq!(shown(&deployment, "ice4j.harvest.timeout"), "5 s at 5");
}

#[test]
fn addresses_of_the_bridge() {
    let mapping = |legacy: &str, hocon: &str| {
        let deployment = bridge(hocon, legacy, READ);
        let mappings = match deployment.jvb.as_ref().unwrap().static_mappings() {
            Fact::Known(mappings, _) => mappings,
            _ => Vec::new(),
        };
        let text = |fact: Fact<String>| match fact {
            Fact::Known(text, _) => text,
            _ => "?".to_owned(),
        };
        let shown = mappings.into_iter().map(|it| format!("{}-{}", text(it.local), text(it.public)));
        shown.collect::<Vec<_>>().join(" ")
    };
    let local = "org.ice4j.ice.harvest.NAT_HARVESTER_LOCAL_ADDRESS=10.0.0.1\n";
    let both = format!("{local}org.ice4j.ice.harvest.NAT_HARVESTER_PUBLIC_ADDRESS=1.2.3.4\n");
    let hocon = r#"ice4j.harvest.mapping.static-mappings = [{ local-address = "10.0.0.2", public-address = "2.2.2.2" }]"#;
    assert_eq!(mapping(local, ""), "");
    assert_eq!(mapping(&both, ""), "10.0.0.1-1.2.3.4");
    assert_eq!(mapping(&both, hocon), "10.0.0.1-1.2.3.4 10.0.0.2-2.2.2.2");
    let domains = |hocon: &str| match bridge(hocon, "", "").jvb.unwrap().websocket_domains() {
        Fact::Known(domains, _) => domains.join(" "),
        _ => "-".to_owned(),
    };
    assert_eq!(domains("videobridge.websockets { domain = a, domains = [ b ] }"), "a b");
    assert_eq!(domains("videobridge.websockets.domains = [ b ]"), "b");
    assert_eq!(domains(""), "-");
}

#[test]
fn types() {
    let deployment = jicofo(
        "jicofo { health { enabled = \"TRUE\", interval = 60 }, rest.port = \"80\", xmpp.trusted-domains = [ a, b ] }",
        "",
        "",
    );
    let layers = deployment.layers().next().unwrap();
    assert!(matches!(layers.boolean("jicofo.health.enabled"), Fact::Known(true, _)));
    assert!(
        matches!(layers.duration("jicofo.health.interval"), Fact::Known(time, _) if time.as_millis() == 60)
    );
    assert!(matches!(layers.integer("jicofo.rest.port"), Fact::Known(80, _)));
    assert!(matches!(layers.list("jicofo.xmpp.trusted-domains"), Fact::Known(items, _) if items.len() == 2));
    assert!(matches!(layers.is_on("jicofo.rest.enabled"), Verdict::Yes));
    assert!(matches!(layers.is_on("jicofo.octo.enabled"), Verdict::No));
}

#[test]
fn substitutions_find_defaults() {
    let deployment = jicofo("jicofo.rest.host = ${jicofo.xmpp.client.hostname}", "", "");
    assert_eq!(shown(&deployment, "jicofo.rest.host"), "localhost at ${jicofo.xmpp.client.hostname}");
    let deployment = jicofo("jicofo.rest.host = ${jicofo.xmpp.client.hostnam}", "", "");
    assert!(deployment.layers().next().unwrap().errors().next().is_some());
}

#[test]
fn variables_that_need_a_shell() {
    let files = [
        ("jicofo/sip-communicator.properties", "org.jitsi.jicofo.XMPP_PORT=2"),
        ("jicofo/config", "JAVA_SYS_PROPS=\"$OTHER\"\n"),
    ];
    assert!(shown(&deployment(&files), "jicofo.xmpp.client.port").starts_with("? "));
}

#[test]
fn jibri_follows_its_own_options() {
    let deployment = deployment(&[(
        "jibri/jibri.conf",
        "jibri.ffmpeg { recording-format = mkv, video-encode-preset = slow, command-linux-recording = \
         ${jibri.ffmpeg.ffmpeg} [ x ] }",
    )]);
    assert_eq!(shown(&deployment, "jibri.ffmpeg.recording-extension"), "mkv at mkv");
    assert_eq!(shown(&deployment, "jibri.ffmpeg.video-encode-preset-recording"), "slow at slow");
    assert!(deployment.layers().next().unwrap().errors().next().is_none());
    assert_eq!(
        shown(&deployment, "jibri.ffmpeg.command-linux-recording"),
        "? it is made from defaults of the program"
    );
}

/// `-Dconfig.file=` names the file that is read, in the place of the packaged one.
#[test]
fn another_file_is_named() {
    let path = "jicofo.xmpp.client.hostname";
    let read = |named: &str, files: &[(&str, &str)]| {
        let env = format!("JAVA_SYS_PROPS=\"-Dconfig.file=/etc/jitsi/x.conf {named}\"\n");
        let packaged =
            [("jicofo/jicofo.conf", "jicofo.xmpp.client.hostname = packaged"), ("jicofo/config", &env)];
        let deployment = deployment(&[&packaged, files].concat());
        let paths = deployment.files.iter().filter(|record| record.path.ends_with(".conf"));
        format!(
            "{} from {}",
            shown(&deployment, path),
            paths.map(|it| it.path.as_str()).collect::<Vec<_>>().join("+")
        )
    };
    let other = [("y.conf", "include \"z.conf\""), ("z.conf", "jicofo.xmpp.client.hostname = other")];
    assert_eq!(
        read("-Dconfig.file=/etc/jitsi/y.conf", &other),
        "other at other from etc/jitsi/y.conf+etc/jitsi/z.conf"
    );
    // A file that is not there, or whose place is not known, leaves the packaged one.
    let packaged = "packaged at packaged from etc/jitsi/jicofo/jicofo.conf";
    assert_eq!(read("", &other), packaged);
    assert_eq!(read("-Dconfig.file=y.conf", &other), packaged);
    // A bridge without a packaged file.
    let env = "JAVA_SYS_PROPS=-Dconfig.file=/etc/jitsi/v.conf\n";
    let files = [("videobridge/config", env), ("v.conf", "videobridge.websockets.domain = x")];
    let found = deployment(&files);
    assert_eq!(shown(&found, "videobridge.websockets.domain"), "x at x");
    assert!(deployment(&files[..1]).is_empty());
}

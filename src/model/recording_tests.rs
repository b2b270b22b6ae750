//! Jibri and Jigasi.

use super::{Deployment, build};
use crate::fact::{Fact, Verdict};
use crate::load::{Loader, MemoryTree};
use crate::locate;
use crate::secret::Purpose;

const CONF: &str = r#"jibri {
  api.xmpp.environments = [{
    name = "prod"
    xmpp-server-hosts = [ "x.org", "x.org:5223" ]
    xmpp-domain = "X.org"
    control-muc { domain = "internal.auth.x.org", room-name = "JibriBrewery", nickname = "a" }
    control-login { domain = "auth.x.org", username = "jibri", password = "one" }
    call-login { domain = "recorder.x.org", username = "recorder", password = "two" }
    strip-from-room-domain = "conference."
    usage-timeout = 1 hour
    trust-all-xmpp-certs = true
  }]
}
"#;

const JSON: &str = r#"{
  // comments are allowed
  "finalize_recording_script_path": "/opt/end.sh",
  "xmpp_environments": [{
    "name": "old",
    "xmpp_server_hosts": ["y.org"],
    "xmpp_domain": "y.org",
    "control_muc": { "domain": "internal.auth.y.org", "room_name": "b", "nickname": "n" },
    "control_login": { "domain": "auth.y.org", "username": "jibri", "password": "one" },
    "call_login": { "domain": "recorder.y.org", "username": "recorder", "password": "two" },
    "room_jid_domain_string_to_strip_from_start": "conference.",
    "usage_timeout": 90
  }]
}
"#;

fn deployment(files: &[(&str, &str)]) -> Deployment {
    let mut tree = MemoryTree::new();
    for (path, text) in files {
        tree.file(&format!("etc/jitsi/{path}"), *text);
    }
    build(&locate::debian(&tree), Loader::new(&tree))
}

fn known<T: std::fmt::Debug>(fact: Fact<T>) -> T {
    match fact {
        Fact::Known(value, _) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn environments_of_jibri() {
    let deployment = deployment(&[("jibri/jibri.conf", CONF)]);
    assert!(!deployment.is_empty());
    let jibri = deployment.jibri.as_ref().unwrap();
    let environments = known(jibri.environments());
    let [environment] = &environments[..] else { panic!("{environments:?}") };
    assert!(!environment.legacy && environment.missing().is_empty());
    assert_eq!(known(environment.server_hosts()), ["x.org", "x.org:5223"]);
    assert_eq!(known(environment.xmpp_domain()), "x.org");
    let jid = |fact| {
        let jid: super::Jid = known(fact);
        format!("{}@{}", jid.node, jid.domain)
    };
    assert_eq!(jid(environment.control_muc()), "jibribrewery@internal.auth.x.org");
    assert_eq!(jid(environment.control_login()), "jibri@auth.x.org");
    assert_eq!(jid(environment.call_login()), "recorder@recorder.x.org");
    assert_eq!(known(environment.call_password()).expose_for(Purpose::Judge), "two");
    assert_eq!(known(environment.usage_timeout()).as_secs(), 3600);
    assert!(matches!(environment.base_url(), Fact::Absent(_)));
    let directory = jibri.recordings_directory();
    assert!(
        matches!(directory, Fact::Absent(absent) if absent.default.as_deref() == Some("/tmp/recordings"))
    );
    assert!(deployment.secrets.len() >= 2);
}

#[test]
fn old_file_of_jibri() {
    let both = |json: &str| deployment(&[("jibri/jibri.conf", CONF), ("jibri/config.json", json)]);
    let names = |deployment: &Deployment| match deployment.jibri.as_ref().unwrap().environments() {
        Fact::Known(all, _) => all.iter().map(|it| known(it.name())).collect::<Vec<_>>().join(" "),
        Fact::Unknown(..) => "?".to_owned(),
        Fact::Absent(_) => "-".to_owned(),
    };
    let old = both(JSON);
    assert_eq!(names(&old), "old");
    let jibri = old.jibri.as_ref().unwrap();
    let Fact::Known(environments, origin) = jibri.environments() else { panic!("not known") };
    assert!(origin.beaten.is_some());
    assert_eq!(known(environments[0].usage_timeout()).as_secs(), 5400);
    assert_eq!(known(environments[0].strip_from_room_domain()), "conference.");
    assert_eq!(known(jibri.finalize_script()), "/opt/end.sh");
    for (json, wanted, refused) in [
        ("{ \"xmpp_environments\": [] }", "prod", false),
        // Jackson refuses the file for one name that it does not know, or one that is missing.
        (&JSON.replace("xmpp_domain", "xmpp-domain"), "prod", true),
        (&JSON.replace("\"name\": \"old\",", ""), "prod", true),
        (&JSON.replace("finalize_recording", "finalise_recording"), "prod", true),
        ("{ \"xmpp_environments\": [ }", "?", false),
    ] {
        let deployment = both(json);
        assert_eq!(names(&deployment), wanted, "{json}");
        assert_eq!(deployment.jibri.as_ref().unwrap().refused.is_some(), refused, "{json}");
    }
}

#[test]
fn accounts_of_jigasi() {
    let deployment = deployment(&[(
        "jigasi/sip-communicator.properties",
        r"net.java.sip.communicator.impl.protocol.SingleCallInProgressPolicy.enabled=false
net.java.sip.communicator.impl.protocol.sip.acc1=acc1
net.java.sip.communicator.impl.protocol.sip.acc1.USER_ID=me@sip.net
net.java.sip.communicator.impl.protocol.sip.acc1.PASSWORD=c2VjcmV0
net.java.sip.communicator.impl.protocol.sip.acc1.DOMAIN_BASE=x.org
net.java.sip.communicator.impl.protocol.jabber.acc-xmpp-1=acc-xmpp-1
net.java.sip.communicator.impl.protocol.jabber.acc-xmpp-1.USER_ID=jigasi@auth.x.org
net.java.sip.communicator.impl.protocol.jabber.acc-xmpp-1.BREWERY=JigasiBrewery@internal.auth.x.org
net.java.sip.communicator.impl.protocol.jabber.acc-xmpp-1.BOSH_URL_PATTERN=https://{host}{subdomain}/http-bind?room={roomName}
org.jitsi.jigasi.ALLOWED_JID=JigasiBrewery@internal.auth.x.org
org.jitsi.jigasi.MUC_SERVICE_ADDRESS=conference.x.org
org.jitsi.jigasi.xmpp.acc.USER_ID=transcriber@hidden.x.org
org.jitsi.jigasi.xmpp.acc.PASS=plain
org.jitsi.jigasi.xmpp.acc.ANONYMOUS_AUTH=false
org.jitsi.jigasi.ENABLE_TRANSCRIPTION=TRUE
org.jitsi.jigasi.LOCAL_REGION=
",
    )]);
    let jigasi = deployment.jigasi.as_ref().unwrap();
    let accounts = jigasi.accounts();
    assert_eq!(
        accounts.iter().map(|account| account.id.as_str()).collect::<Vec<_>>(),
        ["acc1", "acc-xmpp-1"]
    );
    assert!(accounts[0].sip && !accounts[1].sip);
    assert_eq!(known(accounts[0].password()).expose_for(Purpose::Judge), "secret");
    assert_eq!(known(accounts[0].domain_base()), "x.org");
    assert_eq!(jigasi.control_accounts().len(), 1);
    assert_eq!(known(accounts[1].jid()).domain, "auth.x.org");
    assert!(known(accounts[1].bosh_url_pattern()).contains("http-bind"));
    assert_eq!(known(jigasi.allowed_jid()), "JigasiBrewery@internal.auth.x.org");
    assert_eq!(known(jigasi.muc_service()), "conference.x.org");
    assert_eq!(known(jigasi.meeting_login()).node, "transcriber");
    assert_eq!(known(jigasi.meeting_password()).expose_for(Purpose::Judge), "plain");
    assert!(!known(jigasi.joins_anonymously()));
    assert!(matches!((jigasi.transcribes(), jigasi.telephones()), (Verdict::Yes, Verdict::Yes)));
    assert!(matches!(jigasi.text("org.jitsi.jigasi.LOCAL_REGION"), Fact::Absent(_)));
    assert!(
        matches!(jigasi.text("org.jitsi.jigasi.rest.port"), Fact::Absent(absent) if absent.default.as_deref() == Some("8788"))
    );
}

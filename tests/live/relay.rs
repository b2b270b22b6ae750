//! coturn, with the secret that Prosody has and with another one.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

const SECRET: &str = "not-a-real-secret";

/// coturn in the foreground; it ends with the test.
struct Relay {
    child: Child,
    port: u16,
    tls_port: u16,
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("works").local_addr().expect("works").port()
}

fn start(dir: &Path, more: &str) -> Relay {
    let (port, tls_port) = (free_port(), free_port());
    let config = dir.join("turnserver.conf");
    let key = rcgen::KeyPair::generate().expect("works");
    let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()])
        .expect("works")
        .self_signed(&key)
        .expect("works");
    fs::write(dir.join("cert.pem"), certificate.pem()).expect("works");
    fs::write(dir.join("key.pem"), key.serialize_pem()).expect("works");
    let shown = dir.display();
    let text = format!(
        "listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={port}\ntls-listening-port={tls_port}\nrealm=localhost\n\
         cert={shown}/cert.pem\npkey={shown}/key.pem\npidfile={shown}/pid\nuserdb={shown}/turndb\nlog-file=stdout\nno-cli\n{more}\n"
    );
    fs::write(&config, text).expect("works");
    let log = File::create(dir.join("log")).expect("works");
    let child = Command::new("turnserver")
        .arg("-c")
        .arg(&config)
        .stdout(log.try_clone().expect("works"))
        .stderr(log)
        .stdin(Stdio::null())
        .spawn()
        .expect("coturn is installed (.ci/install-oracles)");
    let relay = Relay { child, port, tls_port };
    let start = Instant::now();
    while [port, tls_port].iter().any(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_err()) {
        let log = fs::read_to_string(dir.join("log")).unwrap_or_default();
        assert!(start.elapsed() < Duration::from_secs(20), "coturn does not listen:\n{log}");
        thread::sleep(Duration::from_millis(50));
    }
    relay
}

/// The rules about relays that fire for a site with one entry, as `(rule, severity)`.
fn findings(root: &Path, entry: &str) -> Vec<(String, String)> {
    let prosody = format!(
        "external_service_secret = \"{SECRET}\"\nexternal_services = {{ {{ {entry}, secret = true, ttl = 86400, algorithm = \"turn\" }} }}\n\
         VirtualHost \"meet.example.org\"\n    authentication = \"anonymous\"\n    modules_enabled = {{ \"external_services\" }}\n"
    );
    for (path, text) in [
        ("etc/prosody/prosody.cfg.lua", prosody.as_str()),
        (
            "etc/jitsi/meet/meet.example.org-config.js",
            "var config = { hosts: { domain: 'meet.example.org' } };\n",
        ),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("works")).expect("works");
        fs::write(path, text).expect("works");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_jitsi-doctor"))
        .args([
            "check",
            "--format",
            "json",
            "--select",
            "network",
            "--online",
            "--allow-private",
            "--timeout",
            "10",
            "--root",
        ])
        .arg(root)
        .output()
        .expect("works");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let diagnostics = report["diagnostics"].as_array().expect("diagnostics").iter();
    let named = diagnostics.map(|it| {
        let text = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
        (text("rule"), text("severity"))
    });
    named.filter(|(rule, _)| rule.starts_with("network/relay")).collect()
}

fn refused() -> Vec<(String, String)> {
    vec![("network/relay-refuses-password".to_owned(), "error".to_owned())]
}

#[test]
fn the_same_secret_and_another_one() {
    for (secret, expected) in [(SECRET, Vec::new()), ("another-secret", refused())] {
        let dir = tempfile::tempdir().expect("works");
        let relay = start(dir.path(), &format!("use-auth-secret\nstatic-auth-secret={secret}"));
        for transport in ["udp", "tcp"] {
            let entry = format!(
                "type = \"turn\", host = \"127.0.0.1\", port = {}, transport = \"{transport}\"",
                relay.port
            );
            assert_eq!(findings(&dir.path().join("root"), &entry), expected, "{secret} over {transport}");
        }
        let entry =
            format!("type = \"turns\", host = \"localhost\", port = {}, transport = \"tcp\"", relay.tls_port);
        let untrusted = vec![("network/relay-not-answering".to_owned(), "warning".to_owned())];
        assert_eq!(findings(&dir.path().join("root"), &entry), untrusted, "self-signed");
    }
}

#[test]
fn nobody_listens() {
    let dir = tempfile::tempdir().expect("works");
    let entry = format!("type = \"turn\", host = \"127.0.0.1\", port = {}, transport = \"tcp\"", free_port());
    let expected = vec![("network/relay-not-answering".to_owned(), "warning".to_owned())];
    assert_eq!(findings(dir.path(), &entry), expected);
}

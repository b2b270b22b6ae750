//! `jitsi-doctor show --model`: the installation as the rules see it, in short.

use std::io::Write;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::args::ShowArgs;
use super::show_value::Writer;
use super::{Exit, Result, input};
use crate::fact::{Absent, Fact, Verdict};
use crate::load::Loader;
use crate::model::{
    self, Deployment, Docker, Identity, Jibri, Jicofo, Jid, Jigasi, Prosody, Site, Videobridge,
};
use crate::text::Span;
use crate::value::Value;

pub(super) fn run(args: &ShowArgs, out: &mut dyn Write) -> Result {
    let root = args.root.as_deref().unwrap_or(Path::new("/"));
    let mut input = input::find(&[], Some(root))?;
    input.located.prosody_version = args.prosody_version;
    let deployment = model::build(&input.located, Loader::new(&input.tree));
    let view = View { deployment: &deployment, writer: Writer { lua: true, secrets: false } };
    let document = json!({
        "jitsi_release": deployment.jitsi_release(),
        "prosody": deployment.prosody.as_ref().map(|prosody| view.prosody(prosody)),
        "sites": deployment.sites().map(|site| view.site(&site)).collect::<Vec<_>>(),
        "jicofo": deployment.jicofo.as_ref().map(|jicofo| view.jicofo(jicofo)),
        "jvb": deployment.jvb.as_ref().map(|jvb| view.jvb(jvb)),
        "docker": deployment.docker.as_ref().map(|docker| view.docker(docker)),
        "jibri": deployment.jibri.as_ref().map(|jibri| view.jibri(jibri)),
        "jigasi": deployment.jigasi.as_ref().map(|jigasi| view.jigasi(jigasi)),
    });
    writeln!(out, "{document:#}")?;
    Ok(Exit::Clean)
}

struct View<'v> {
    deployment: &'v Deployment,
    writer: Writer,
}

impl View<'_> {
    fn place(&self, span: Span) -> String {
        let sources = &self.deployment.sources;
        format!("{}:{}", sources.path(span.file), sources.position(span).line)
    }

    /// A fact: the value with its place, the reason why it is not known, what the program
    /// takes instead, or null.
    fn fact<T>(&self, fact: Fact<T>, show: impl FnOnce(T) -> Json) -> Json {
        match fact {
            Fact::Known(value, origin) => match origin.beaten {
                Some(beaten) => {
                    json!({ "value": show(value), "at": self.place(origin.span), "over": self.place(beaten) })
                }
                None => json!({ "value": show(value), "at": self.place(origin.span) }),
            },
            Fact::Unknown(reason, origin) => {
                json!({ "unknown": self.writer.text(reason.as_str()), "at": self.place(origin.span) })
            }
            Fact::Absent(Absent { default: Some(default), .. }) => json!({ "default": default }),
            Fact::Absent(_) => Json::Null,
        }
    }

    fn text(&self, fact: Fact<String>) -> Json {
        self.fact(fact, |text| self.writer.text(&text))
    }

    fn jid(&self, fact: Fact<Jid>) -> Json {
        self.fact(fact, |jid| Json::from(format!("{}@{}", jid.node, jid.domain)))
    }

    fn prosody(&self, prosody: &Prosody) -> Json {
        let hosts: Vec<Json> = prosody
            .hosts()
            .map(|host| {
                let modules = prosody.modules(host);
                let names: std::collections::BTreeSet<&str> =
                    modules.iter().map(|item| item.text.as_str()).collect();
                json!({
                    "name": host.name,
                    "kind": format!("{:?}", host.kind),
                    "module": host.module.clone().map(|module| self.text(module)),
                    "authentication": self.text(prosody.text(host, "authentication")),
                    "modules": names,
                    "at": self.place(host.place),
                })
            })
            .collect();
        json!({
            "version": prosody.version.map(|version| format!("{version:?}")),
            "complete": prosody.lossy().is_none(),
            "hosts": hosts,
        })
    }

    fn site(&self, site: &Site<'_>) -> Json {
        json!({
            "file": self.deployment.sources.path(site.web.file),
            "domain": self.text(site.web.domain()),
            "anonymous_domain": self.text(site.web.anonymous_domain()),
            "muc": self.text(site.web.muc()),
            "focus": self.text(site.web.focus()),
            "login": self.fact(site.login(), |login| Json::from(format!("{login:?}"))),
            "identities": self.identities(site),
        })
    }

    /// Whether each identity holds; null where there is nothing to compare.
    fn identities(&self, site: &Site<'_>) -> Json {
        let holds = |identity| match site.identity(identity) {
            Some(Verdict::Yes) => Json::from(true),
            Some(Verdict::No) => Json::from(false),
            Some(Verdict::CannotTell(reason, _)) => json!({ "unknown": self.writer.text(reason.as_str()) }),
            None => Json::Null,
        };
        Identity::ALL.into_iter().map(|identity| (format!("{identity:?}"), holds(identity))).collect()
    }

    fn jicofo(&self, jicofo: &Jicofo) -> Json {
        let auth = jicofo.auth();
        json!({
            "jid": self.jid(jicofo.jid()),
            "xmpp_domain": self.text(jicofo.xmpp_domain()),
            "client_proxy": self.text(jicofo.client_proxy()),
            "brewery": self.text(jicofo.brewery()),
            "authentication": {
                "enabled": self.fact(auth.enabled, Json::from),
                "type": self.fact(auth.kind, |kind| Json::from(format!("{kind:?}"))),
                "login_url": self.text(auth.login_url),
            },
        })
    }

    fn docker(&self, docker: &Docker) -> Json {
        let services: Vec<Json> = docker
            .services()
            .map(|service| {
                let environment: serde_json::Map<String, Json> = service
                    .environment()
                    .filter(|entry| entry.node.value != Value::Null)
                    .map(|entry| {
                        let value = self.writer.node(&entry.node);
                        (entry.key.clone(), json!({ "value": value, "at": self.place(entry.node.span) }))
                    })
                    .collect();
                let list = |name: &str| -> Json {
                    service.list(name).iter().map(|node| self.writer.node(node)).collect()
                };
                json!({
                    "name": service.name(),
                    "component": service.component(),
                    "image": self.text(service.image()),
                    "environment": environment,
                    "ports": list("ports"),
                    "volumes": list("volumes"),
                    "at": self.place(service.place()),
                })
            })
            .collect();
        json!({
            "config_directory": self.text(docker.variable("CONFIG")),
            "complete": docker.incomplete().is_none(),
            "services": services,
        })
    }

    fn jvb(&self, jvb: &Videobridge) -> Json {
        let clients: Vec<Json> = jvb
            .clients()
            .iter()
            .map(|client| {
                json!({
                    "id": client.id,
                    "legacy": client.legacy,
                    "hostname": self.text(client.hostname()),
                    "jid": self.jid(client.jid()),
                    "rooms": self.fact(client.muc_jids(), Json::from),
                    "missing": client.missing(),
                    "at": self.place(client.place),
                })
            })
            .collect();
        json!({ "xmpp_clients": clients })
    }

    fn jibri(&self, jibri: &Jibri) -> Json {
        let environments = |environments: Vec<model::JibriEnvironment>| -> Json {
            let shown = environments.iter().map(|environment| {
                json!({
                    "name": self.text(environment.name()),
                    "legacy": environment.legacy,
                    "server_hosts": self.fact(environment.server_hosts(), Json::from),
                    "xmpp_domain": self.text(environment.xmpp_domain()),
                    "base_url": self.text(environment.base_url()),
                    "control_muc": self.jid(environment.control_muc()),
                    "control_login": self.jid(environment.control_login()),
                    "call_login": self.jid(environment.call_login()),
                    "strip_from_room_domain": self.text(environment.strip_from_room_domain()),
                    "usage_timeout_seconds": self.fact(environment.usage_timeout(), |time| Json::from(time.as_secs())),
                    "missing": environment.missing(),
                    "at": self.place(environment.place),
                })
            });
            shown.collect()
        };
        let refused = jibri.refused.as_ref().map(|(file, reason)| {
            json!({ "file": self.deployment.sources.path(*file), "reason": self.writer.text(reason.as_str()) })
        });
        json!({
            "environments": self.fact(jibri.environments(), environments),
            "recordings_directory": self.text(jibri.recordings_directory()),
            "finalize_script": self.text(jibri.finalize_script()),
            "refused": refused,
        })
    }

    fn jigasi(&self, jigasi: &Jigasi) -> Json {
        let accounts: Vec<Json> = jigasi
            .accounts()
            .iter()
            .map(|account| {
                json!({
                    "id": account.id,
                    "sip": account.sip,
                    "jid": self.jid(account.jid()),
                    "server": self.text(account.server()),
                    "brewery": self.text(account.brewery()),
                    "domain_base": self.text(account.domain_base()),
                    "bosh_url_pattern": self.text(account.bosh_url_pattern()),
                    "at": self.place(account.place),
                })
            })
            .collect();
        json!({
            "accounts": accounts,
            "allowed_jid": self.text(jigasi.allowed_jid()),
            "muc_service": self.text(jigasi.muc_service()),
            "meeting_login": self.jid(jigasi.meeting_login()),
            "telephones": matches!(jigasi.telephones(), Verdict::Yes),
            "transcribes": matches!(jigasi.transcribes(), Verdict::Yes),
        })
    }
}

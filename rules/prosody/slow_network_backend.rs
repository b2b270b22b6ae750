//! Prosody is told to work with `select`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct SlowNetworkBackend;

static META: Meta = Meta {
    id: "prosody/slow-network-backend",
    severity: Severity::Info,
    title: "network backend for few connections",
    restart: &[Service::Prosody],
    follows: &["syntax/invalid-lua"],
    page: include_str!("slow_network_backend.md"),
};

impl Rule for SlowNetworkBackend {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let backend = prosody.global_text("network_backend");
        let Some((name, origin)) = sink.known(&backend) else { return };
        if name != "select" {
            return;
        }
        let finding = Finding::new(Problem {
            place: origin.span,
            label: "`select` knows about 1000 connections at most".into(),
            message: "on a server with many people all connections break at once".into(),
            effect: "With `select` Prosody cannot use a connection whose number is 1024 or more (\"Disallowed FD number\"). Each participant \
                     has one or two."
                .into(),
            help: "Write `network_backend = \"epoll\"`, which is what Prosody takes by itself since 0.12.".into(),
        });
        sink.report(finding);
    }
}

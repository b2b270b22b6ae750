//! The file with the main VirtualHost is in `conf.avail`, but nothing includes it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct HostFileNotLinked;

static META: Meta = Meta {
    id: "prosody/host-file-not-linked",
    severity: Severity::Error,
    title: "host file that Prosody does not load",
    restart: &[Service::Prosody],
    follows: &["prosody/include-target-missing"],
    page: include_str!("host_file_not_linked.md"),
};

impl Rule for HostFileNotLinked {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for site in deployment.sites() {
            let domain = site.web.domain();
            let Some((domain, _)) = sink.known(&domain) else { continue };
            let file = deployment.unlinked.iter().find_map(|unlinked| {
                let (_, place) = unlinked.hosts.iter().find(|(name, _)| name == domain)?;
                Some((unlinked.file, *place))
            });
            let Some((file, place)) = file else { continue };
            if prosody.sections().iter().any(|section| section.name == *domain)
                || !sink.no(prosody.virtual_host(domain).exists())
            {
                continue;
            }
            let path = deployment.sources.path(file);
            let include =
                prosody.includes().iter().find(|include| include.pattern.ends_with("conf.d/*.cfg.lua"));
            let name = path.rsplit('/').next().unwrap_or(path);
            let help = match include {
                Some(_) => format!("Link it: `ln -s ../conf.avail/{name} /etc/prosody/conf.d/{name}`."),
                None => "Add `Include \"conf.d/*.cfg.lua\"` as the last line of `/etc/prosody/prosody.cfg.lua`, and see \
                         that the file is linked in `conf.d`."
                    .to_owned(),
            };
            let finding = Finding::new(Problem {
                place,
                label: "nothing loads this file".into(),
                message: format!("nobody can join a meeting on `{domain}`"),
                effect: format!(
                    "The file that opens `{domain}` is in `conf.avail`, but Prosody reads only what its `Include` lines \
                     name. Browsers get \"host-unknown\" and show \"You have been disconnected\"."
                ),
                help,
            })
            .about(domain)
            .related_opt(include.map(|include| include.span), "files are loaded from here");
            sink.report(finding);
        }
    }
}

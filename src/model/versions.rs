//! What is installed, as far as this machine says: it decides what is wrong.
//!
//! Packages say it best. The images of docker-jitsi-meet have the number of the Jitsi release that they are made
//! from (`stable-10184`, `stable-10184-1`). Where neither is known, rules say only what holds for every version.

use super::{Deployment, Docker, Jicofo};
use crate::fact::Fact;

/// The images that are made together for each release.
const IMAGES: [&str; 6] = ["web", "prosody", "jicofo", "jvb", "jibri", "jigasi"];

impl Deployment {
    /// The number of the installed stable release, as 10184: of the packages, or else of the images.
    pub fn jitsi_release(&self) -> Option<u32> {
        match self.packages.is_known() {
            true => self.packages.jitsi_release(),
            false => self.docker.as_ref().and_then(Docker::jitsi_release),
        }
    }
}

impl Jicofo {
    /// Whether everything speaks for one of before 2021, which connects as a Component with a secret and has no
    /// `jicofo.conf` yet.
    pub fn is_component(&self) -> bool {
        let secret = self.layers.env.as_ref().and_then(|(_, env)| env.root.get("JICOFO_SECRET"));
        secret.is_some() && self.layers.hocon.is_none()
    }
}

impl Docker {
    /// The release of the images; `None` where one is another one's, is not of a release, or is not known.
    pub fn jitsi_release(&self) -> Option<u32> {
        let images = self.services().filter(|service| IMAGES.contains(&service.component()));
        let mut releases = images.map(|service| match service.tag() {
            Fact::Known(tag, _) => release_of_tag(&tag),
            _ => None,
        });
        let first = releases.next()??;
        releases.all(|release| release == Some(first)).then_some(first)
    }
}

/// The release of an image's tag: what follows is the count of rebuilds.
fn release_of_tag(tag: &str) -> Option<u32> {
    let number = tag.strip_prefix("stable-")?;
    let (number, rebuilt) = number.split_once('-').unwrap_or((number, "0"));
    rebuilt.parse::<u32>().ok()?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Loader, MemoryTree};
    use crate::locate;
    use crate::model::build;

    #[test]
    fn tags() {
        for (tag, release) in [
            ("stable-10184", Some(10184)),
            ("stable-10184-1", Some(10184)),
            ("stable", None),
            ("stable-", None),
            ("stable-10184-rc", None),
            ("unstable-2025-01-01", None),
            ("latest", None),
            ("10184", None),
        ] {
            assert_eq!(release_of_tag(tag), release, "{tag}");
        }
    }

    fn release(web: &str, jvb: &str, dotenv: &str) -> Option<u32> {
        let mut tree = MemoryTree::new();
        let compose = format!(
            "services:\n  web:\n    image: jitsi/web:{web}\n  jvb:\n    image: ghcr.io/jitsi/jvb:{jvb}\n  \
             proxy:\n    image: traefik:v3\n"
        );
        tree.file("docker-compose.yml", compose).file(".env", dotenv);
        build(&locate::find(&tree), Loader::new(&tree)).jitsi_release()
    }

    #[test]
    fn images_of_one_release_tell_it() {
        assert_eq!(release("stable-10184-1", "stable-10184", ""), Some(10184));
        assert_eq!(release("stable-10184", "stable-9955", ""), None);
        assert_eq!(release("stable-10184", "unstable", ""), None);
        let variable = "${JITSI_IMAGE_VERSION:-unstable}";
        assert_eq!(release(variable, variable, "JITSI_IMAGE_VERSION=stable-9909\n"), Some(9909));
        assert_eq!(release(variable, variable, ""), None);
    }
}

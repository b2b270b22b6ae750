//! Jicofo is not told where bridges announce themselves.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct BreweryUnset;

static META: Meta = Meta {
    id: "bridge/brewery-unset",
    severity: Severity::Error,
    title: "Jicofo watches no room of bridges",
    restart: &[Service::Jicofo],
    follows: &["syntax/invalid-hocon", "jicofo/section-outside-root", "jicofo/legacy-file-not-read"],
    page: include_str!("brewery_unset.md"),
};

impl Rule for BreweryUnset {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        // Bridges of that time are Components too, which Jicofo finds by itself.
        if jicofo.is_component() {
            return;
        }
        let brewery = jicofo.brewery();
        if !sink.absent(&brewery) || jicofo.layers.is_misspelt("jicofo.bridge.brewery-jid") {
            return;
        }
        let room =
            deployment.jvb.iter().flat_map(|jvb| jvb.clients()).find_map(|client| match client.muc_jids() {
                Fact::Known(rooms, origin) => Some((rooms.first()?.trim().to_owned(), origin.span)),
                _ => None,
            });
        let start = jicofo.layers.hocon.as_ref().map(|(file, _)| crate::text::Span::start_of(*file));
        let Some(place) = brewery.place().or(start) else { return };
        let wanted = room.as_ref().map_or("jvbbrewery@internal.auth.…", |(room, _)| room);
        let legacy = jicofo.layers.legacy.as_ref().map(|(file, _)| crate::text::Span::start_of(*file));
        let finding = Finding::new(Problem {
            place,
            label: "`jicofo.bridge.brewery-jid` is missing".into(),
            message: "meetings of three or more people have no audio and no video: Jicofo looks for no bridge".into(),
            effect: "Jicofo finds bridges in the room that `brewery-jid` names. Without one it logs \"No bridge detector \
                     configured.\" and never uses a bridge."
                .into(),
            help: format!("Add `jicofo.bridge.brewery-jid = \"{wanted}\"` to jicofo.conf."),
        });
        let finding = match &room {
            Some((_, span)) => finding.related(*span, "the bridge announces itself in this room"),
            None => finding,
        };
        sink.report(finding.about("brewery-jid").related_opt(legacy, "it is not in this file either"));
    }
}

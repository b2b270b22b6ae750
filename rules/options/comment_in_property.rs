//! A comment behind the value of a property.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::Deployment;
use crate::secret::Purpose;

/// See the page.
pub struct CommentInProperty;

static META: Meta = Meta {
    id: "options/comment-in-property",
    severity: Severity::Warning,
    title: "comment that is part of a value",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jigasi],
    follows: &["jicofo/legacy-file-not-read"],
    page: include_str!("comment_in_property.md"),
};

impl Rule for CommentInProperty {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for layers in deployment.layers() {
            let Some((_, document)) = &layers.legacy else { continue };
            let reads = layers.reads_legacy();
            if matches!(reads, Verdict::No) {
                continue;
            }
            for entry in document.root.iter() {
                let is_option = PREFIXES.iter().any(|prefix| entry.key.starts_with(prefix));
                let Some(value) = entry.node.value.text_for(Purpose::Judge).filter(|_| is_option) else {
                    continue;
                };
                if ![" # ", " // ", "\t# ", "\t// "].iter().any(|comment| value.contains(comment)) {
                    continue;
                }
                let place = entry.node.span;
                if let Verdict::CannotTell(reason, _) = &reads {
                    sink.cannot_tell(reason.clone(), Some(place));
                    continue;
                }
                let key = &entry.key;
                sink.report(
                    Finding::new(Problem {
                        place,
                        label: "the value goes on to the end of the line".into(),
                        message: format!("`{key}` has a wrong value: the comment is part of it"),
                        effect: "In a file of Java properties a comment begins with `#` at the beginning of a line. Behind a \
                                 value it belongs to the value."
                            .into(),
                        help: "Move the comment to a line of its own.".into(),
                    })
                    .restart_what_reads(deployment, place),
                );
            }
        }
    }
}

const PREFIXES: [&str; 3] = ["org.jitsi.", "org.ice4j.", "net.java.sip.communicator."];

//! The bridge looks after its health more seldom than it must.

use crate::catalogue::VIDEOBRIDGE;
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;

/// See the page.
pub struct HealthTimeoutTooShort;

static META: Meta = Meta {
    id: "bridge/health-timeout-too-short",
    severity: Severity::Warning,
    title: "health check that is always too late",
    restart: &[Service::Videobridge],
    follows: &["syntax/invalid-hocon", "options/malformed-value"],
    page: include_str!("health_timeout_too_short.md"),
};

impl Rule for HealthTimeoutTooShort {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let (interval, timeout) = (jvb.layers.duration(INTERVAL), jvb.layers.duration(TIMEOUT));
        // Without either line nothing can be wrong.
        if !interval.is_set() && !timeout.is_set() {
            return;
        }
        let (mut times, mut place) = ([core::time::Duration::ZERO; 2], None);
        for (at, (fact, default)) in [(&interval, 60), (&timeout, 90)].into_iter().enumerate() {
            times[at] = match fact {
                Fact::Absent(_) => core::time::Duration::from_secs(default),
                set => {
                    let Some((time, origin)) = sink.known(set) else { return };
                    place = Some(origin.span);
                    *time
                }
            };
        }
        let (Some(place), [interval_time, timeout_time]) = (place, times) else { return };
        if timeout_time > interval_time {
            return;
        }
        let default = |path: &str| VIDEOBRIDGE.default_of(path).unwrap_or_default().to_owned();
        let finding = Finding::new(Problem {
            place,
            label: format!("checked every {interval_time:?}, and out of date after {timeout_time:?}"),
            message: "again and again Jicofo takes the bridge out of service: new people have no audio and no video".into(),
            effect: "Videobridge counts as ill when its last check is older than `timeout` (\"No health checks performed \
                     recently\"). The checks are `interval` apart, so that before each it is ill."
                .into(),
            help: format!(
                "Write a `timeout` that is longer than `interval`, or remove both lines: the defaults are {} and {}.",
                default(TIMEOUT),
                default(INTERVAL)
            ),
        });
        let other = [&interval, &timeout].into_iter().filter(|fact| fact.is_set()).find_map(Fact::place);
        sink.report(finding.related_opt(other.filter(|other| *other != place), "the other time"));
    }
}

const INTERVAL: &str = "videobridge.health.interval";
const TIMEOUT: &str = "videobridge.health.timeout";

//! Asks everything at once, in a limited time.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::contact::{Contact, Failed};
use super::reach::{Reach, refused_name};
use super::trust::Trust;
use super::{Probe, unknown};

/// The version of the document.
const FORMAT: u32 = 1;
/// So many are asked at the same time.
const THREADS: usize = 16;
/// No installation names more; a file may be made to.
const MAX_PROBES: usize = 200;

/// Finds the addresses of a host.
pub type Resolver = Arc<dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// How the network is asked.
#[derive(Clone)]
pub struct Network {
    /// How far questions go.
    pub reach: Reach,
    /// How long all of it may take together.
    pub budget: Duration,
    /// Whether the configuration is that of another machine, which may reach more or less than this one.
    pub elsewhere: bool,
    resolver: Resolver,
    trust: Arc<Trust>,
}

impl Network {
    /// The network as this machine sees it.
    pub fn here(reach: Reach, budget: Duration) -> Self {
        let resolver = Arc::new(|host: &str, port: u16| Ok((host, port).to_socket_addrs()?.collect()));
        Network { reach, budget, elsewhere: false, resolver, trust: Arc::new(Trust::of_this_machine()) }
    }

    /// The network with other names and authorities.
    #[cfg(test)]
    pub(super) fn with(reach: Reach, budget: Duration, resolver: Resolver, trust: Trust) -> Self {
        Network { reach, budget, elsewhere: false, resolver, trust: Arc::new(trust) }
    }

    #[cfg(test)]
    pub(super) fn set_resolver(&mut self, resolver: Resolver) {
        self.resolver = resolver;
    }

    /// Looks a host up and leaves only addresses that may be asked.
    fn contact(&self, host: &str, port: u16, deadline: Instant) -> Result<Contact, Failed> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if let Some(reason) = refused_name(bare) {
            return Err(Failed::Perhaps(reason.to_owned()));
        }
        let found = match bare.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) => (self.resolver)(bare, port).map_err(|error| lookup_failed(&error))?,
        };
        let refused = found.iter().find_map(|address| self.reach.refuses(address.ip()));
        let allowed: BTreeSet<SocketAddr> =
            found.into_iter().filter(|address| self.reach.refuses(address.ip()).is_none()).collect();
        if let (true, Some(reason)) = (allowed.is_empty(), refused) {
            return Err(Failed::Perhaps(reason.to_owned()));
        }
        let addresses = allowed.into_iter().take(8).collect();
        Ok(Contact { host: bare.to_owned(), port, addresses, deadline, trust: self.trust.clone() })
    }

    fn answer(&self, probe: Probe, deadline: Instant) -> Value {
        let asked =
            catch_unwind(AssertUnwindSafe(|| match self.contact(&probe.host, probe.port, deadline) {
                Ok(contact) => (probe.ask)(&contact),
                Err(failed) => failed.to_fact(),
            }));
        asked.unwrap_or_else(|_| unknown("asking it failed inside of this program; please report that"))
    }
}

/// A name that is surely not there is a fact; a name server that does not answer is none.
fn lookup_failed(error: &io::Error) -> Failed {
    let text = error.to_string();
    let surely = ["Name or service not known", "Name does not resolve", "No address associated"];
    match surely.iter().any(|known| text.contains(known)) {
        true => Failed::Surely("no-such-name", "the name is not known to the DNS".to_owned()),
        false => Failed::Perhaps(format!("its address could not be looked up ({text})")),
    }
}

/// Asks everything and returns the document. `progress` is told how many of how many are answered.
pub fn run(network: &Network, mut probes: Vec<Probe>, progress: &mut dyn FnMut(usize, usize)) -> String {
    let deadline = Instant::now() + network.budget;
    let mut keys: Vec<(&'static str, String)> = Vec::new();
    let mut seen = BTreeSet::new();
    probes.retain(|probe| seen.insert((probe.kind, probe.subject.clone())));
    let left_out = probes.split_off(probes.len().min(MAX_PROBES));
    keys.extend(probes.iter().map(|probe| (probe.kind, probe.subject.clone())));

    let total = probes.len();
    let queue: Arc<Mutex<VecDeque<(usize, Probe)>>> =
        Arc::new(Mutex::new(probes.into_iter().enumerate().collect()));
    let (sender, answers) = mpsc::channel();
    for _ in 0..THREADS.min(total) {
        let (queue, sender, network) = (queue.clone(), sender.clone(), network.clone());
        // Looking up a name cannot be interrupted, so nobody waits for these threads: only for what they send.
        let work = move || loop {
            let next = queue.lock().ok().and_then(|mut queue| queue.pop_front());
            let Some((at, probe)) = next.filter(|_| Instant::now() < deadline) else { return };
            if sender.send((at, network.answer(probe, deadline))).is_err() {
                return;
            }
        };
        // Without a thread the others do its work; without any, nothing is learnt.
        let _ = thread::Builder::new().name("probe".to_owned()).spawn(work);
    }
    drop(sender);

    let mut learnt: Vec<Option<Value>> = vec![None; total];
    let mut done = 0;
    progress(done, total);
    while done < total {
        match answers.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok((at, value)) => {
                learnt[at] = Some(value);
                done += 1;
                progress(done, total);
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    let late = || Failed::timeout().to_fact();
    let known = keys.into_iter().zip(learnt).map(|(key, value)| (key, value.unwrap_or_else(late)));
    let too_many = left_out.into_iter().map(|probe| {
        (
            (probe.kind, probe.subject),
            unknown(format!("more than {MAX_PROBES} questions would have been asked")),
        )
    });
    document(network, known.chain(too_many))
}

fn document(network: &Network, facts: impl Iterator<Item = ((&'static str, String), Value)>) -> String {
    let mut kinds = Map::new();
    for ((kind, subject), value) in facts {
        let kind = kinds.entry(kind).or_insert_with(|| Value::Object(Map::new()));
        if let Some(kind) = kind.as_object_mut() {
            kind.insert(subject, value);
        }
    }
    let mut root = Map::new();
    root.insert("format".to_owned(), FORMAT.into());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    root.insert("taken".to_owned(), now.into());
    if network.elsewhere {
        root.insert("elsewhere".to_owned(), true.into());
    }
    root.insert("probes".to_owned(), Value::Object(kinds));
    // Such a document of texts and numbers can always be written.
    serde_json::to_string_pretty(&Value::Object(root)).unwrap_or_default()
}

//! One host that a probe may talk to, and why talking to it failed.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::trust::Trust;
use super::unknown;

/// What a probe may use: addresses that were checked, and the time that is left.
pub struct Contact {
    /// The name or address as the configuration has it.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Its addresses. No others may be asked.
    pub addresses: Vec<SocketAddr>,
    /// Until when the answer must be there.
    pub deadline: Instant,
    pub(super) trust: Arc<Trust>,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failed {
    /// There is none, and that is a fact: the word for it, and the detail.
    Surely(&'static str, String),
    /// It could not be learnt.
    Perhaps(String),
}

impl Contact {
    /// The time that is left, at least a millisecond, since zero means for ever to some functions.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1))
    }

    /// Whether no time is left.
    pub fn is_late(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Connects to the first address that answers.
    pub fn tcp(&self) -> Result<TcpStream, Failed> {
        let mut failed = None;
        for (at, address) in self.addresses.iter().enumerate() {
            let share = self.remaining() / u32::try_from(self.addresses.len() - at).unwrap_or(1);
            match TcpStream::connect_timeout(address, share.max(Duration::from_millis(1))) {
                Ok(stream) => {
                    let time = Some(self.remaining());
                    stream
                        .set_read_timeout(time)
                        .and(stream.set_write_timeout(time))
                        .map_err(|error| Failed::of(&error))?;
                    return Ok(stream);
                }
                Err(error) => {
                    // A machine without IPv6 says nothing about the other end.
                    let why = Failed::of(&error);
                    if failed.is_none() || matches!(why, Failed::Surely(..)) {
                        failed = Some(why);
                    }
                }
            }
        }
        Err(failed.unwrap_or_else(|| Failed::Perhaps("there is no address to ask".to_owned())))
    }
}

impl Failed {
    /// Tells an error of the network: the innermost cause that is known.
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut next = Some(error);
        let mut io_error = None;
        // No chain is longer; one that runs in a circle must end.
        for _ in 0..20 {
            let Some(error) = next else { break };
            if let Some(tls) = error.downcast_ref::<rustls::Error>() {
                return Failed::of_tls(tls);
            }
            // hyper's own error has no type that could be named here.
            if error.to_string() == "connection closed before message completed" {
                return Failed::of_io(&io::Error::from(ErrorKind::UnexpectedEof));
            }
            next = match error.downcast_ref::<io::Error>() {
                // What an `io::Error` wraps is not its source, but its content.
                Some(io) => {
                    io_error = Some(io);
                    io.get_ref().map(|inner| inner as &(dyn Error + 'static))
                }
                None => error.source(),
            };
        }
        io_error.map_or_else(|| Failed::Perhaps(format!("the request failed ({error})")), Failed::of_io)
    }

    fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::ConnectionRefused => Failed::Surely("refused", "the connection is refused".to_owned()),
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::UnexpectedEof
            | ErrorKind::BrokenPipe => {
                Failed::Surely("closed", "the connection is closed without an answer".to_owned())
            }
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Failed::timeout(),
            _ => Failed::Perhaps(format!("the connection failed ({error})")),
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        use rustls::CertificateError as Bad;
        let why = match error {
            rustls::Error::InvalidCertificate(bad) => match bad {
                Bad::Expired | Bad::ExpiredContext { .. } => "the certificate has expired",
                Bad::NotValidYet | Bad::NotValidYetContext { .. } => "the certificate is not valid yet",
                Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
                    "the certificate is for another name"
                }
                Bad::UnknownIssuer | Bad::BadSignature => {
                    "the certificate is signed by nobody whom this machine trusts, or its intermediate certificate is not sent along"
                }
                Bad::Revoked => "the certificate is revoked",
                // What one library refuses, another may accept: an old signature, a form that is unusual.
                _ => return Failed::Perhaps(format!("the certificate could not be checked ({bad:?})")),
            },
            rustls::Error::InvalidMessage(_) => {
                return Failed::Surely("no-tls", "what answers does not speak TLS".to_owned());
            }
            other => return Failed::Perhaps(format!("the TLS handshake failed ({other})")),
        };
        Failed::Surely("untrusted", why.to_owned())
    }

    /// No answer in time: the other end may be slow, or the way there is blocked.
    pub fn timeout() -> Self {
        Failed::Perhaps("no answer came in time (`--timeout 20` waits longer)".to_owned())
    }

    /// The fact.
    pub fn to_fact(&self) -> Value {
        match self {
            Failed::Surely(word, detail) => json!({ "failed": word, "detail": detail }),
            Failed::Perhaps(reason) => unknown(reason.as_str()),
        }
    }
}

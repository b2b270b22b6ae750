//! Probes against servers on the loopback.

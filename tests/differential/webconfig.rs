//! config.js against Node.

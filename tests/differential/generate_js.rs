//! Random config.js.

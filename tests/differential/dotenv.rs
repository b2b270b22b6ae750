//! .env

//! Names of directives, as far as mistakes are explained with them.

/// Directives that end with `;`. Left out are names that also are arguments: `ssl`, `http2`, `break`,
/// `proxy_protocol`, `index`, `user`, `internal`, `default`.
const SIMPLE: &[&str] = &[
    "access_log",
    "add_header",
    "alias",
    "allow",
    "client_max_body_size",
    "default_type",
    "deny",
    "error_log",
    "error_page",
    "expires",
    "gzip_comp_level",
    "gzip_min_length",
    "gzip_proxied",
    "gzip_types",
    "gzip_vary",
    "include",
    "keepalive_timeout",
    "listen",
    "proxy_buffering",
    "proxy_cache",
    "proxy_connect_timeout",
    "proxy_hide_header",
    "proxy_http_version",
    "proxy_pass",
    "proxy_read_timeout",
    "proxy_send_timeout",
    "proxy_set_header",
    "proxy_ssl_verify",
    "resolver",
    "return",
    "rewrite",
    "root",
    "sendfile",
    "server_name",
    "server_names_hash_bucket_size",
    "server_tokens",
    "set",
    "set_real_ip_from",
    "ssi_types",
    "ssl_certificate",
    "ssl_certificate_key",
    "ssl_ciphers",
    "ssl_dhparam",
    "ssl_preread",
    "ssl_prefer_server_ciphers",
    "ssl_protocols",
    "ssl_session_cache",
    "ssl_session_tickets",
    "ssl_session_timeout",
    "ssl_stapling",
    "ssl_stapling_verify",
    "ssl_trusted_certificate",
    "tcp_nodelay",
    "tcp_nopush",
    "try_files",
    "types_hash_max_size",
    "worker_connections",
    "worker_processes",
    "worker_rlimit_nofile",
];

/// Directives that open a block. `server` is not one of them: in an `upstream` it ends with `;`.
const BLOCKS: &[&str] =
    &["events", "geo", "http", "if", "limit_except", "location", "map", "split_clients", "types", "upstream"];

/// Blocks whose lines are data: their first word is no directive.
const DATA: &[&str] = &["charset_map", "geo", "map", "split_clients", "types"];

pub(super) fn is_simple(name: &str) -> bool {
    SIMPLE.contains(&name)
}

pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

pub(super) fn holds_data(name: &str) -> bool {
    DATA.contains(&name)
}

/// Whether a word that starts a line must be meant as a directive, whatever comes before it.
pub(super) fn starts_directive(word: &str) -> bool {
    is_simple(word) || matches!(word, "events" | "http" | "location" | "server" | "upstream" | "if" | "map")
}

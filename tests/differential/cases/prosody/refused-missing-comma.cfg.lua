modules_enabled = {
    "roster"
    "tls",
}

modules_enabled = { "roster", MISSING, "tls" }
VirtualHost "a.example.com"

modules_enabled = { "roster", "tls", nil }
VirtualHost "a.example.com"

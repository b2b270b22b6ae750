modules_enabled:append { "tls" }
VirtualHost "x.example.com"
modules_enabled = { "bosh" }

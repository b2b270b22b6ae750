modules_enabled = { "roster" }
modules_enabled:append { "tls" }:append { "ping" }
c = modules_enabled:append { "d" }:value()
VirtualHost "a.example.com"

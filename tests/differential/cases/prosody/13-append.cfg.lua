modules_enabled = { "roster"; "saslauth" }
modules_enabled:append { "tls"; "ping" }
modules_enabled:append { }
admins = { }
admins:append { "focus@auth.example.com" }
VirtualHost "meet.example.com"

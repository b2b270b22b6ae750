modules_enabled = { "roster" }
modules_enabled { "tls" }
modules_enabled ({ "ping" })
VirtualHost "meet.example.com"
    modules_enabled = { "bosh" }
    modules_enabled { "websocket" } { "muc_lobby_rooms" }

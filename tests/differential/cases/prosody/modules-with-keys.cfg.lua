modules_enabled = { "ping", tls = true, [5] = "late" }
VirtualHost "a.example.com"
    modules_enabled = { lobby = "muc_lobby_rooms" }

modules_enabled = "ping"
VirtualHost "a.example.com"
    modules_enabled = "muc_lobby_rooms"

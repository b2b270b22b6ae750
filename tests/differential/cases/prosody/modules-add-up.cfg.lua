modules_enabled = { "roster", "tls", "saslauth", "bosh", "smacks" }
modules_disabled = { "s2s", "offline" }
VirtualHost "a.example.com"
    modules_enabled = { "ping", "muc_lobby_rooms" }
    modules_disabled = { "bosh" }
VirtualHost "b.example.com"
Component "conference.example.com" "muc"
    modules_enabled = { "muc_meeting_id", "polls" }
Component "focus.example.com" "client_proxy"

modules_enabled = { "ping" }
VirtualHost "a.example.com"
    modules_enabled = { "bosh", "ping" }
    modules_disabled = { "bosh", "iq" }
Component "c.example.com" "muc"
    modules_disabled = { "muc", "s2s" }

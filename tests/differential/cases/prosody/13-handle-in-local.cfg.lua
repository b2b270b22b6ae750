modules_enabled = { "roster" }
local handle = modules_enabled
handle:append { "tls" }
handle { "ping" }
VirtualHost "meet.example.com"
    modules_enabled = { "own" }
    handle:append { "global" }

modules_enabled = { "roster" }
Include "more.lua"
modules_enabled:append { "last" }
VirtualHost "x.example.com"

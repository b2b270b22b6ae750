a = 1
a = 2
modules_enabled = { "x" }
modules_enabled:append { "y" }
modules_enabled = { "z" }
VirtualHost "h.example.com"
    a = 3
    a = 4

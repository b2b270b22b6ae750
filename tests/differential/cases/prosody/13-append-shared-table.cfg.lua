local common = { "roster" }
modules_enabled = common
VirtualHost "a.example.com"
    modules_enabled = common
    modules_enabled:append { "bosh" }

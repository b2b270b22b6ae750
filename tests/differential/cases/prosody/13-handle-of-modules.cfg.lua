common = { "roster" }
modules_enabled = common
VirtualHost "meet.example.com"

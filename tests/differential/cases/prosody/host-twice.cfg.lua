VirtualHost "a.example.com"
    modules_enabled = { "ping" }
    a = 1
VirtualHost "b.example.com"
VirtualHost "A.example.com"
    modules_enabled = { "bosh" }

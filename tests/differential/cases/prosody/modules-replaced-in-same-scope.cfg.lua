VirtualHost "a.example.com"
    modules_enabled = { "ping" }
    modules_enabled = { "bosh" }

modules_enabled = { "roster" }
VirtualHost "meet.example.com"
    modules_enabled { "bosh" }

enabled = false
VirtualHost "inherits.example.com"
VirtualHost "on.example.com"
    enabled = true

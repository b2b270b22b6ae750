VirtualHost "off.example.com"
    enabled = false
VirtualHost "text.example.com"
    enabled = "false"
VirtualHost "on.example.com"
    enabled = true
Component "gone.example.com" "muc"
    enabled = false

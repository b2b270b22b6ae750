Component "a.example.com" "muc"
VirtualHost "a.example.com"

VirtualHost "a.example.com" "muc"

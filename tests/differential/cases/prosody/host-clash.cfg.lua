VirtualHost "a.example.com"
Component "a.example.com" "muc"

a = 1
VirtualHost "a.example.com"
a = 3

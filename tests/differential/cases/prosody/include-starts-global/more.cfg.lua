g = "global"
VirtualHost "b.example.com"
    c = 3

a = 1
b = a
VirtualHost "a.example.com"
    c = a

VirtualHost "h.example.com" { a = 1 }
VirtualHost "h.example.com"
    a = 2
    b = a

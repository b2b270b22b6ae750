a = 1
a = 2
VirtualHost "a.example.com"
    a = 3
    b = {
        1,
    }
    b = {
        2,
    }
VirtualHost "b.example.com"
    a = 4

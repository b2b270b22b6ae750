VirtualHost "a.example.com"
__currenthost = "*"
b = 1

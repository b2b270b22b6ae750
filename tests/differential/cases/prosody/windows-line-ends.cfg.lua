a = 1
a = 2
b = [[x
y]]
VirtualHost "a.example.com"

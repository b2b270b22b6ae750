VirtualHost "MÜNCHEN.Example.com"
a = 1
VirtualHost "straße.example.com"
b = 1
VirtualHost "ΒΌΛΟΣ.example.com"
c = 1
VirtualHost "ПРИМЕР.example.com"
d = 1
VirtualHost "例え.example.com"
e = 1
VirtualHost "meet​­.example.com"
f = 1
VirtualHost "a\0b"
g = 1

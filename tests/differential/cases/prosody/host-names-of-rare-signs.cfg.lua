VirtualHost "ｍｅｅｔ.example.com"
a = 1
VirtualHost "café.example.com"
b = 1

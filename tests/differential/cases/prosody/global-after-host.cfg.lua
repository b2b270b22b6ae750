a = "global"
VirtualHost "a.example.com"
    a = "host"
-- this looks global and is not
b = "still the host's"

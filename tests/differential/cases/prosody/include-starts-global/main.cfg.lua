VirtualHost "a.example.com"
    a = 1
Include "more.cfg.lua"
b = 2

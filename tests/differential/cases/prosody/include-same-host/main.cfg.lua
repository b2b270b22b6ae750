VirtualHost "a.example.com"
 a = 1
 b = 1
Include "one.lua"

Include "one.lua"
VirtualHost "a.example.com"
Include "one.lua"

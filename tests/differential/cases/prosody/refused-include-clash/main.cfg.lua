VirtualHost "a.example.com"
Include "one.lua"

host = "meet.example.com"
component = "x"
include = "y"
VirtualHost "a.example.com"
    host = "z"
    b = 1

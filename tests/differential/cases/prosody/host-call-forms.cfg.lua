VirtualHost("a.example.com")
x = 1
VirtualHost [[b.example.com]]
x = 2
Host "c.example.com"
x = 3
host 'd.example.com'
x = 4
component "e.example.com" "muc"
x = 5

a = 2
same = 1
VirtualHost "x.example.com"
    app_id = "two"
Component "c.example.com"

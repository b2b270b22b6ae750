a = 1
same = 1
VirtualHost "x.example.com"
    app_id = "one"
Component "c.example.com" "muc"

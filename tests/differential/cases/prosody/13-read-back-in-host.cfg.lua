app_id = "global"
VirtualHost "a.example.com"
    copied = app_id
    app_id = "own"
    again = app_id
VirtualHost "b.example.com"
    again = app_id or "none"

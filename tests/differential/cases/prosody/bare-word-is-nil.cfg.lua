authentication = internal_hashed
app_secret = MY_SECRET
VirtualHost "a.example.com"
    authentication = token

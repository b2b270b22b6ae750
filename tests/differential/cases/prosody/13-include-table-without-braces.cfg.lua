VirtualHost "x.example.com" (nil)

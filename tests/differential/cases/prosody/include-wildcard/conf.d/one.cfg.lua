VirtualHost "one.example.com"
 x = 1

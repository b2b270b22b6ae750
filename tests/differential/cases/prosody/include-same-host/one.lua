VirtualHost "a.example.com"
 a = 2

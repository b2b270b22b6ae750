VirtualHost "meet‮.example.com"
a = 1

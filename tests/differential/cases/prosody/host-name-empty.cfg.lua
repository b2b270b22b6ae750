VirtualHost ""
a = 1

VirtualHost "a.example.com"
b = __currenthost

VirtualHost(5)
    a = 1

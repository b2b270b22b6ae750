a = 1
VirtualHost(nil)

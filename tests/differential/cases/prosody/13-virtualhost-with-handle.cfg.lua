options = { a = 1 }
VirtualHost "c.example.com" (options)
after = true

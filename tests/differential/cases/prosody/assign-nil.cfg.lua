a = 1
a = nil
VirtualHost "a.example.com"
    b = ENV_UNSET and 1

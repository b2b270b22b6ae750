domain = "example.com"
if domain then
    VirtualHost(domain)
        app_id = "x"
end

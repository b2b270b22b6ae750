RunScript "names.lua"
app_id = domain
VirtualHost (domain)
a = 1

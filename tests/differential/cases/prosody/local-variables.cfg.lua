local domain = "meet.example.com"
local ports = { 5222, 5223 }
c2s_ports = ports
VirtualHost(domain)
    app_id = domain
Component("conference." .. domain) "muc"
    muc_mapper_domain_base = domain

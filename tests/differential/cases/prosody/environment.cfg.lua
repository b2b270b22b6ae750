a = ENV_DOMAIN
b = ENV_EMPTY
c = ENV_DOMAIN .. ":" .. ENV_PORT
d = os.getenv("DOMAIN")
if ENV_PORT == "5280" then e = "default port" end
VirtualHost(ENV_DOMAIN)

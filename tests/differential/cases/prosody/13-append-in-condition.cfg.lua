modules_enabled = { "roster" }
if ENV_DOMAIN == "env.example.com" then
    modules_enabled:append { "bosh" }
end
for _, name in Lua.ipairs { "one", "two" } do
    modules_enabled:append { name }
end
VirtualHost "meet.example.com"

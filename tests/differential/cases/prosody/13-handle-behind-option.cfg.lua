plugin_paths = { "/a" }
app_id = plugin_paths
app_id { "b" }
app_id:append { "c" }
again = plugin_paths:value()
behind = app_id:value()
VirtualHost "meet.example.com"
modules_enabled = { "muc" }
modules_disabled = modules_enabled
for _, name in Lua.ipairs { "x", "y" } do
	modules_disabled:append { name }
end

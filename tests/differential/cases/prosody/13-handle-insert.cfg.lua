modules_enabled = { "roster" }
Lua.table.insert(modules_enabled, "bosh")
VirtualHost "meet.example.com"

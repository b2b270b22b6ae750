admins = { "a" }
owners = admins
Lua.table.insert(owners, "b")
all = admins:value()

admins = { "a@example.com" }
local handle = admins
owners = handle
handle.option_name = "missing"
all = owners:value():value()

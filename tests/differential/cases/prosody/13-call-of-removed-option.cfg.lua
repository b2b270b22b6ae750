admins = { "a@example.com" }
local handle = admins
admins = nil
handle { "b@example.com" }
list = handle:value()

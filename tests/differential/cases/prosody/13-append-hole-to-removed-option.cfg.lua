admins = { "a@example.com" }
local handle = admins
admins = nil
handle:append { "a", nil, "c" }

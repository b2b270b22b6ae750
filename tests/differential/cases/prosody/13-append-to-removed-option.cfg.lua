admins = { "a@example.com" }
local handle = admins
admins = nil
handle:append { "b@example.com" }
handle { "c@example.com" }

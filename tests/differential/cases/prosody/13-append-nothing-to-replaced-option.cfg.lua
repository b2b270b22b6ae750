admins = { "a@example.com" }
local handle = admins
admins = "a@example.com"
handle:append { }
handle:append { nil }

admins = { "a@example.com" }
ssl = { key = "k" }
owners = admins
owners:append { option_name = "ssl" }
local one = owners:value()
key = one:value()

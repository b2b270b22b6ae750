admins = { "a@example.com" }
owners = admins
all = owners:value():value()

admins = { "a" }
domain = ENV_NOT_SET:lower()

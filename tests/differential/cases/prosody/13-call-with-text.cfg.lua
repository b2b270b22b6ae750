admins = { "a@example.com" }
admins "b@example.com"

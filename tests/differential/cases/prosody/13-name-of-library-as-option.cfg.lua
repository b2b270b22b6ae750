log = { info = "/var/log/x" }
type = "a"
b = type
table = { "x" }
table:append { "y" }

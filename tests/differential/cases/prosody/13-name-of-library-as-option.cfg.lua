log = { info = "/var/log/x" }
type = "a"
b = type

authentication = "token"
authentication:append { "x" }

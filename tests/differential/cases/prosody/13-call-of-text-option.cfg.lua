authentication = "token"
authentication "internal_hashed"

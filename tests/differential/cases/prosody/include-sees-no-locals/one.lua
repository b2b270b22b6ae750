a = domain

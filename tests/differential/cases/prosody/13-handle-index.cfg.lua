modules = { "roster" }
first = modules[1]

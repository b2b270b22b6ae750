b = "real"

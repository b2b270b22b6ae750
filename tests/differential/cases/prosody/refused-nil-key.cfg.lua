a = 1
b = { [missing] = 1 }

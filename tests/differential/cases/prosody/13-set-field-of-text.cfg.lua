name = "x"
name.field = 1

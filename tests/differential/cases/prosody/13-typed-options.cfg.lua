number = "12"
flag = "true"
wrong = "yes"
list = { "one" }
single = "one"
period = "2 days"
never = false
nested = { { host = "x"; port = 1 }; { host = "y" } }

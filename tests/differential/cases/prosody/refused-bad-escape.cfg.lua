a = 1
b = "C:\path"

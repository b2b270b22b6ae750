a = "x"; b = 'y'; c = [[z]]; d = [==[
]]z]==]
n = 5222 f = 1.5 h = 0x1F e = 1e3 g = 0x.8p1 t = true u = false

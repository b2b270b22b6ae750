a = 3.0 .. "" b = 1e15 .. "" c = 0.1 .. "" d = 1e100 .. "" e = -7 .. "" f = 2^53 .. ""
g = tonumber("0x10") h = tonumber(" 5 ") i = tonumber("five") j = tostring(1e3)

local t = {}
for i = 3, 1, -1 do t[#t + 1] = i end
a = t
local n = 0
while n < 5 do n = n + 1; if n == 3 then break end end
b = n
repeat n = n + 2 until n > 10
c = n
for k, v in pairs { only = "one" } do d = k .. v end

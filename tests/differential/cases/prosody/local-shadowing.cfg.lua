local x = "outer"
do local x = "inner"; a = x end
b = x
local x = x .. "!"
c = x

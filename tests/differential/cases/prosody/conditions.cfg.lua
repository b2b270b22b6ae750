local tls = true
if tls and not false then a = 1 else a = 2 end
if nil then b = 1 elseif 0 then b = 2 end
c = tls and "yes" or "no"
d = false or nil
e = nil or {}

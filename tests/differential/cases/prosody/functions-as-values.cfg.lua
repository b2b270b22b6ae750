callback = function (x) return x end
function named() end
log = { { levels = { min = "info" }, to = function() end } }

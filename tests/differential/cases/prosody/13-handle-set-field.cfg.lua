limits = { c2s = { rate = "1kb/s" } }
limits.s2s = 5
modules_enabled = { "a" }
modules_enabled[#modules_enabled + 1] = "b"

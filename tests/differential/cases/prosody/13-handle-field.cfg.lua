limits = { c2s = { rate = "1kb/s" } }
rate = limits.c2s

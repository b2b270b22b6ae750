limits = { c2s = { rate = "10kb/s" } }
limits:append { s2sin = { rate = "30kb/s" } }
limits:append { c2s = { rate = "512kb/s" } }
storage = { }
storage { accounts = "internal" }
mixed = { "a" }
mixed:append { key = "v" }
other = { key = "v" }
other:append { "a", "b" }
both = { "a" }
both:append { "b"; lost = true }

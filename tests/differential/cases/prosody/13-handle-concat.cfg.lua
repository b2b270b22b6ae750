modules = { "roster" }
text = "x" .. modules

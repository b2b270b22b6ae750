b = "main"

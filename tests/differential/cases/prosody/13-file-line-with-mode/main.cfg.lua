a = FileLine("text", "*a")

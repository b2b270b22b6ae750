a = FileLine("empty")

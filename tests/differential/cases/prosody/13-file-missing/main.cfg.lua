a = FileLine("no-such-file")

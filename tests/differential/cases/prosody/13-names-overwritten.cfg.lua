FileLine = "x"
Credential = "y"
Lua = "z"
a = FileLine

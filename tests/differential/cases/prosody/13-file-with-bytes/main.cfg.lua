app_secret = FileContents("bytes")
first = FileLine("crlf")
lines = FileLines("crlf")
again = FileContents("crlf") .. "!"

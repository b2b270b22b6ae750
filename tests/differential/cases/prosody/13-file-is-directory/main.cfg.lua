a = 1
app_secret = FileContents("sub")

secret_text = FileContents("sub/secret")
app_id = FileLine("sub/secret")
admins = FileLines("./sub/admins")
none = FileLines("sub/empty")
all = FileContents("sub/empty")
VirtualHost "meet.example.com"
    modules_enabled = FileLines("sub/modules")

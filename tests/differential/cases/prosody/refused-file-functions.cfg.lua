a = 1
b = FileLine "/etc/secret"

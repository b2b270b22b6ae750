ssl = { key = "/k" }
ssl.certificate = "/c"

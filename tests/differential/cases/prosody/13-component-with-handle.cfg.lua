options = { a = 1 }
Component "c.example.com" (options)

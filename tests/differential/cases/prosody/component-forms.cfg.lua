Component "a.example.com" "muc"
    x = 1
Component "b.example.com" "muc" { x = 2 }
Component("c.example.com")("muc")
    x = 3
Component "d.example.com" { component_secret = "s" }
Component "e.example.com"
    component_secret = "t"

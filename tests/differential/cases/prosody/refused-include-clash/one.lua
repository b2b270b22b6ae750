x = 1
Component "a.example.com" "muc"

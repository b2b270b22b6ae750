Component "two.example.com" "muc"
 x = 2

Component "conference.example.com" "muc"
    a = 1
Component "conference.example.com"
    b = 2

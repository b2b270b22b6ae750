a = 1
b = meet.example.com

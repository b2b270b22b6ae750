domain = "meet.example.com"

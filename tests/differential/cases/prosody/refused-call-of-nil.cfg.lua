a = 1
Virtualhost "a.example.com"

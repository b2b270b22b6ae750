app_secret = Credential("jitsi")

a = "tab\tnewline\n\65\x41\u{e9}\z
       joined" b = 'it\'s' c = "line \
continued" d = "\\ \" \0 end"

modules_enabled = { "vcard", "vcard_legacy" }
VirtualHost "a.example.com"
VirtualHost "b.example.com"
    modules_disabled = { "vcard_legacy" }

modules_enabled = { "roster" }
modules_enabled:append()

modules_enabled = { "a" }
modules_enabled:append { "b" }

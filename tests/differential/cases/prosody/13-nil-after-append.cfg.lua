modules_enabled = { "x" }
modules_enabled:append { "y" }
modules_enabled = nil
gone = modules_enabled

local common = { "muc_meeting_id"; "tls" }
modules_enabled = common
Component "conference.example.com" "muc"
    modules_enabled = common
Component "other.example.com" "muc"
    modules_enabled = { "muc_meeting_id"; "tls" }

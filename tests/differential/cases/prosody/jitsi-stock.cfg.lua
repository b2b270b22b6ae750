plugin_paths = { "/usr/share/jitsi-meet/prosody-plugins/" }
muc_mapper_domain_base = "meet.example.com";
external_service_secret = "secret";
external_services = {
     { type = "stun", host = "meet.example.com", port = 3478 },
     { type = "turn", host = "meet.example.com", port = 3478, transport = "udp", secret = true, ttl = 86400, algorithm = "turn" },
};
cross_domain_bosh = false;
consider_bosh_secure = true;
unlimited_jids = { "focus@auth.meet.example.com", "jvb@auth.meet.example.com" }
VirtualHost "meet.example.com"
    authentication = "internal_hashed"
    ssl = {
        key = "/etc/prosody/certs/meet.example.com.key";
        certificate = "/etc/prosody/certs/meet.example.com.crt";
    }
    modules_enabled = { "bosh"; "websocket"; "smacks"; "ping"; "external_services"; "muc_lobby_rooms"; }
    c2s_require_encryption = false
    lobby_muc = "lobby.meet.example.com"
    main_muc = "conference.meet.example.com"
VirtualHost "guest.meet.example.com"
    authentication = "anonymous"
Component "conference.meet.example.com" "muc"
    restrict_room_creation = true
    storage = "memory"
    modules_enabled = { "muc_hide_all"; "muc_meeting_id"; }
    admins = { "focus@auth.meet.example.com" }
    muc_room_locking = false
VirtualHost "auth.meet.example.com"
    modules_enabled = { "limits_exception"; "smacks"; }
    authentication = "internal_hashed"
    smacks_hibernation_time = 15;
Component "focus.meet.example.com" "client_proxy"
    target_address = "focus@auth.meet.example.com"

//! Mistakes in the components of the rooms.

use super::Edit::Change;
use super::{Fault, HOST, WEB};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "config.js names another component of the rooms",
        on: "open",
        edits: &[Change(WEB, "'conference.' + subdomain", "'muc.' + subdomain")],
        rule: "rooms/muc-component-missing",
        at: (WEB, 45),
        folded: &["rooms/main-muc-mismatch"],
    },
    Fault {
        name: "the component of the lobby is gone",
        on: "open",
        edits: &[Change(
            HOST,
            "Component \"lobby.meet.acme.org\" \"muc\"",
            "Component \"lobbies.meet.acme.org\" \"muc\"",
        )],
        rule: "rooms/lobby-component-missing",
        at: (HOST, 57),
        folded: &[],
    },
    Fault {
        name: "the component of the breakout rooms is gone",
        on: "open",
        edits: &[Change(
            HOST,
            "Component \"breakout.meet.acme.org\" \"muc\"",
            "Component \"rooms.meet.acme.org\" \"muc\"",
        )],
        rule: "rooms/breakout-component-missing",
        at: (HOST, 58),
        folded: &["rooms/component-without-rooms"],
    },
    Fault {
        name: "the lobby is not told its component",
        on: "open",
        edits: &[Change(HOST, "    lobby_muc = \"lobby.meet.acme.org\"\n", "")],
        rule: "rooms/lobby-options-missing",
        at: (HOST, 51),
        folded: &[],
    },
    Fault {
        name: "the lobby is on the guests' host too",
        on: "secure-domain",
        edits: &[Change(
            HOST,
            "    c2s_require_encryption = false\n    modules_enabled = {\n        \"smacks\";\n    }",
            "    c2s_require_encryption = false\n    modules_enabled = {\n        \"smacks\";\n        \"muc_lobby_rooms\";\n    }\n    lobby_muc = \"lobby.meet.acme.org\"\n    main_muc = \"conference.meet.acme.org\"",
        )],
        rule: "rooms/lobby-on-several-hosts",
        at: (HOST, 65),
        folded: &[],
    },
    Fault {
        name: "the lobby belongs to other rooms",
        on: "open",
        edits: &[Change(HOST, "main_muc = \"conference.meet.acme.org\"", "main_muc = \"muc.meet.acme.org\"")],
        rule: "rooms/main-muc-mismatch",
        at: (HOST, 60),
        folded: &[],
    },
    Fault {
        name: "tenants are mapped below another name",
        on: "open",
        edits: &[Change(
            HOST,
            "muc_mapper_domain_base = \"meet.acme.org\"",
            "muc_mapper_domain_base = \"acme.org\"",
        )],
        rule: "rooms/mapper-base-mismatch",
        at: (HOST, 5),
        folded: &[],
    },
    Fault {
        name: "tenants are mapped below no name",
        on: "open",
        edits: &[Change(HOST, "muc_mapper_domain_base = \"meet.acme.org\";\n", "")],
        rule: "rooms/mapper-base-missing",
        at: (HOST, 49),
        folded: &[],
    },
    Fault {
        name: "admins of components are no owners of rooms",
        on: "secure-domain",
        edits: &[Change(HOST, "component_admins_as_room_owners = true\n", "")],
        rule: "rooms/admins-not-owners",
        at: (HOST, 67),
        folded: &[],
    },
    Fault {
        name: "anybody may open rooms",
        on: "open",
        edits: &[Change(
            HOST,
            "Component \"conference.meet.acme.org\" \"muc\"\n    restrict_room_creation = true\n",
            "Component \"conference.meet.acme.org\" \"muc\"\n",
        )],
        rule: "rooms/unrestricted-room-creation",
        at: (HOST, 64),
        folded: &[],
    },
    Fault {
        name: "the statistics of speakers look at other rooms",
        on: "open",
        edits: &[Change(
            HOST,
            "Component \"speakerstats.meet.acme.org\" \"speakerstats_component\"\n    muc_component = \"conference.meet.acme.org\"",
            "Component \"speakerstats.meet.acme.org\" \"speakerstats_component\"\n    muc_component = \"muc.meet.acme.org\"",
        )],
        rule: "rooms/component-without-rooms",
        at: (HOST, 123),
        folded: &[],
    },
    Fault {
        name: "waiting for a host without a lobby",
        on: "keycloak",
        edits: &[Change(HOST, "        \"muc_lobby_rooms\";\n", "")],
        rule: "rooms/wait-for-host-without-lobby",
        at: (HOST, 84),
        folded: &["prosody/option-without-module", "rooms/persistent-lobby-without-lobby"],
    },
    Fault {
        name: "a hand-made list lets jicofo not pass a password",
        on: "open",
        edits: &[Change(
            HOST,
            "    muc_password_whitelist = {\n        \"focus@auth.meet.acme.org\"\n    }\n",
            "",
        )],
        rule: "rooms/focus-not-whitelisted",
        at: (HOST, 74),
        folded: &[],
    },
];

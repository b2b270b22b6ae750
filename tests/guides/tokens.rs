//! Tokens with a shared secret.

use super::*;

const TOKEN_LINES: &str = "authentication = \"token\"\n    app_id = \"acme\"\n    app_secret = \"Zk3vQ8sXw1LmN6tRb5YcH2jPd9FgUa7E\"";

/// A short guide for tokens with a shared secret, and guests.
pub const SHARED_SECRET: Guide = Guide {
    name: "tokens with a shared secret",
    // The guide stops where guests can open rooms of their own, and where the room in a token counts for nothing.
    traps: &[
        ("auth/token-guests-create-rooms", PROSODY, "modules_enabled = {"),
        ("auth/token-verification-missing", PROSODY, "modules_enabled = {"),
    ],
    steps: &[
        Step {
            name: "tokens on the main host",
            apply: |tree| login(tree, TOKEN_LINES),
            left_out: &[],
            slips: &[
                Slip {
                    name: "tokens for token",
                    apply: |tree| login(tree, &TOKEN_LINES.replace("\"token\"", "\"tokens\"")),
                    found: &[("auth/unknown-login-method", PROSODY, "\"tokens\"")],
                },
                Slip {
                    name: "no app_id",
                    apply: |tree| login(tree, &TOKEN_LINES.replace("    app_id = \"acme\"\n", "")),
                    found: &[("auth/jwt-app-id-missing", PROSODY, "VirtualHost \"meet.acme.org\"")],
                },
                Slip {
                    name: "no app_secret",
                    apply: |tree| {
                        login(tree, &TOKEN_LINES[..TOKEN_LINES.find("    app_secret").expect("a line")]);
                    },
                    found: &[("auth/jwt-key-source-missing", PROSODY, "VirtualHost \"meet.acme.org\"")],
                },
                Slip {
                    name: "the path of the key, as the guide says",
                    apply: |tree| {
                        login(
                            tree,
                            &TOKEN_LINES
                                .replace("Zk3vQ8sXw1LmN6tRb5YcH2jPd9FgUa7E", "/etc/prosody/certs/jwt.key"),
                        );
                    },
                    found: &[("auth/jwt-secret-is-a-path", PROSODY, "app_secret = ")],
                },
                Slip {
                    name: "only the options, not the method",
                    apply: |tree| login(tree, &TOKEN_LINES.replace("\"token\"", "\"jitsi-anonymous\"")),
                    found: &[(
                        "auth/token-method-not-switched",
                        PROSODY,
                        "authentication = \"jitsi-anonymous\"",
                    )],
                },
                Slip {
                    name: "the secret in config.js",
                    apply: |tree| {
                        login(tree, TOKEN_LINES);
                        append(tree, CONFIG_JS, "config.app_secret = 'Zk3vQ8sXw1LmN6tRb5YcH2jPd9FgUa7E';\n");
                    },
                    found: &[("auth/jwt-secret-in-web-config", CONFIG_JS, "config.app_secret = ")],
                },
            ],
        },
        secure_domain::GUEST_STEP,
        secure_domain::ANONYMOUSDOMAIN_STEP,
    ],
};

/// What Debian's package for tokens changes: the method, its options, and the check in the rooms.
fn package(tree: &mut MemoryTree) {
    login(tree, TOKEN_LINES);
    muc_module(tree, "        \"token_verification\";\n");
}

const JITSI_GUEST: &str = "VirtualHost \"guest.meet.acme.org\"\n    authentication = \"jitsi-anonymous\"\n    c2s_require_encryption = false\n";

/// The longer guide: tokens, a lobby that opens by itself, and guests who wait there for a host.
pub const WITH_LOBBY: Guide = Guide {
    name: "tokens with lobby and wait-for-host",
    // The guide lets everybody in without a token, and whoever comes to the main host counts as a host.
    traps: &[("auth/empty-token-with-wait-for-host", PROSODY, "allow_empty_token = true")],
    steps: &[
        Step {
            name: "the package for tokens",
            apply: package,
            left_out: &[("rooms/wait-for-host-without-login", PROSODY, ANONYMOUS)],
            slips: &[
                Slip {
                    name: "the package could not switch the method",
                    apply: |tree| {
                        package(tree);
                        edit(tree, PROSODY, "\"token\"\n", "\"internal_hashed\"\n");
                        account(tree);
                    },
                    found: &[(
                        "auth/token-method-not-switched",
                        PROSODY,
                        "authentication = \"internal_hashed\"",
                    )],
                },
                Slip {
                    name: "the check in the wrong section",
                    apply: |tree| {
                        login(tree, TOKEN_LINES);
                        main_module(tree, "        \"token_verification\";\n");
                    },
                    found: &[("prosody/misplaced-module", PROSODY, "\"token_verification\"")],
                },
                Slip {
                    name: "no check",
                    apply: |tree| login(tree, TOKEN_LINES),
                    found: &[("auth/token-verification-missing", PROSODY, "modules_enabled = {")],
                },
            ],
        },
        Step {
            name: "allow_empty_token",
            apply: |tree| {
                edit(
                    tree,
                    PROSODY,
                    "    c2s_require_encryption = false\n    lobby_muc",
                    "    c2s_require_encryption = false\n    allow_empty_token = true\n    lobby_muc",
                );
            },
            left_out: &[("auth/token-verification-blocks-guests", PROSODY, "\"token_verification\"")],
            slips: &[],
        },
        Step {
            name: "persistent_lobby",
            apply: |tree| main_module(tree, "        \"persistent_lobby\";\n"),
            left_out: &[("rooms/wait-for-host-without-lobby", PROSODY, "\"muc_wait_for_host\"")],
            slips: &[
                Slip {
                    name: "on the rooms' component",
                    apply: |tree| {
                        edit(
                            tree,
                            PROSODY,
                            "        \"muc_password_whitelist\";\n",
                            "        \"persistent_lobby\";\n        \"muc_password_whitelist\";\n",
                        );
                    },
                    found: &[("prosody/misplaced-module", PROSODY, "\"persistent_lobby\"")],
                },
                Slip {
                    name: "no comma and no semicolon",
                    apply: |tree| main_module(tree, "        \"persistent_lobby\"\n        \"ping\";\n"),
                    found: &[("syntax/invalid-lua", PROSODY, "\"persistent_lobby\"")],
                },
            ],
        },
        Step {
            name: "muc_wait_for_host",
            apply: |tree| {
                edit(
                    tree,
                    PROSODY,
                    "        \"muc_password_whitelist\";\n",
                    "        \"muc_wait_for_host\";\n        \"muc_password_whitelist\";\n",
                );
            },
            left_out: &[("auth/token-guests-create-rooms", PROSODY, "modules_enabled = {")],
            slips: &[Slip {
                name: "on the main host",
                apply: |tree| main_module(tree, "        \"muc_wait_for_host\";\n"),
                found: &[("prosody/misplaced-module", PROSODY, "\"muc_wait_for_host\"")],
            }],
        },
        Step {
            name: "a VirtualHost for guests",
            apply: |tree| after_main(tree, JITSI_GUEST),
            left_out: &[("auth/guest-host-missing", CONFIG_JS, "anonymousdomain: 'guest.meet.acme.org'")],
            slips: &[Slip {
                name: "with Prosody's own anonymous login",
                apply: |tree| after_main(tree, &JITSI_GUEST.replace("jitsi-anonymous", "anonymous")),
                found: &[("auth/plain-anonymous-guest", PROSODY, "authentication = \"anonymous\"")],
            }],
        },
        secure_domain::ANONYMOUSDOMAIN_STEP,
        Step {
            name: "jicofo.conf stays as it is",
            apply: |_| {},
            left_out: &[],
            slips: &[Slip {
                name: "authentication switched on, as old texts say",
                apply: |tree| {
                    edit(
                        tree,
                        JICOFO,
                        "jicofo {\n",
                        "jicofo {\n  authentication: { enabled: true, type: JWT, login-url: meet.acme.org }\n",
                    );
                },
                found: &[("auth/jicofo-auth-with-wait-for-host", JICOFO, "authentication: {")],
            }],
        },
    ],
};

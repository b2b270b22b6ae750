//! Accounts for hosts, and guests once a room is open.

use super::*;

pub const GUEST: &str = "VirtualHost \"guest.meet.acme.org\"\n    authentication = \"anonymous\"\n    c2s_require_encryption = false\n";

pub const GUEST_STEP: Step = Step {
    name: "a VirtualHost for guests",
    apply: |tree| after_main(tree, GUEST),
    left_out: &[("auth/guest-host-missing", CONFIG_JS, "anonymousdomain: 'guest.meet.acme.org'")],
    slips: &[
        Slip {
            name: "another name",
            apply: |tree| after_main(tree, &GUEST.replace("guest.", "guests.")),
            found: &[("auth/guest-host-missing", CONFIG_JS, "anonymousdomain: 'guest.meet.acme.org'")],
        },
        Slip {
            name: "without its login method",
            apply: |tree| after_main(tree, &GUEST.replace("    authentication = \"anonymous\"\n", "")),
            found: &[("auth/guest-host-not-anonymous", PROSODY, "VirtualHost \"guest.meet.acme.org\"")],
        },
        Slip {
            name: "with passwords",
            apply: |tree| after_main(tree, &GUEST.replace("anonymous", "internal_hashed")),
            found: &[("auth/guest-host-not-anonymous", PROSODY, "authentication = \"internal_hashed\"")],
        },
        Slip {
            name: "a quote is missing",
            apply: |tree| after_main(tree, &GUEST.replace("org\"", "org")),
            found: &[("syntax/invalid-lua", PROSODY, "VirtualHost \"guest.meet.acme.org")],
        },
    ],
};

pub const ANONYMOUSDOMAIN_STEP: Step = Step {
    name: "anonymousdomain in config.js",
    apply: |tree| in_hosts(tree, "anonymousdomain: 'guest.meet.acme.org',"),
    left_out: &[("auth/anonymousdomain-missing", CONFIG_JS, "hosts: {")],
    slips: &[
        Slip {
            name: "the comma is missing",
            apply: |tree| in_hosts(tree, "anonymousdomain: 'guest.meet.acme.org'"),
            found: &[("syntax/invalid-javascript", CONFIG_JS, "anonymousdomain: 'guest.meet.acme.org'")],
        },
        Slip {
            name: "another name",
            apply: |tree| in_hosts(tree, "anonymousdomain: 'guest.acme.org',"),
            found: &[("auth/guest-host-missing", CONFIG_JS, "anonymousdomain: 'guest.acme.org'")],
        },
        Slip {
            name: "the main domain",
            apply: |tree| in_hosts(tree, "anonymousdomain: 'meet.acme.org',"),
            found: &[("auth/anonymousdomain-is-main-domain", CONFIG_JS, "anonymousdomain: 'meet.acme.org'")],
        },
        Slip {
            name: "typographic quotes",
            apply: |tree| in_hosts(tree, "anonymousdomain: ‘guest.meet.acme.org’,"),
            found: &[("syntax/invalid-javascript", CONFIG_JS, "anonymousdomain: ‘guest.meet.acme.org’")],
        },
        Slip {
            name: "outside of hosts",
            apply: |tree| {
                edit(
                    tree,
                    CONFIG_JS,
                    "var config = {\n",
                    "var config = {\n    anonymousdomain: 'guest.meet.acme.org',\n",
                );
            },
            found: &[(
                "web/hosts-key-outside-hosts",
                CONFIG_JS,
                "    anonymousdomain: 'guest.meet.acme.org'",
            )],
        },
    ],
};

const PASSWORD_STEP: Step = Step {
    name: "passwords on the main host",
    apply: |tree| login(tree, "authentication = \"internal_hashed\""),
    left_out: &[("auth/jicofo-auth-with-anonymous-host", PROSODY, ANONYMOUS)],
    slips: &[
        Slip {
            name: "a dash for the underscore",
            apply: |tree| login(tree, "authentication = \"internal-hashed\""),
            found: &[("auth/unknown-login-method", PROSODY, "\"internal-hashed\"")],
        },
        Slip {
            name: "no quotes",
            apply: |tree| login(tree, "authentication = internal_hashed"),
            found: &[("syntax/unquoted-lua-value", PROSODY, "authentication = internal_hashed")],
        },
        Slip {
            name: "typographic quotes",
            apply: |tree| login(tree, "authentication = “internal_hashed”"),
            found: &[("syntax/invalid-lua", PROSODY, "authentication = “internal_hashed”")],
        },
        Slip {
            name: "a comment as in JavaScript",
            apply: |tree| login(tree, "authentication = \"internal_hashed\" // passwords"),
            found: &[("syntax/invalid-lua", PROSODY, "// passwords")],
        },
    ],
};

const ACCOUNT_STEP: Step = Step {
    name: "an account",
    apply: account,
    left_out: &[("auth/no-accounts", PROSODY, "authentication = \"internal_hashed\"")],
    slips: &[Slip {
        name: "on the domain of the services",
        apply: |tree| {
            tree.file("var/lib/prosody/auth%2emeet%2eacme%2eorg/accounts/alice.dat", "return { };\n");
        },
        found: &[("auth/no-accounts", PROSODY, "authentication = \"internal_hashed\"")],
    }],
};

/// The old way: a legacy property switches on Jicofo's login check.
pub const WITH_PROPERTY: Guide = Guide {
    name: "secure domain with Jicofo's property",
    traps: &[],
    steps: &[
        PASSWORD_STEP,
        GUEST_STEP,
        ANONYMOUSDOMAIN_STEP,
        Step {
            name: "Jicofo's property",
            apply: |tree| append(tree, LEGACY, "org.jitsi.jicofo.auth.URL=XMPP:meet.acme.org\n"),
            left_out: &[("auth/jicofo-login-check-missing", JICOFO, "jicofo {")],
            slips: &[
                Slip {
                    name: "without XMPP:",
                    apply: |tree| append(tree, LEGACY, "org.jitsi.jicofo.auth.URL=meet.acme.org\n"),
                    found: &[("auth/jicofo-legacy-url-without-type", LEGACY, "auth.URL=meet.acme.org")],
                },
                Slip {
                    name: "xmpp: in lower case",
                    apply: |tree| append(tree, LEGACY, "org.jitsi.jicofo.auth.URL=xmpp:meet.acme.org\n"),
                    found: &[("auth/jicofo-legacy-url-without-type", LEGACY, "auth.URL=xmpp:meet.acme.org")],
                },
                Slip {
                    name: "another domain",
                    apply: |tree| append(tree, LEGACY, "org.jitsi.jicofo.auth.URL=XMPP:auth.meet.acme.org\n"),
                    found: &[("auth/jicofo-login-url-mismatch", LEGACY, "XMPP:auth.meet.acme.org")],
                },
            ],
        },
        ACCOUNT_STEP,
    ],
};

const AUTH_BLOCK: &str =
    "  authentication: {\n    enabled: true\n    type: XMPP\n    login-url: meet.acme.org\n  }\n";

fn jicofo_block(tree: &mut MemoryTree, block: &str) {
    edit(tree, JICOFO, "jicofo {\n", &format!("jicofo {{\n{block}"));
}

/// Today's way: a block in `jicofo.conf`.
pub const WITH_BLOCK: Guide = Guide {
    name: "secure domain with a block in jicofo.conf",
    traps: &[],
    steps: &[
        PASSWORD_STEP,
        GUEST_STEP,
        ANONYMOUSDOMAIN_STEP,
        Step {
            name: "Jicofo's block",
            apply: |tree| jicofo_block(tree, AUTH_BLOCK),
            left_out: &[("auth/jicofo-login-check-missing", JICOFO, "jicofo {")],
            slips: &[
                Slip {
                    name: "no type",
                    apply: |tree| jicofo_block(tree, &AUTH_BLOCK.replace("    type: XMPP\n", "")),
                    found: &[("auth/jicofo-auth-without-type", JICOFO, "enabled: true")],
                },
                Slip {
                    name: "the type in lower case",
                    apply: |tree| jicofo_block(tree, &AUTH_BLOCK.replace("XMPP", "xmpp")),
                    found: &[("auth/jicofo-auth-type-invalid", JICOFO, "type: xmpp")],
                },
                Slip {
                    name: "no login-url",
                    apply: |tree| {
                        jicofo_block(tree, &AUTH_BLOCK.replace("    login-url: meet.acme.org\n", ""))
                    },
                    found: &[("auth/jicofo-login-url-missing", JICOFO, "authentication: {")],
                },
                Slip {
                    name: "the prefix of the property in login-url",
                    apply: |tree| {
                        jicofo_block(tree, &AUTH_BLOCK.replace("meet.acme.org", "\"XMPP:meet.acme.org\""));
                    },
                    found: &[("auth/jicofo-login-url-mismatch", JICOFO, "login-url: \"XMPP:meet.acme.org\"")],
                },
                Slip {
                    name: "the block after the last brace",
                    apply: |tree| append(tree, JICOFO, AUTH_BLOCK),
                    found: &[("jicofo/section-outside-root", JICOFO, "  authentication: {")],
                },
                Slip {
                    name: "a brace is missing",
                    apply: |tree| jicofo_block(tree, &AUTH_BLOCK.replace("  }\n", "")),
                    found: &[("syntax/invalid-hocon", JICOFO, "authentication: {")],
                },
            ],
        },
        ACCOUNT_STEP,
    ],
};

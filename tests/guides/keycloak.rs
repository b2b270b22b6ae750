//! Login with Keycloak on the same address, guests who wait in the lobby.

use super::*;

const ISSUERS: &str = "asap_accepted_issuers = { \"https://meet.acme.org/realms/jitsi-realm\" }\n";
const AUDIENCES: &str = "asap_accepted_audiences = { \"account\" }\n";
const NO_ROOM: &str = "asap_require_room_claim = false;\n";
const CERTS: &str = "https://meet.acme.org/realms/jitsi-realm/protocol/openid-connect/certs";

fn before_main(tree: &mut MemoryTree, lines: &str) {
    edit(
        tree,
        PROSODY,
        "VirtualHost \"meet.acme.org\"\n",
        &format!("{lines}VirtualHost \"meet.acme.org\"\n"),
    );
}

fn token_host(tree: &mut MemoryTree, app_id: &str, keys: &str) {
    let keys = if keys.is_empty() { String::new() } else { format!("    cache_keys_url = \"{keys}\"\n") };
    let lines = format!("authentication = \"token\"\n{app_id}    allow_empty_token = false\n{keys}");
    login(tree, lines.trim_end());
}

const APP_ID: &str = "    app_id = \"jitsi\"\n";

const GUEST: &str = "VirtualHost \"guest.meet.acme.org\"\n    authentication = \"jitsi-anonymous\"\n    \
                     c2s_require_encryption = false\n    modules_enabled = {\n        \"smacks\";\n    }\n";

const LOCATION: &str = "    location ~ ^/realms/(.*) {\n        proxy_pass http://localhost:18080;\n        \
                        proxy_set_header Host $host;\n        proxy_set_header X-Forwarded-Proto $scheme;\n    }\n";

const AUTH_URL: &str = "config.tokenAuthUrl='https://'+ config.hosts.domain + '/realms/jitsi-realm/protocol/openid-connect/auth\
?client_id=jitsi&response_type=code&scope=openid&state={state}&redirect_uri=https://'+ config.hosts.domain + '/static/sso.html\
&code_challenge={code_challenge}&code_challenge_method=S256';\n";
const LOGOUT_URL: &str = "config.tokenLogoutUrl='https://'+ config.hosts.domain + '/realms/jitsi-realm/protocol/openid-connect/logout\
?post_logout_redirect_uri=https://'+ config.hosts.domain + '/static/logout.html';\n";
const INLINE: &str = "config.tokenAuthInline=true;\n";
const SSO: &str = "config.sso={ ssoService: config.hosts.domain, tokenService: config.hosts.domain + \
'/realms/jitsi-realm/protocol/openid-connect', clientId: \"jitsi\" };\n";

fn wait_for_host(tree: &mut MemoryTree) {
    edit(
        tree,
        PROSODY,
        "        \"muc_password_whitelist\";\n",
        "        \"muc_wait_for_host\";\n        \"muc_password_whitelist\";\n",
    );
}

/// The official page, step by step.
pub const KEYCLOAK: Guide = Guide {
    name: "Keycloak",
    traps: &[("proxy/keycloak-resources-missing", NGINX, "location ~ ^/realms/(.*)")],
    steps: &[
        Step {
            name: "the location for Keycloak",
            apply: |tree| {
                edit(tree, NGINX, "    # XMPP over HTTP\n", &format!("{LOCATION}    # XMPP over HTTP\n"))
            },
            left_out: &[("proxy/keycloak-location-missing", CONFIG_JS, "config.tokenAuthUrl=")],
            slips: &[Slip {
                name: "at the end of the server",
                apply: |tree| {
                    let last = "        rewrite ^/([^/?&:'\"]+)/(.*)$ /$2;\n    }\n";
                    edit(tree, NGINX, last, &format!("{last}{LOCATION}"));
                },
                found: &[("proxy/keycloak-location-shadowed", NGINX, "location ~ ^/realms/(.*)")],
            }],
        },
        Step {
            name: "the issuers",
            apply: |tree| before_main(tree, ISSUERS),
            left_out: &[("auth/oidc-issuer-mismatch", PROSODY, "cache_keys_url = ")],
            slips: &[
                Slip {
                    name: "a slash at the end",
                    apply: |tree| before_main(tree, &ISSUERS.replace("realm\"", "realm/\"")),
                    found: &[("auth/oidc-issuer-mismatch", PROSODY, "asap_accepted_issuers")],
                },
                Slip {
                    name: "http",
                    apply: |tree| before_main(tree, &ISSUERS.replace("https", "http")),
                    found: &[("auth/oidc-issuer-mismatch", PROSODY, "asap_accepted_issuers")],
                },
            ],
        },
        Step {
            name: "the audiences",
            apply: |tree| before_main(tree, AUDIENCES),
            // Any audience is accepted then: less strict, nothing breaks.
            left_out: &[],
            slips: &[],
        },
        Step {
            name: "no room claim",
            apply: |tree| before_main(tree, NO_ROOM),
            left_out: &[("auth/oidc-room-claim-required", PROSODY, "cache_keys_url = ")],
            slips: &[],
        },
        Step {
            name: "tokens on the main host",
            apply: |tree| token_host(tree, APP_ID, CERTS),
            left_out: &[("rooms/wait-for-host-without-login", PROSODY, ANONYMOUS)],
            slips: &[
                Slip {
                    name: "no app_id",
                    apply: |tree| token_host(tree, "", CERTS),
                    found: &[("auth/jwt-app-id-missing", PROSODY, "VirtualHost \"meet.acme.org\"")],
                },
                Slip {
                    name: "no cache_keys_url",
                    apply: |tree| token_host(tree, APP_ID, ""),
                    found: &[("auth/jwt-key-source-missing", PROSODY, "VirtualHost \"meet.acme.org\"")],
                },
                Slip {
                    name: "the discovery document instead of the keys",
                    apply: |tree| {
                        token_host(
                            tree,
                            APP_ID,
                            "https://meet.acme.org/realms/jitsi-realm/.well-known/openid-configuration",
                        );
                    },
                    found: &[("auth/oidc-keys-url-is-not-a-key-set", PROSODY, "cache_keys_url = ")],
                },
                Slip {
                    name: "another realm",
                    apply: |tree| token_host(tree, APP_ID, &CERTS.replace("jitsi-realm", "jitsi")),
                    found: &[("auth/oidc-issuer-mismatch", PROSODY, "asap_accepted_issuers")],
                },
            ],
        },
        Step {
            name: "a VirtualHost for guests",
            apply: |tree| after_main(tree, GUEST),
            left_out: &[("auth/guest-host-missing", CONFIG_JS, "anonymousdomain: 'guest.meet.acme.org'")],
            slips: &[Slip {
                name: "with Prosody's own anonymous login",
                apply: |tree| after_main(tree, &GUEST.replace("jitsi-anonymous", "anonymous")),
                found: &[("auth/plain-anonymous-guest", PROSODY, "authentication = \"anonymous\"")],
            }],
        },
        Step {
            name: "persistent_lobby",
            apply: |tree| main_module(tree, "        \"persistent_lobby\";\n"),
            left_out: &[("rooms/wait-for-host-without-lobby", PROSODY, "\"muc_wait_for_host\"")],
            slips: &[],
        },
        Step {
            name: "muc_wait_for_host",
            apply: wait_for_host,
            left_out: &[("auth/token-guests-create-rooms", PROSODY, "modules_enabled = {")],
            slips: &[
                Slip {
                    name: "the line as it stands on the page, with its back-tick",
                    apply: |tree| {
                        wait_for_host(tree);
                        let line = "Component \"conference.meet.acme.org\" \"muc\"\n";
                        edit(tree, PROSODY, line, &format!("{}`\n", line.trim_end()));
                    },
                    found: &[("syntax/invalid-lua", PROSODY, "\"muc\"`")],
                },
                Slip {
                    name: "a list of its own beside the one that is there",
                    apply: |tree| {
                        let line = "    muc_room_locking = false\n    muc_room_default_public_jids = true\n\nComponent \"breakout";
                        let list = "    modules_enabled = {\n        \"muc_wait_for_host\";\n    }\n";
                        edit(tree, PROSODY, line, &format!("{list}{line}"));
                    },
                    found: &[("prosody/duplicate-option", PROSODY, "modules_enabled = {")],
                },
            ],
        },
        secure_domain::ANONYMOUSDOMAIN_STEP,
        Step {
            name: "tokenAuthUrl",
            apply: |tree| append(tree, CONFIG_JS, AUTH_URL),
            left_out: &[("auth/token-page-missing", CONFIG_JS, "config.sso=")],
            slips: &[
                Slip {
                    name: "no code challenge",
                    apply: |tree| {
                        append(
                            tree,
                            CONFIG_JS,
                            &AUTH_URL
                                .replace("&code_challenge={code_challenge}&code_challenge_method=S256", ""),
                        )
                    },
                    found: &[("auth/token-url-parameters", CONFIG_JS, "config.tokenAuthUrl=")],
                },
                Slip {
                    name: "another realm",
                    apply: |tree| append(tree, CONFIG_JS, &AUTH_URL.replace("jitsi-realm", "master")),
                    found: &[("auth/oidc-realm-mismatch", CONFIG_JS, "config.tokenAuthUrl=")],
                },
                Slip {
                    name: "another client",
                    apply: |tree| {
                        append(tree, CONFIG_JS, &AUTH_URL.replace("client_id=jitsi", "client_id=meet"))
                    },
                    found: &[("auth/oidc-client-mismatch", CONFIG_JS, "clientId: \"jitsi\"")],
                },
                Slip {
                    name: "before the object is there",
                    apply: |tree| {
                        edit(tree, CONFIG_JS, "var config = {\n", &format!("{AUTH_URL}var config = {{\n"));
                    },
                    found: &[("syntax/javascript-stops-early", CONFIG_JS, "config.tokenAuthUrl=")],
                },
            ],
        },
        Step {
            name: "tokenLogoutUrl",
            apply: |tree| append(tree, CONFIG_JS, LOGOUT_URL),
            // Logging out stays a local affair: nothing breaks.
            left_out: &[],
            slips: &[Slip {
                name: "another realm",
                apply: |tree| append(tree, CONFIG_JS, &LOGOUT_URL.replace("jitsi-realm", "master")),
                found: &[("auth/oidc-realm-mismatch", CONFIG_JS, "config.tokenLogoutUrl=")],
            }],
        },
        Step {
            name: "tokenAuthInline",
            apply: |tree| append(tree, CONFIG_JS, INLINE),
            left_out: &[("auth/sso-page-without-inline", CONFIG_JS, "config.tokenAuthUrl=")],
            slips: &[],
        },
        Step {
            name: "sso",
            apply: |tree| append(tree, CONFIG_JS, SSO),
            left_out: &[("auth/sso-settings-missing", CONFIG_JS, "config.tokenAuthUrl=")],
            slips: &[Slip {
                name: "tokenService with https://",
                apply: |tree| {
                    append(
                        tree,
                        CONFIG_JS,
                        &SSO.replace("tokenService: config", "tokenService: 'https://' + config"),
                    )
                },
                found: &[("auth/sso-token-service-with-scheme", CONFIG_JS, "tokenService:")],
            }],
        },
    ],
};

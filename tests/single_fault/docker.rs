//! Mistakes in the .env and the compose file of docker-jitsi-meet.

use super::Edit::Change;
use super::Fault;

const ENV: &str = ".env";
const COMPOSE: &str = "docker-compose.yml";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "a switch says off",
        on: "docker",
        edits: &[Change(ENV, "ENABLE_LOBBY=1", "ENABLE_LOBBY=off")],
        rule: "docker/boolean-word",
        at: (ENV, 8),
        folded: &[],
    },
    Fault {
        name: "the login method is in capitals",
        on: "docker",
        edits: &[
            Change(ENV, "TZ=UTC\n", "TZ=UTC\nENABLE_AUTH=1\nAUTH_TYPE=JWT\n"),
            Change(
                COMPOSE,
                "            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
                "            - ENABLE_AUTH\n            - AUTH_TYPE\n            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
            ),
        ],
        rule: "docker/unknown-login-method",
        at: (ENV, 7),
        folded: &[],
    },
    Fault {
        name: "tokens are wanted, and no login",
        on: "docker",
        edits: &[
            Change(ENV, "TZ=UTC\n", "TZ=UTC\nAUTH_TYPE=jwt\n"),
            Change(
                COMPOSE,
                "            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
                "            - ENABLE_AUTH\n            - AUTH_TYPE\n            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
            ),
        ],
        rule: "docker/login-not-enabled",
        at: (ENV, 6),
        folded: &[],
    },
    Fault {
        name: "a blank between two addresses",
        on: "docker",
        edits: &[Change(ENV, "192.0.2.10", "192.0.2.10, 203.0.113.7")],
        rule: "docker/blank-in-list",
        at: (ENV, 7),
        folded: &[],
    },
    Fault {
        name: "the announced address has the port",
        on: "docker",
        edits: &[Change(ENV, "192.0.2.10", "192.0.2.10:10000")],
        rule: "docker/useless-advertised-address",
        at: (ENV, 7),
        folded: &[],
    },
    Fault {
        name: "the public address has a path",
        on: "docker",
        edits: &[Change(
            ENV,
            "PUBLIC_URL=https://meet.acme.org:${HTTPS_PORT}",
            "PUBLIC_URL=https://www.acme.org/meet",
        )],
        rule: "docker/public-url-elsewhere",
        at: (ENV, 6),
        folded: &[],
    },
    Fault {
        name: "the name for the certificate has a scheme",
        on: "docker",
        edits: &[
            Change(
                ENV,
                "TZ=UTC\n",
                "TZ=UTC\nENABLE_LETSENCRYPT=1\nLETSENCRYPT_DOMAIN=https://meet.acme.org\nLETSENCRYPT_EMAIL=admin@acme.org\n",
            ),
            Change(
                COMPOSE,
                "            - ENABLE_LOBBY\n            - PUBLIC_URL\n",
                "            - ENABLE_LETSENCRYPT\n            - LETSENCRYPT_DOMAIN\n            - LETSENCRYPT_EMAIL\n            - ENABLE_LOBBY\n            - PUBLIC_URL\n",
            ),
        ],
        rule: "docker/incomplete-lets-encrypt",
        at: (ENV, 7),
        folded: &[],
    },
    Fault {
        name: "only one of two domains was changed",
        on: "docker",
        edits: &[
            Change(ENV, "TZ=UTC\n", "TZ=UTC\nXMPP_DOMAIN=meet.acme.org\n"),
            Change(
                COMPOSE,
                "            - ENABLE_LOBBY\n            - PUBLIC_URL\n",
                "            - ENABLE_SUBDOMAINS\n            - XMPP_MUC_DOMAIN\n            - ENABLE_LOBBY\n            - PUBLIC_URL\n",
            ),
            Change(
                COMPOSE,
                "            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
                "            - XMPP_MUC_DOMAIN\n            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
            ),
        ],
        rule: "docker/room-service-outside-domain",
        at: (ENV, 6),
        folded: &[],
    },
    Fault {
        name: "the bridge does not get the domain of the accounts",
        on: "docker",
        edits: &[
            Change(ENV, "TZ=UTC\n", "TZ=UTC\nXMPP_AUTH_DOMAIN=auth.acme.org\n"),
            Change(
                COMPOSE,
                "            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
                "            - XMPP_AUTH_DOMAIN\n            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
            ),
            Change(
                COMPOSE,
                "            - JICOFO_AUTH_PASSWORD\n            - SENTRY",
                "            - XMPP_AUTH_DOMAIN\n            - JICOFO_AUTH_PASSWORD\n            - SENTRY",
            ),
        ],
        rule: "docker/domain-not-shared",
        at: (COMPOSE, 53),
        folded: &[],
    },
    Fault {
        name: "two ways to encrypt LDAP",
        on: "docker",
        edits: &[
            Change(
                ENV,
                "TZ=UTC\n",
                "TZ=UTC\nENABLE_AUTH=1\nAUTH_TYPE=ldap\nLDAP_URL=ldaps://ldap.acme.org\nLDAP_START_TLS=1\n",
            ),
            Change(
                COMPOSE,
                "            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
                "            - ENABLE_AUTH\n            - AUTH_TYPE\n            - LDAP_URL\n            - LDAP_START_TLS\n            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
            ),
        ],
        rule: "docker/ldap-contradiction",
        at: (ENV, 8),
        folded: &[],
    },
    Fault {
        name: "a list of Lua with commas",
        on: "docker",
        edits: &[
            Change(ENV, "TZ=UTC\n", "TZ=UTC\nXMPP_CONFIGURATION='x = { 1, 2 }'\n"),
            Change(
                COMPOSE,
                "            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
                "            - XMPP_CONFIGURATION\n            - JVB_AUTH_PASSWORD\n            - TZ\n            - XMPP_DOMAIN\n        networks:",
            ),
        ],
        rule: "docker/comma-in-lua",
        at: (ENV, 6),
        folded: &[],
    },
    Fault {
        name: "one image is pinned to an old release",
        on: "docker",
        edits: &[Change(COMPOSE, "/jvb:${JITSI_IMAGE_VERSION:-unstable}", "/jvb:stable-9955")],
        rule: "docker/mixed-releases",
        at: (COMPOSE, 53),
        folded: &[],
    },
    Fault {
        name: "another port for sound and video outside",
        on: "docker",
        edits: &[Change(COMPOSE, "'${JVB_PORT:-10000}:${JVB_PORT:-10000}/udp'", "'20000:10000/udp'")],
        rule: "docker/media-port-remapped",
        at: (COMPOSE, 55),
        folded: &[],
    },
    Fault {
        name: "the alias of Prosody is gone",
        on: "docker",
        edits: &[Change(COMPOSE, "                aliases:\n                    - xmpp.meet.jitsi\n", "")],
        rule: "docker/unknown-server-name",
        at: (COMPOSE, 19),
        folded: &[],
    },
];

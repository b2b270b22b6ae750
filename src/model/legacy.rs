//! Which HOCON option each legacy property replaces.
//!
//! Jicofo and Videobridge read an option's legacy property first and its HOCON path only if the property
//! is not there (`config { "…".from(legacyConfig) … "…".from(newConfig) }` in their `*Config.kt` files).

/// How the value of a property becomes the value of the option.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Convert {
    /// As it is.
    Same,
    /// `true` means `false`.
    Inverted,
    /// A prefix put before the XMPP domain: `conference` becomes `conference.<xmpp-domain>`.
    MucPrefix,
}

/// A property and the option it replaces.
#[derive(Clone, Copy, Debug)]
pub struct Legacy {
    /// The property's full name.
    pub property: &'static str,
    /// The option's full path.
    pub path: &'static str,
    /// From one to the other.
    pub convert: Convert,
}

const fn same(property: &'static str, path: &'static str) -> Legacy {
    Legacy { property, path, convert: Convert::Same }
}

/// Jicofo's. The property `org.jitsi.jicofo.auth.URL` stands for three options; see [`super::JicofoAuth`].
pub const JICOFO: [Legacy; 18] = [
    same("org.jitsi.jicofo.HOSTNAME", "jicofo.xmpp.client.hostname"),
    same("org.jitsi.jicofo.XMPP_PORT", "jicofo.xmpp.client.port"),
    same("org.jitsi.jicofo.XMPP_DOMAIN", "jicofo.xmpp.client.xmpp-domain"),
    same("org.jitsi.jicofo.FOCUS_USER_DOMAIN", "jicofo.xmpp.client.domain"),
    same("org.jitsi.jicofo.FOCUS_USER_NAME", "jicofo.xmpp.client.username"),
    same("org.jitsi.jicofo.FOCUS_USER_PASSWORD", "jicofo.xmpp.client.password"),
    Legacy {
        property: "org.jitsi.jicofo.XMPP_MUC_COMPONENT_PREFIX",
        path: "jicofo.xmpp.client.conference-muc-jid",
        convert: Convert::MucPrefix,
    },
    same("org.jitsi.jicofo.ALWAYS_TRUST_MODE_ENABLED", "jicofo.xmpp.client.disable-certificate-verification"),
    same("org.jitsi.jicofo.BRIDGE_MUC", "jicofo.bridge.brewery-jid"),
    same("org.jitsi.jicofo.BRIDGE_MUC_XMPP_HOST", "jicofo.xmpp.service.hostname"),
    same("org.jitsi.jicofo.BRIDGE_MUC_XMPP_PORT", "jicofo.xmpp.service.port"),
    same("org.jitsi.jicofo.BRIDGE_MUC_XMPP_USER", "jicofo.xmpp.service.username"),
    same("org.jitsi.jicofo.BRIDGE_MUC_XMPP_USER_DOMAIN", "jicofo.xmpp.service.domain"),
    same("org.jitsi.jicofo.BRIDGE_MUC_XMPP_USER_PASS", "jicofo.xmpp.service.password"),
    same("org.jitsi.jicofo.jibri.BREWERY", "jicofo.jibri.brewery-jid"),
    same("org.jitsi.jicofo.jibri.SIP_BREWERY", "jicofo.jibri-sip.brewery-jid"),
    same("org.jitsi.jicofo.jigasi.BREWERY", "jicofo.jigasi.brewery-jid"),
    Legacy {
        property: "org.jitsi.jicofo.DISABLE_AUTO_OWNER",
        path: "jicofo.conference.enable-auto-owner",
        convert: Convert::Inverted,
    },
];

/// Videobridge's, other than those of its XMPP clients.
pub const VIDEOBRIDGE: [Legacy; 7] = [
    same("org.jitsi.videobridge.SINGLE_PORT_HARVESTER_PORT", "videobridge.ice.udp.port"),
    same("org.jitsi.videobridge.REGION", "videobridge.relay.region"),
    Legacy {
        property: "org.jitsi.videobridge.rest.COLIBRI_WS_DISABLE",
        path: "videobridge.websockets.enabled",
        convert: Convert::Inverted,
    },
    same("org.jitsi.videobridge.rest.COLIBRI_WS_DOMAIN", "videobridge.websockets.domain"),
    same("org.jitsi.videobridge.rest.COLIBRI_WS_TLS", "videobridge.websockets.tls"),
    same("org.jitsi.videobridge.rest.COLIBRI_WS_SERVER_ID", "videobridge.websockets.server-id"),
    same("org.jitsi.videobridge.rest.jetty.port", "videobridge.http-servers.public.port"),
];

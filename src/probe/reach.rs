//! Which addresses may be asked at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far questions go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Also machines near by: the configuration is that of this machine.
    Everywhere,
    /// Public addresses only: somebody else may have written the configuration.
    Public,
}

/// Names under which clouds tell a machine its secrets.
const METADATA_NAMES: [&str; 5] =
    ["metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"];
/// Addresses of the same outside of the link-local networks.
const METADATA_V4: [[u8; 4]; 3] = [[100, 100, 100, 200], [168, 63, 129, 16], [192, 0, 0, 192]];
const METADATA_V6: [Ipv6Addr; 2] =
    [Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254), Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)];

/// Why a name is never asked, whatever its addresses are.
pub(super) fn refused_name(host: &str) -> Option<&'static str> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    METADATA_NAMES
        .contains(&host.as_str())
        .then_some("it names a service of the cloud that hands out secrets, which is never asked")
}

impl Reach {
    /// Why an address is not asked.
    pub fn refuses(self, address: IpAddr) -> Option<&'static str> {
        let address = plain(address);
        if is_forbidden(address) {
            return Some(
                "it leads to a link-local, metadata, multicast or unspecified address, which is never asked",
            );
        }
        match self {
            Reach::Public if !is_public(address) => {
                Some("it leads to an address that is not public, which is asked only with `--allow-private`")
            }
            _ => None,
        }
    }
}

/// The IPv4 address inside of an IPv6 address that only wraps one.
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    let part = six.segments();
    let four = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match part {
        // Mapped, compatible, NAT64, and 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] => four(high, low),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => four(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => four(high, low),
        [0x2002, high, low, ..] => four(high, low),
        _ => address,
    }
}

fn is_forbidden(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            let bytes = four.octets();
            bytes[0] == 0
                || four.is_link_local()
                || four.is_multicast()
                || four.is_broadcast()
                || METADATA_V4.contains(&bytes)
        }
        IpAddr::V6(six) => {
            six.is_unspecified()
                || six.is_multicast()
                || six.segments()[0] & 0xffc0 == 0xfe80
                || METADATA_V6.contains(&six)
        }
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            let bytes = four.octets();
            let shared = bytes[0] == 100 && bytes[1] & 0xc0 == 64;
            let special =
                bytes[..3] == [192, 0, 0] || (bytes[0] == 198 && bytes[1] & 0xfe == 18) || bytes[0] >= 240;
            !(four.is_private() || four.is_loopback() || four.is_documentation() || shared || special)
        }
        // Everything that is routed lies in 2000::/3.
        IpAddr::V6(six) => {
            let part = six.segments();
            part[0] & 0xe000 == 0x2000 && !(part[0] == 0x2001 && part[1] == 0xdb8)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_asked() {
        for text in [
            "169.254.169.254",
            "169.254.0.1",
            "fe80::1",
            "febf::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "100.100.100.200",
            "168.63.129.16",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "224.0.0.1",
            "ff02::1",
            "255.255.255.255",
            "::ffff:169.254.169.254",
            "::169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
            "::ffff:0.0.0.0",
        ] {
            let address: IpAddr = text.parse().unwrap();
            assert!(Reach::Everywhere.refuses(address).is_some(), "{text}");
            assert!(Reach::Public.refuses(address).is_some(), "{text}");
        }
        for name in ["metadata.google.internal", "METADATA.google.internal.", "metadata", "instance-data"] {
            assert!(refused_name(name).is_some(), "{name}");
        }
        assert!(refused_name("metadata.example.org").is_none());
    }

    #[test]
    fn what_is_near() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.9.9",
            "100.64.0.1",
            "::1",
            "fc00::1",
            "fd12::1",
            "::ffff:10.0.0.1",
            "198.18.0.1",
            "240.0.0.1",
            "203.0.113.5",
            "2001:db8::1",
            "64:ff9b::7f00:1",
        ] {
            let address: IpAddr = text.parse().unwrap();
            assert!(Reach::Everywhere.refuses(address).is_none(), "{text}");
            assert!(Reach::Public.refuses(address).is_some(), "{text}");
        }
        for text in ["8.8.8.8", "2606:4700::1111", "100.128.0.1", "172.32.0.1"] {
            assert!(Reach::Public.refuses(text.parse().unwrap()).is_none(), "{text}");
        }
    }
}

//! Whose word the host takes for a client's address.

use http::HeaderMap;
use http::uri::Scheme;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// A block of addresses: `10.0.0.0/8`, `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Network {
    fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - self.prefix).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not a network such as 10.0.0.0/8");
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(width), str::parse).map_err(|_| wrong())?;
        if prefix > width { Err(wrong()) } else { Ok(Self { address, prefix }) }
    }
}

/// The client's address: the socket's peer, unless that is a trusted proxy which names another.
///
/// The list in `X-Forwarded-For` is read from the right, where our own proxies wrote; the first
/// address that is not theirs is the client's.
pub(crate) fn client(peer: SocketAddr, headers: &HeaderMap, trusted: &[Network]) -> SocketAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer.ip()) {
        return peer;
    }
    let lists = headers.get_all("x-forwarded-for").into_iter().rev();
    let addresses = lists.flat_map(|list| list.to_str().unwrap_or("").rsplit(','));
    let mut client = peer;
    for address in addresses {
        let Ok(address) = address.trim().parse::<IpAddr>() else {
            break;
        };
        client = SocketAddr::new(address, 0);
        if !is_trusted(address) {
            break;
        }
    }
    client
}

/// How the client reached us: `https` only if a trusted proxy says so.
pub(crate) fn scheme(peer: SocketAddr, headers: &HeaderMap, trusted: &[Network]) -> Scheme {
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    if secure && trusted.iter().any(|network| network.contains(peer.ip())) { Scheme::HTTPS } else { Scheme::HTTP }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        let cases = [
            ("203.0.113.9:5", "198.51.100.1", "203.0.113.9:5"),
            ("10.0.0.1:5", "198.51.100.1", "198.51.100.1:0"),
            ("10.0.0.1:5", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1:0"),
            ("10.0.0.1:5", "198.51.100.1, nonsense", "10.0.0.1:5"),
            ("[::1]:5", "2001:db8::1", "[2001:db8::1]:0"),
        ];
        for (peer, list, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", list.parse().unwrap());
            let found = client(peer.parse().unwrap(), &headers, &trusted);
            assert_eq!(found, expected.parse().unwrap(), "{peer} {list}");
        }
        assert!("10.0.0.0/33".parse::<Network>().is_err());
    }
}

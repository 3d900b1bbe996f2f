//! Whom limits count.

use std::net::{IpAddr, Ipv6Addr};

/// A client as limits see it: an IPv4 address, or the /64 that an IPv6 subscriber has to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Client(IpAddr);

/// Who may hold several of those: an IPv4 address holds itself, a customer of a data centre the 65,536 of a /48.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Holder(IpAddr);

/// A holder counts as so many clients at most, as with guesses at passwords: in a mobile carrier's /48 are many phones.
pub(crate) const SHARES: usize = 4;

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        Self(network(address.to_canonical(), 64))
    }
}

impl Client {
    pub(crate) fn holder(self) -> Holder {
        Holder(network(self.0, 48))
    }
}

impl Holder {
    /// What so many of the holder's things weigh beside those of others.
    pub(crate) fn weight(self, count: usize) -> usize {
        if self.0.is_ipv6() { count.div_ceil(SHARES) } else { count }
    }
}

fn network(address: IpAddr, prefix: u32) -> IpAddr {
    match address {
        IpAddr::V6(own) => Ipv6Addr::from_bits(own.to_bits() & (u128::MAX << (128 - prefix))).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(text: &str) -> Client {
        Client::from(text.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn an_ipv6_client_is_its_network() {
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }

    #[test]
    fn who_holds_many_networks_is_one() {
        let holder = |text: &str| client(text).holder();
        assert_eq!(holder("2001:db8:1:2::1"), holder("2001:db8:1:ffff::1"));
        assert_ne!(holder("2001:db8:1:2::1"), holder("2001:db8:2:2::1"));
        assert_ne!(holder("192.0.2.1"), holder("192.0.2.2"));
        assert_eq!([holder("2001:db8::").weight(9), holder("192.0.2.1").weight(9)], [3, 9]);
    }
}

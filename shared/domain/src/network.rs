//! Whose address it is: what one subscriber holds counts as one.

use std::net::{IpAddr, Ipv6Addr};

/// The network that limits count: an IPv4 address itself, of an IPv6 address the /64 that one subscriber gets.
pub fn of(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(v6)) => format!("{}/64", Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        Ok(v4) => v4.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_subscriber_is_one_however_many_addresses_they_have() {
        let table = [
            ("198.51.100.7", "198.51.100.7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("", ""),
        ];
        for (address, network) in table {
            assert_eq!(of(address), network, "{address}");
        }
    }
}

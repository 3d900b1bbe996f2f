//! Whose address it is: what one subscriber holds counts as one.

use std::net::{IpAddr, Ipv6Addr};

/// The network that limits count: an IPv4 address itself, of an IPv6 address the /64 that one subscriber gets.
pub fn of(address: &str) -> String {
    around(address).swap_remove(0)
}

/// The same, and of an IPv6 address what one holder may have of such networks: a /56 (a household), a /48 (a customer of a
/// data centre).
pub fn around(address: &str) -> Vec<String> {
    let prefix = |v6: Ipv6Addr, length: u32| {
        let rest = u128::BITS - length;
        format!("{}/{length}", Ipv6Addr::from_bits(v6.to_bits() >> rest << rest))
    };
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(v6)) => [64, 56, 48].map(|length| prefix(v6, length)).into(),
        Ok(v4) => vec![v4.to_string()],
        Err(_) => vec![address.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::{around, of};

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
    #[test]
    fn a_holder_is_one_however_many_networks_they_have() {
        let networks = ["2001:db8:1:2f3::/64", "2001:db8:1:200::/56", "2001:db8:1::/48"];
        assert_eq!(around("2001:db8:1:2f3:aaaa::1"), networks);
        assert_eq!(around("198.51.100.7"), ["198.51.100.7"]);
    }
}

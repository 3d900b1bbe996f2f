//! Origins, compared exactly: scheme, host and port.

/// `https://zk.example:8443`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: &'static str,
    host: String,
    port: u16,
}

impl Origin {
    /// Reads an origin, or the origin of an address.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = match scheme {
            "https" => "https",
            "http" => "http",
            _ => return None,
        };
        Self::of(scheme, rest.split(['/', '?', '#']).next()?)
    }

    /// The origin of a scheme and what the header `Host` says.
    pub(super) fn of(scheme: &'static str, authority: &str) -> Option<Self> {
        let (host, port) = match authority.rsplit_once(':') {
            // The last colon of an IPv6 address without a port is inside its brackets.
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let usual = if scheme == "https" { 443 } else { 80 };
        let is_number = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let port = match port {
            Some(port) if is_number(port) => port.parse().ok()?,
            Some(_) => return None,
            None => usual,
        };
        let plain = !host.is_empty() && !host.contains(['@', ' ', '\\']);
        plain.then(|| Self { scheme, host: host.to_ascii_lowercase(), port })
    }

    /// The same host and port, whatever the scheme.
    pub(super) fn has_place_of(&self, other: &Self) -> bool {
        let usual = |origin: &Self| matches!((origin.scheme, origin.port), ("https", 443) | ("http", 80));
        self.host == other.host && (self.port == other.port || usual(self) && usual(other))
    }

    pub(super) fn is_secure(&self) -> bool {
        self.scheme == "https"
    }
}

/// May a browser be sent to this address, on the word of the service at another? By https; in development the service is
/// on this machine, and only itself may do without.
pub fn may_open(address: &str, service: &str) -> bool {
    let plain = address.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    let Some(origin) = Origin::parse(address).filter(|_| plain) else { return false };
    origin.is_secure() || Origin::parse(service) == Some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_sent_to_https_or_to_the_very_service_that_is_configured() {
        let development = "http://127.0.0.1:3001/identity";
        for good in ["https://face.example/v/1?a=b#c", "http://127.0.0.1:3001/verify/1"] {
            assert!(may_open(good, development), "{good}");
        }
        for bad in [
            "http://face.example/v/1",
            "http://127.0.0.1:3002/verify/1",
            "javascript:alert(1)",
            "data:text/html,x",
            "//face.example/",
            "https://face.example\\@evil.example/",
            "https://zk.example@evil.example/",
            "https://face.example/ x",
            "https://face.example/\u{a0}",
            "",
        ] {
            assert!(!may_open(bad, development), "{bad}");
        }
        assert!(!may_open("http://face.example/v/1", "https://face.example"));
    }

    #[test]
    fn origins_are_the_same_only_in_scheme_host_and_port() {
        let same = [
            ("https://zk.example", "https://zk.example:443/x?y"),
            ("http://ZK.example:80", "http://zk.example"),
            ("http://[::1]:3000", "http://[::1]:3000/"),
            ("http://[2001:DB8::1]", "http://[2001:db8::1]:80"),
        ];
        for (one, other) in same {
            assert!(Origin::parse(one).is_some() && Origin::parse(one) == Origin::parse(other), "{one} {other}");
        }
        let different = [
            ("https://zk.example", "http://zk.example"),
            ("https://zk.example", "https://zk.example:8443"),
            ("https://zk.example", "https://zk.example.org"),
            ("http://[::1]:3000", "http://[::1]:3001"),
            ("http://[::1]:3000", "http://[::1:3000]"),
        ];
        for (one, other) in different {
            assert_ne!(Origin::parse(one), Origin::parse(other), "{one} {other}");
        }
        for wrong in
            ["null", "", "zk.example", "ftp://zk.example", "https://", "https://a@b", "https://a:b", "https://a:"]
        {
            assert_eq!(Origin::parse(wrong), None, "{wrong}");
        }
    }
}

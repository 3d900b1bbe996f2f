//! `allowed_outbound_hosts`: where a component may send requests, in Spin's syntax.

use anyhow::{Result, anyhow, bail};
use http::Uri;
use std::net::IpAddr;
use std::ops::RangeInclusive;

/// One entry: `scheme://host:port`, with `*`, `*.domain` and `from..to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AllowedHost {
    /// `None` allows every scheme.
    scheme: Option<String>,
    host: Host,
    ports: RangeInclusive<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Any,
    /// `.example.com`, from `*.example.com`.
    Below(String),
    Exact(String),
    /// This application.
    Own,
}

const ALL: RangeInclusive<u16> = 0..=u16::MAX;

impl AllowedHost {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong = |why: &str| anyhow!("`{text}` is not an allowed host: {why}");
        let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong("write `scheme://host:port`"))?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '@']) {
            bail!(wrong("it must end after the host and the port"));
        }
        let (host, port) = split_port(rest);
        if host.ends_with(".spin.internal") {
            bail!(wrong("calling a component directly is not supported; use `http://self`"));
        }
        let host = match host.strip_prefix('*') {
            Some("") => Host::Any,
            Some(domain) if domain.starts_with('.') => Host::Below(domain.to_ascii_lowercase()),
            Some(_) => bail!(wrong("`*` stands for a whole host or before a dot")),
            None if host == "self" => Host::Own,
            None if host.is_empty() || host.contains('*') => {
                bail!(wrong("the host is missing or malformed"))
            }
            None => Host::Exact(host.to_ascii_lowercase()),
        };
        let ports = match port {
            None => default_ports(scheme, &host),
            Some(port) => {
                parse_ports(port).ok_or_else(|| wrong("the port is not a number, a range `from..to`, or `*`"))?
            }
        };
        let scheme = (scheme != "*").then(|| scheme.to_ascii_lowercase());
        let near = match &host {
            Host::Own => true,
            Host::Exact(host) => is_near(host),
            Host::Any | Host::Below(_) => false,
        };
        if scheme.as_deref() == Some("http") && !near {
            bail!(wrong("what leaves this machine is encrypted; write `https://`"));
        }
        Ok(Self { scheme, host, ports })
    }

    /// Whether a request may go there.
    pub(crate) fn allows(&self, uri: &Uri) -> bool {
        let scheme = uri.scheme_str().unwrap_or("https");
        let Some(host) = uri.host() else { return false };
        let host = host.to_ascii_lowercase();
        let port = uri.port_u16().or_else(|| known_port(scheme));
        let own = is_own(uri);
        if scheme != "https" && !own && !is_near(&host) {
            return false;
        }
        self.scheme.as_deref().is_none_or(|allowed| allowed == scheme)
            && match &self.host {
                Host::Own => own,
                Host::Any => !own,
                Host::Below(domain) => host.ends_with(domain),
                Host::Exact(exact) => *exact == host,
            }
            && (own || port.is_some_and(|port| self.ports.contains(&port)))
    }
}

/// Whether a request is meant for this application itself.
pub(super) fn is_own(uri: &Uri) -> bool {
    matches!(uri.host(), None | Some("self" | "self.alt"))
}

/// This machine: nobody reads on the way.
fn is_near(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn split_port(rest: &str) -> (&str, Option<&str>) {
    if let Some(end) = rest.rfind(']') {
        return (&rest[..=end], rest[end + 1..].strip_prefix(':'));
    }
    rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)))
}

fn default_ports(scheme: &str, host: &Host) -> RangeInclusive<u16> {
    match known_port(scheme) {
        Some(port) if *host != Host::Own => port..=port,
        _ => ALL,
    }
}

fn known_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

fn parse_ports(port: &str) -> Option<RangeInclusive<u16>> {
    if port == "*" {
        return Some(ALL);
    }
    match port.split_once("..") {
        // As in Spin, a range ends before its end.
        Some((from, to)) => Some(from.parse().ok()?..=to.parse::<u16>().ok()?.checked_sub(1)?),
        None => port.parse().ok().map(|port| port..=port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_listed_is_allowed() {
        let cases = [
            ("https://api.example.com", "https://api.example.com/pay", true),
            ("https://api.example.com", "https://API.example.com:443/", true),
            ("https://api.example.com", "http://api.example.com/", false),
            ("https://api.example.com", "https://api.example.com:8443/", false),
            ("https://api.example.com", "https://api.example.com.evil.org/", false),
            ("https://*.example.com", "https://a.b.example.com/", true),
            ("https://*.example.com", "https://example.com/", false),
            ("https://*.example.com", "https://evilexample.com/", false),
            ("http://127.0.0.1:3001", "http://127.0.0.1:3001/x", true),
            ("http://127.0.0.1:3001", "http://127.0.0.1:3002/x", false),
            ("https://*:8000..8002", "https://a:8001/", true),
            ("https://*:8000..8002", "https://a:8002/", false),
            ("*://*:*", "https://a:1/", true),
            ("*://*:*", "http://a:1/", false),
            ("*://*:*", "http://127.0.0.1:1/", true),
            ("*://a", "http://a:80/", false),
            ("*://*:*", "http://self/", false),
            ("http://self", "http://self/x", true),
            ("http://self", "http://localhost/x", false),
            ("http://[::1]:3001", "http://[::1]:3001/", true),
        ];
        for (allowed, uri, expected) in cases {
            let found = AllowedHost::parse(allowed).unwrap().allows(&uri.parse().unwrap());
            assert_eq!(found, expected, "{allowed} and {uri}");
        }
    }

    #[test]
    fn malformed_entries_are_refused() {
        for text in ["example.com", "https://", "https://a*b", "https://a/b", "https://a:x", "http://x.spin.internal"] {
            assert!(AllowedHost::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn without_encryption_nothing_leaves_this_machine() {
        for text in ["http://127.0.0.1:3001", "http://localhost", "http://[::1]:80", "http://self"] {
            assert!(AllowedHost::parse(text).is_ok(), "{text}");
        }
        for text in ["http://pay.example", "http://10.0.0.7:80", "http://*", "http://*.example", "HTTP://pay.example"] {
            let error = AllowedHost::parse(text).unwrap_err().to_string();
            assert!(error.contains("https://"), "{error}");
        }
    }
}

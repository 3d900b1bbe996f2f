//! Which component answers, by Spin's rules, and what it is told about the match.

use crate::manifest::Manifest;
use anyhow::Result;
use http::{HeaderMap, HeaderName, HeaderValue};
use routefinder::{RouteSpec, Router};
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// The prefix of paths that the host itself answers.
pub(crate) const WELL_KNOWN: &str = "/.well-known/spin/";

/// The routes of an application; each leads to a component's index.
pub(crate) struct Routes(Router<Target>);

struct Target {
    component: usize,
    based: String,
    raw: String,
}

/// A route that fits a path.
pub(crate) struct Match<'a> {
    /// The component's place in the manifest.
    pub(crate) component: usize,
    /// The route with the application's base.
    pub(crate) route: &'a str,
    raw: &'a str,
    path_info: String,
    captures: Vec<(String, String)>,
}

impl Routes {
    pub(crate) fn new(manifest: &Manifest) -> Result<Self> {
        let mut router = Router::new();
        let mut seen = BTreeSet::new();
        for route in &manifest.routes {
            let raw = &route.pattern.value;
            let wrong = |why: String| manifest.error(route.pattern.line, format!("route \"{raw}\": {why}"));
            let based = based(&manifest.base, raw);
            if based.starts_with(WELL_KNOWN) {
                return Err(wrong(format!("{WELL_KNOWN} belongs to the host; choose another path")));
            }
            if !seen.insert(based.clone()) {
                return Err(wrong("there is such a route already; remove one".into()));
            }
            let component = manifest.components.iter().position(|c| c.id.value == route.component.value);
            let component = component.ok_or_else(|| wrong("its component is missing".into()))?;
            let pattern = based.strip_suffix("/...").map_or(based.clone(), |start| format!("{start}/*"));
            let pattern = RouteSpec::try_from(pattern.as_str()).map_err(wrong)?;
            router
                .add(pattern, Target { component, based, raw: raw.clone() })
                .map_err(|_| manifest.error(route.pattern.line, "this route cannot be added"))?;
        }
        Ok(Self(router))
    }

    /// The best match: exact before `:name` before `/...`, and the longest prefix first.
    pub(crate) fn find(&self, path: &str) -> Option<Match<'_>> {
        let best = self.0.best_match(path)?;
        let target = best.handler();
        let captures = best.captures();
        let path_info = captures.wildcard().map(|rest| path_info(rest, path));
        let captures = captures.iter();
        Some(Match {
            component: target.component,
            route: &target.based,
            raw: &target.raw,
            path_info: path_info.unwrap_or_default(),
            captures: captures.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        })
    }
}

/// Spin keeps the slashes around what `/...` matched; routefinder does not.
fn path_info(rest: &str, path: &str) -> String {
    match (rest.is_empty(), path.ends_with('/')) {
        (true, false) => String::new(),
        (true, true) => "/".into(),
        (false, false) => format!("/{rest}"),
        (false, true) => format!("/{rest}/"),
    }
}

fn based(base: &str, route: &str) -> String {
    let without_end = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
    let slash = if route.starts_with('/') { "" } else { "/" };
    format!("{}{}", without_end(base), without_end(&format!("{slash}{route}")))
}

impl Match<'_> {
    /// Replaces whatever `spin-*` headers the client sent by the host's own.
    pub(crate) fn describe(&self, headers: &mut HeaderMap, full_url: &str, client: SocketAddr) {
        let claimed: Vec<HeaderName> =
            headers.keys().filter(|name| name.as_str().starts_with("spin-")).cloned().collect();
        for name in claimed {
            headers.remove(name);
        }
        let prefix = self.raw.strip_suffix("/...").unwrap_or(self.raw);
        set(headers, "spin-full-url", full_url);
        set(headers, "spin-path-info", &self.path_info);
        set(headers, "spin-matched-route", self.route);
        set(headers, "spin-base-path", "/");
        set(headers, "spin-raw-component-route", self.raw);
        set(headers, "spin-component-route", prefix);
        set(headers, "spin-client-addr", &client.to_string());
        for (name, value) in &self.captures {
            set(headers, &format!("spin-path-match-{}", name.to_ascii_lowercase()), value);
        }
    }
}

/// A value that cannot be a header (it would have to hold a control character) is left out.
fn set(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

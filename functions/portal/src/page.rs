//! One page or asset, in the best encoding that the browser takes.

use domain::{Error, Result};
use http::header;
use std::path::PathBuf;
use store::seal;
use web::{Reply, Request};

/// Only our own scripts and styles; data: images are QR codes. `style-src-attr`: component
/// libraries set style attributes.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; style-src-attr 'unsafe-inline'; \
                      object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The console also asks the program beside a card reader, which listens on the loopback of the very machine (docs/OPERATIONS.md).
const CONSOLE_POLICY: &str = "default-src 'self'; connect-src 'self' http://127.0.0.1:*; img-src 'self' data:; style-src 'self'; \
                              style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; \
                              frame-ancestors 'none'";
/// Names under assets/ carry a hash of their content: they never change.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Everything else is asked for again each time, and answered 304 while it is the same.
const ASK_AGAIN: &str = "no-cache";

pub(crate) fn show(request: &Request, path: &[&str]) -> Result<Reply> {
    let name = path.join("/");
    let (file, encoding, bytes) = match find(request, &name) {
        Some(found) => found,
        None if is_page(&name) => find(request, entry(&name)).ok_or(Error::NoRoute)?,
        None => return Err(Error::NoRoute),
    };
    let tag = format!("\"{}\"", &seal::sha256(&bytes)[..32]);
    let cache = if file.starts_with("assets/") { FOREVER } else { ASK_AGAIN };
    let reply = match request.header("if-none-match") == Some(&tag) {
        true => Reply::not_modified(),
        false => Reply::bytes(content_type(&file), bytes),
    };
    let reply = reply
        .header(header::ETAG, &tag)
        .header(header::CACHE_CONTROL, cache)
        .header(header::VARY, "accept-encoding")
        .policy(if file == "admin/index.html" { CONSOLE_POLICY } else { POLICY });
    Ok(match encoding {
        Some(encoding) => reply.header(header::CONTENT_ENCODING, encoding),
        None => reply,
    })
}

/// An address inside one of the two applications, which route by themselves.
fn is_page(name: &str) -> bool {
    !name.starts_with("assets/") && !name.rsplit('/').next().unwrap_or_default().contains('.')
}

fn entry(name: &str) -> &'static str {
    if name == "admin" || name.starts_with("admin/") { "admin/index.html" } else { "index.html" }
}

/// The file of a name: (name, encoding, bytes).
fn find(request: &Request, name: &str) -> Option<(String, Option<&'static str>, Vec<u8>)> {
    let safe = !name.is_empty() && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    if !safe || name.contains(['\\', '\0']) {
        return None;
    }
    let accepted = request.header("accept-encoding").unwrap_or_default();
    let takes =
        |encoding: &str| accepted.split(',').any(|a| a.split(';').next().unwrap_or_default().trim() == encoding);
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if let Some(bytes) = takes(encoding).then(|| read(&format!("{name}{suffix}"))).flatten() {
            return Some((name.to_owned(), Some(encoding), bytes));
        }
    }
    read(name).map(|bytes| (name.to_owned(), None, bytes))
}

fn read(name: &str) -> Option<Vec<u8>> {
    std::fs::read(PathBuf::from("/").join(name)).ok()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

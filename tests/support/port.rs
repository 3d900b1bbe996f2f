//! Where the hosts of the tests listen.

use std::net::TcpListener;
use std::process;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU16, Ordering};

/// Each port once, and below those that the kernel gives to outgoing connections: another could take them meanwhile.
pub(crate) fn free_port() -> u16 {
    // Several runs of the tests at once keep out of each other's way.
    static NEXT: LazyLock<AtomicU16> = LazyLock::new(|| AtomicU16::new(20_000 + (process::id() % 120) as u16 * 100));
    let mut ports = std::iter::repeat_with(|| NEXT.fetch_add(1, Ordering::Relaxed));
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

pub(crate) fn local(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

//! Addresses for what must be reachable before it can be asked where it is.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// An address that is free now, another one each time. Below the ports that a system gives to
/// clients, so that nobody takes it while nobody listens.
pub fn free_addr() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 15_000 + (std::process::id() % 10_000) as u16;
    let addr = |_| ([127, 0, 0, 1], first + NEXT.fetch_add(1, Ordering::Relaxed)).into();
    let is_free = |addr: &SocketAddr| TcpListener::bind(addr).is_ok();
    (0..500).map(addr).find(is_free).expect("a free address")
}

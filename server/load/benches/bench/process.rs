//! The shop's release binary as a process of its own, and what the system says of a process.

use super::kit::target;
use holdfast_load::address::Address;
use holdfast_load::{Connection, get};
use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const READY_WITHIN: Duration = Duration::from_secs(60);
/// The kernel's unit of processor time, on every Linux.
const TICKS_PER_S: f64 = 100.0;
pub const SECRET: &str = "whsec_of_the_bench";

pub struct Shop {
    child: Child,
    pub at: Address,
    /// From starting the process to its first 200.
    pub opened_in: Duration,
}

impl Shop {
    /// Opens the shop on a database, with Stripe at this address.
    pub async fn open(database: &str, stripe: &str, folder: &Path, more: &[(&str, &str)]) -> Self {
        let at = free_address();
        let log = File::options().create(true).append(true).open(folder.join("shop.log")).unwrap();
        let binary = target().join("release/holdfast");
        assert!(binary.exists(), "the shop is not built: make build");
        let began = Instant::now();
        let child = Command::new(binary)
            .env("HOLDFAST_ADDR", at.authority())
            .env("METRICS_ADDR", "127.0.0.1:0")
            .env("DATABASE_URL", database)
            .env("DEMO", "false")
            .env("STRIPE_SECRET_KEY", "sk_test_x")
            .env("STRIPE_API_URL", stripe)
            .env("STRIPE_WEBHOOK_SECRETS", SECRET)
            .env("ADMIN_PASSWORD", "a password for measuring")
            .env("LOG", "warn")
            .envs(more.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut shop = Self { child, at, opened_in: Duration::ZERO };
        shop.ready(began, folder).await;
        shop.opened_in = began.elapsed();
        shop
    }

    async fn ready(&mut self, began: Instant, folder: &Path) {
        while began.elapsed() < READY_WITHIN {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "{}", words(folder));
            if let Ok(mut connection) = Connection::open(&self.at).await
                && let Ok(reply) = connection.ask(get(&self.at, "/readyz", None)).await
                && reply.status.is_success()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("the shop never got ready: {}", words(folder));
    }

    pub fn resident_kb(&self) -> f64 {
        resident_kb(self.child.id())
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn words(folder: &Path) -> String {
    let log = std::fs::read_to_string(folder.join("shop.log")).unwrap_or_default();
    log.lines().rev().take(10).collect::<Vec<_>>().join("\n")
}

/// An address that is free now.
pub fn free_address() -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    Address::split(&format!("http://{}", listener.local_addr().unwrap())).unwrap().0
}

/// Memory that a process has. Units: KB.
pub fn resident_kb(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Processor time that a process has used.
pub fn processor_s(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / TICKS_PER_S
}

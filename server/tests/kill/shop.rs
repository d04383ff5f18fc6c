//! The shop's program as a child of the test.
#![allow(dead_code, reason = "each that uses it is a crate of its own and uses a part")]

use super::stage::{PASSWORD, SECRET, Stage};
use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A shop that is not ready after this is broken, however slow the machine.
const READY_WITHIN: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A file that may not grow any more is an error to the shop, as a full disk is, and no signal.
const FULL_IS_AN_ERROR: &str = r#"trap "" XFSZ; exec "$0""#;

pub struct Shop {
    child: Child,
    when: String,
    log: std::path::PathBuf,
}

impl Shop {
    /// Starts the shop, and answers once it says that it is ready.
    pub async fn start(stage: &Stage, when: &str) -> Self {
        let log = stage.folder.path().join("shop.log");
        let lines = File::options().create(true).append(true).open(&log).unwrap();
        let child = Command::new("sh")
            .args(["-c", FULL_IS_AN_ERROR])
            .arg(env!("CARGO_BIN_EXE_holdfast"))
            .env("HOLDFAST_ADDR", stage.addr.to_string())
            .env("METRICS_ADDR", "127.0.0.1:0")
            .env("DATABASE_URL", stage.database_url())
            .env("DEMO", "false")
            .env("STRIPE_SECRET_KEY", "sk_test_x")
            .env("STRIPE_API_URL", stage.sandbox.url())
            .env("STRIPE_WEBHOOK_SECRETS", SECRET)
            .env("ADMIN_PASSWORD", PASSWORD)
            .env("LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(lines)
            .spawn()
            .unwrap();
        let mut shop = Self { child, when: when.to_owned(), log };
        let ready = tokio::time::timeout(READY_WITHIN, shop.ready(stage)).await;
        ready.unwrap_or_else(|_| panic!("{when}: never ready\n{}", shop.words()));
        shop
    }

    /// Panics when the shop ended by itself.
    pub fn must_be_alive(&mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!("{}: the shop ended by itself: {status}\n{}", self.when, self.words());
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn kill(self) {
        drop(self);
    }

    async fn ready(&mut self, stage: &Stage) {
        let url = format!("{}/readyz", stage.url());
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            looks.tick().await;
            self.must_be_alive();
            let answer = stage.http.get(&url).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
        }
    }

    /// The last lines that the shop logged.
    fn words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Shop {
    /// SIGKILL, also when the test fails: nothing is left running.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

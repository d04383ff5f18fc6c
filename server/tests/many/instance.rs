//! One instance of the shop's program, as a child of the test.

use super::stage::{PASSWORD, SECRET, Stage};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// An instance that is not ready after this is broken, however slow the machine.
const READY_WITHIN: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub struct Instance {
    child: Child,
    log: PathBuf,
}

impl Instance {
    /// Starts it at its address, and answers once it says that it is ready.
    pub async fn start(stage: &Stage, at: usize) -> Self {
        let log = stage.folder.path().join(format!("instance-{at}.log"));
        let lines = File::options().create(true).append(true).open(&log).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_holdfast"))
            .env("HOLDFAST_ADDR", stage.addrs[at].to_string())
            .env("METRICS_ADDR", "127.0.0.1:0")
            .env("DATABASE_URL", &stage.database_url)
            .env("DEMO", "false")
            .env("STRIPE_SECRET_KEY", "sk_test_x")
            .env("STRIPE_API_URL", stage.sandbox.url())
            .env("STRIPE_CALLS_PER_SECOND", "1000")
            .env("STRIPE_WEBHOOK_SECRETS", SECRET)
            .env("ADMIN_PASSWORD", PASSWORD)
            .env("LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(lines)
            .spawn()
            .unwrap();
        let mut instance = Self { child, log };
        let ready = tokio::time::timeout(READY_WITHIN, instance.ready(stage, at)).await;
        ready.unwrap_or_else(|_| panic!("instance {at} is never ready\n{}", instance.words()));
        instance
    }

    /// Panics when it ended by itself.
    pub fn must_be_alive(&mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!("an instance ended by itself: {status}\n{}", self.words());
        }
    }

    /// Ends it without a warning.
    pub fn kill(self) {
        drop(self);
    }

    /// Stops it where it is, until it is told to go on.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    pub fn go_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let done = Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(done.success(), "kill -s {name} {id}");
    }

    async fn ready(&mut self, stage: &Stage, at: usize) {
        let url = format!("{}/readyz", stage.url(at));
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

    /// The last lines that it logged.
    fn words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Instance {
    /// SIGKILL, also when the test fails: nothing is left running.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

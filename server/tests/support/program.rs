//! The shop's program as a child of a test: started, watched, stopped where it is, and ended.
#![allow(dead_code, reason = "each that uses it is a crate of its own and uses a part")]

use reqwest::Client;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A shop that is not ready after this is broken, however slow the machine.
const READY_WITHIN: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// A file that may not grow any more is an error to the shop, as a full disk is, and no signal.
const FULL_IS_AN_ERROR: &str = r#"trap "" XFSZ; exec "$0""#;

pub struct Program {
    child: Child,
    log: PathBuf,
    when: String,
}

impl Program {
    /// Starts the shop with these settings, and answers once it says at `url` that it is ready.
    pub async fn start(
        settings: &[(&str, &str)],
        url: &str,
        log: &Path,
        http: &Client,
        when: &str,
    ) -> Self {
        let lines = File::options().create(true).append(true).open(log).unwrap();
        let child = Command::new("sh")
            .args(["-c", FULL_IS_AN_ERROR])
            .arg(env!("CARGO_BIN_EXE_holdfast"))
            .envs(settings.iter().copied())
            .env("METRICS_ADDR", "127.0.0.1:0")
            .env("DEMO", "false")
            .env("LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(lines)
            .spawn()
            .unwrap();
        let mut program = Self { child, log: log.to_owned(), when: when.to_owned() };
        let ready = tokio::time::timeout(READY_WITHIN, program.ready(url, http)).await;
        ready.unwrap_or_else(|_| panic!("{when}: never ready\n{}", program.words()));
        program
    }

    /// Panics when it ended by itself.
    pub fn must_be_alive(&mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!("{}: the shop ended by itself: {status}\n{}", self.when, self.words());
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
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
        let id = self.id().to_string();
        let done = Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(done.success(), "kill -s {name} {id}");
    }

    async fn ready(&mut self, url: &str, http: &Client) {
        let url = format!("{url}/readyz");
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            looks.tick().await;
            self.must_be_alive();
            let answer = http.get(&url).send().await;
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

impl Drop for Program {
    /// SIGKILL, also when the test fails: nothing is left running.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

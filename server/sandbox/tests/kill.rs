//! The program itself, killed in the middle of its work: what was answered is still true.

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::Client;
use serde_json::Value;
use support::{FORM, encode, read};

const ROUNDS: usize = 5;

/// The program on a free port, with a client for it.
struct Program {
    child: Child,
    url: String,
    http: Client,
}

impl Program {
    fn start(file: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_stripe-sandbox"))
            .args(["--addr", "127.0.0.1:0", "--database"])
            .arg(file)
            .env("RUST_LOG", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let said = child.stderr.take().expect("its words");
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).expect("a line");
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url.unwrap_or_else(|| panic!("no address: {line}")).trim_end_matches('.');
        // Here no sandbox runs in this process, which would have done it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().no_proxy().build().expect("a client");
        Self { url: url.to_owned(), child, http }
    }

    async fn post(&self, path: &str, body: String) -> Option<Value> {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth("sk_test_x");
        let reply = read(request.body(body)).await?;
        (reply.status == 200).then(|| reply.json())
    }

    async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.url)).bearer_auth("sk_test_x");
        read(request).await.expect("an answer").ok()
    }

    /// Opens a session and pays it; says how far it came.
    async fn sell(&self) -> Option<(String, bool)> {
        let made = self.post("/v1/checkout/sessions", encode(&FORM)).await?;
        let id = made["id"].as_str()?.to_owned();
        let paid = self.post(&format!("/sandbox/pay/{id}"), "{}".to_owned()).await;
        Some((id, paid.is_some()))
    }

    fn kill(self) {
        drop(self);
    }
}

impl Drop for Program {
    /// Also when a test fails: nothing is left running.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_killed_program_has_forgotten_nothing_it_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sandbox.db");
    let mut sold: Vec<(String, bool)> = Vec::new();
    for round in 0..ROUNDS {
        let program = Program::start(&file);
        let sales = async {
            for _ in 0..=round * 3 {
                sold.extend(program.sell().await);
            }
        };
        // One more is under way, wherever it may be, when the others are done.
        let under_way = program.sell();
        tokio::select! {
            biased;
            () = sales => {}
            _ = async { under_way.await; std::future::pending::<()>().await } => {}
        }
        program.kill();
    }

    let program = Program::start(&file);
    for (id, is_paid) in &sold {
        let session = program.get(&format!("/v1/checkout/sessions/{id}")).await;
        if *is_paid {
            assert_eq!(session["payment_status"], "paid");
        }
    }
    let complete = program.get("/v1/checkout/sessions?status=complete&limit=100").await;
    let ledger = program.get("/sandbox/ledger").await;
    let complete = complete["data"].as_array().map_or(0, Vec::len);
    assert_eq!(ledger["payments"].as_array().map(Vec::len), Some(complete));
    assert!(complete >= sold.iter().filter(|(_, is_paid)| *is_paid).count());
    program.kill();
}

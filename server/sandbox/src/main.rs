//! The stand-in on its own: `stripe-sandbox --addr 127.0.0.1:12111`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use stripe_sandbox::{Clock, Sandbox, SandboxConfig, WebhookEndpoint};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

/// A stateful stand-in for Stripe Checkout, over HTTP.
#[derive(Debug, Parser)]
#[command(name = "stripe-sandbox", version)]
struct Flags {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:12111")]
    addr: SocketAddr,
    /// Where to post webhooks.
    #[arg(long, requires = "secret", value_name = "URL")]
    webhook: Option<String>,
    /// Signs the webhooks; several are possible.
    #[arg(long, requires = "webhook", value_name = "whsec_…")]
    secret: Vec<String>,
    /// A SQLite file, so that a restart forgets nothing.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Let in this key only; several are possible. Without any, every sk_test_… is let in.
    #[arg(long, value_name = "sk_test_…")]
    key: Vec<String>,
    /// What buyers' browsers call it.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Answer 429 to more requests than this in one second of the clock.
    #[arg(long, value_name = "N")]
    rate_limit: Option<u32>,
    /// Let tests move the clock.
    #[arg(long)]
    movable_clock: bool,
    /// What is logged.
    #[arg(long, env = "RUST_LOG", default_value = "info", value_name = "FILTER")]
    log: Targets,
}

#[tokio::main]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    let lines = layer().with_writer(std::io::stderr).with_filter(flags.log.clone());
    registry().with(lines).init();
    match run(flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            say(&problem);
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: Flags) -> Result<(), String> {
    let secrets = flags.secret;
    let running = Sandbox::start(SandboxConfig {
        addr: flags.addr,
        public_url: flags.public_url,
        database: flags.database,
        webhook: flags.webhook.map(|url| WebhookEndpoint { url, secrets }),
        api_keys: flags.key,
        rate_limit: flags.rate_limit,
        clock: if flags.movable_clock { Clock::movable() } else { Clock::System },
    })
    .await
    .map_err(|problem| problem.to_string())?;
    say(&format!("The Stripe stand-in listens on {}. Ctrl-C ends it.", running.url()));
    wanted_to_stop().await;
    running.shutdown().await;
    Ok(())
}

#[expect(clippy::disallowed_macros, reason = "this is the command line")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}

/// Ctrl-C, or the signal that service managers send.
async fn wanted_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Flags;

    #[test]
    fn the_readme_tells_of_every_flag() {
        let readme = include_str!("../README.md");
        let command = Flags::command();
        for flag in command.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(readme.contains(&format!("| `--{flag}")), "--{flag} is not in the README");
        }
    }
}

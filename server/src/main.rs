//! The command line: reads the settings, opens the shop, prints what to try, and closes it when it
//! is told to. The only place that prints.
#![expect(clippy::disallowed_macros, reason = "this is the command line")]

use clap::Parser;
use clap::error::ErrorKind;
use server::serve::{RunningShop, StartFault};
use server::settings::{Command, CommandLine, ImportPlan, Settings};
use server::{accept, check_stripe, import_plan, serve, telemetry};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Gives back what is not used any more, as `.cargo/config.toml` says: an idle shop is small.
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// A setting or flag that cannot be right.
const WRONG_SETTING: u8 = 2;

fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(help) if matches!(help.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            print!("{help}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            let text = problem.to_string();
            return wrong(text.lines().next().unwrap_or_default().trim_start_matches("error: "));
        }
    };
    let settings = match line.settings.checked() {
        Ok(settings) => settings,
        Err(fault) if matches!(line.command, Some(Command::CheckStripe)) => {
            return failed(&fault.to_string());
        }
        Err(fault) => return wrong(&fault.to_string()),
    };
    if let Err(words) = telemetry::start_logging(&settings) {
        return wrong(&words);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(problem) => return failed(&problem.to_string()),
    };
    runtime.block_on(async {
        match line.command {
            Some(Command::ImportPlan(asked)) => import(&settings, &asked).await,
            Some(Command::CheckStripe) => check(&settings).await,
            Some(Command::Serve) | None => open(&settings).await,
        }
    })
}

fn wrong(words: &str) -> ExitCode {
    eprintln!("holdfast: {words}");
    ExitCode::from(WRONG_SETTING)
}

fn failed(words: &str) -> ExitCode {
    eprintln!("holdfast: {words}");
    ExitCode::FAILURE
}

async fn import(settings: &Settings, asked: &ImportPlan) -> ExitCode {
    match import_plan::import(settings, asked).await {
        Ok(kept) => {
            println!("{}", kept.words);
            if let Some(password) = kept.new_admin_password {
                println!("The admin's password, shown only now: {password}");
            }
            ExitCode::SUCCESS
        }
        Err(words) => failed(&words),
    }
}

async fn check(settings: &Settings) -> ExitCode {
    let checks = match check_stripe::check(settings).await {
        Ok(checks) => checks,
        Err(words) => return failed(&words),
    };
    for check in &checks {
        println!("{}  {}", if check.is_fine { "ok   " } else { "WRONG" }, check.words);
    }
    match checks.iter().all(|check| check.is_fine) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

async fn open(settings: &Settings) -> ExitCode {
    let closing = CancellationToken::new();
    if let Err(fault) = serve_metrics(settings, closing.clone()).await {
        return failed(&fault);
    }
    server::accept::allow_connections();
    let shop = match RunningShop::open(settings).await {
        Ok(shop) => shop,
        Err(fault) => return failed(&fault.to_string()),
    };
    match shop.office.new_admin_password().await {
        Ok(made) => greet(settings, &shop, made),
        Err(fault) => return failed(&format!("The admin's password cannot be kept: {fault}.")),
    }
    let ended = shop.until(told_to_stop()).await;
    closing.cancel();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => failed(&format!("The shop had to close: {fault}.")),
    }
}

async fn serve_metrics(settings: &Settings, closing: CancellationToken) -> Result<(), String> {
    let listener = serve::listen(settings.metrics_addr).await.map_err(|fault| {
        if let StartFault::Listen { addr, problem } = fault {
            format!("METRICS_ADDR {addr} cannot be listened on: {problem}.")
        } else {
            fault.to_string()
        }
    })?;
    let handle = telemetry::start_metrics().map_err(|problem| problem.to_string())?;
    tokio::spawn(accept::serve(listener, telemetry::metrics_router(handle), closing));
    Ok(())
}

/// Returns at the first SIGTERM or SIGINT.
async fn told_to_stop() {
    let (Ok(mut term), Ok(mut int)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be heard: the shop stays open until it is killed");
        return std::future::pending().await;
    };
    tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
    tracing::info!("closing: streams end, requests and commits finish");
}

fn greet(settings: &Settings, shop: &RunningShop, made: Option<&str>) {
    let url = &shop.url;
    println!("\n  Holdfast is open.\n");
    println!("  Shop      {url}");
    if let Some(stand_in) = shop.stand_in_url() {
        println!("  Payments  {stand_in}   (a stand-in for Stripe: no real money)");
    }
    println!("  Admin     {url}/admin");
    match (made, &settings.admin_password) {
        (Some(password), _) => println!("  Password  {password}   (shown only now)"),
        (None, Some(_)) => println!("  Password  the one in ADMIN_PASSWORD"),
        (None, None) => println!("  Password  the one shown at the first start"),
    }
    println!("  Metrics   http://{}/metrics", settings.metrics_addr);
    if settings.rehearsal {
        println!("  Clock     stands still; POST {url}/rehearsal/clock {{\"advance_ms\": 60000}}");
    }
    println!("\n  Try this: choose two seats, check out, and pay with card 4242 4242 4242 4242,");
    println!("  any later date and any code. Open the same performance in a second browser and");
    println!(
        "  watch the seats go. Then end a hold from the admin page. Ctrl-C closes the shop.\n"
    );
}

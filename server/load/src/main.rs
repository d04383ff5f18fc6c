//! `holdfast-load`: reads the flags, lets the crowd come, and prints what came of it.
#![expect(clippy::disallowed_macros, reason = "this is the command line")]

use clap::Parser;
use holdfast_load::crowd::Crowd;
use holdfast_load::flags::Flags;
use holdfast_load::report;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Flags::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("holdfast-load: {words}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: &Flags) -> Result<(), String> {
    let crowd = Crowd::before(flags).await?;
    let (performances, seats) = crowd.found();
    eprintln!("{seats} free seats in {performances} performances; {} seconds", flags.seconds);
    let counted = tokio::select! {
        counted = crowd.come() => counted,
        _ = tokio::signal::ctrl_c() => return Err("ended before the time was over".to_owned()),
    };
    print!("{}", report::table(&counted));
    if let Some(file) = &flags.json {
        let text = format!("{:#}\n", report::json(&counted));
        std::fs::write(file, text).map_err(|problem| format!("{}: {problem}", file.display()))?;
    }
    Ok(())
}

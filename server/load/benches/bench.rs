//! `make bench`: the shop's speed and size against its goals, as ratios to baselines that are
//! measured beside them in the same minutes. BENCHMARKS.md says what each figure means.
//!
//! `cargo bench -p holdfast_load --bench bench -- p2 p8` measures only those, `--quick` measures
//! everything in less time with fewer rounds. Prints a table, keeps `target/bench/results.json`,
//! and ends with 1 when a goal is missed.
#![expect(clippy::unwrap_used, reason = "a benchmark says no by panicking")]
#![expect(clippy::disallowed_macros, reason = "a benchmark prints")]
#![expect(clippy::disallowed_methods, reason = "measures by the machine's clock; decides nothing")]

mod bench {
    pub mod clients;
    pub mod engine;
    pub mod kit;
    pub mod naive;
    pub mod p00_table;
    pub mod p01_engine;
    pub mod p02_holds;
    pub mod p04_alone;
    pub mod p05_browser;
    pub mod p06_deadline;
    pub mod p07_open_session;
    pub mod p08_page;
    pub mod p09_wire;
    pub mod p11_viewers;
    pub mod p17_webhooks;
    pub mod p18_start;
    pub mod p19_growth;
    pub mod p21_instances;
    pub mod process;
    pub mod rounds;
    pub mod row;
    pub mod slow_disk;
    pub mod stage;
    pub mod watch;
}
#[path = "../../box_office/tests/support/cluster.rs"]
mod cluster;
#[path = "../../box_office/tests/support/hall.rs"]
mod hall;

use bench::kit::Kit;
use bench::row::{self, Row};
use bench::{
    naive, p00_table, p01_engine, p02_holds, p04_alone, p05_browser, p06_deadline,
    p07_open_session, p08_page, p09_wire, p11_viewers, p17_webhooks, p18_start, p19_growth,
    p21_instances, slow_disk,
};
use std::future::{Future, ready};
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;

type Measured<'a> = Pin<Box<dyn Future<Output = Vec<Row>> + 'a>>;
/// What it is called on the command line, and how it is measured.
type Measure = (&'static str, for<'a> fn(&'a Kit) -> Measured<'a>);

const ALL: &[Measure] = &[
    ("p1", |kit| Box::pin(p01_engine::measure(kit))),
    ("p2", |kit| Box::pin(p02_holds::measure(kit))), // and P3
    ("p4", |kit| Box::pin(p04_alone::measure(kit))),
    ("p5", |kit| Box::pin(p05_browser::deadline(kit))),
    ("p6", |kit| Box::pin(p06_deadline::measure(kit))),
    ("p7", |kit| Box::pin(p07_open_session::measure(kit))),
    ("p8", |kit| Box::pin(p08_page::measure(kit))),
    ("p9", |kit| Box::pin(p09_wire::measure(kit))), // and P10
    ("p11", |kit| Box::pin(p11_viewers::measure(kit))), // and P12
    ("p14", |kit| Box::pin(p05_browser::weight(kit))),
    ("p15", |kit| Box::pin(p05_browser::lighthouse(kit))),
    ("p16", |kit| Box::pin(p05_browser::frames(kit))),
    ("p17", |kit| Box::pin(p17_webhooks::measure(kit))),
    ("slow", |kit| Box::pin(ready(slow_disk::measure(kit)))), // P4 and P17
    ("p18", |kit| Box::pin(p18_start::measure(kit))),
    ("p19", |kit| Box::pin(p19_growth::measure(kit))),
    ("p21", |kit| Box::pin(p21_instances::measure(kit))),
    ("table", |kit| Box::pin(p00_table::measure(kit))),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(at) = words.iter().position(|word| word == naive::FLAG) {
        runtime.block_on(naive::serve(&words[at + 1..]));
        return ExitCode::SUCCESS;
    }
    let rows_to = words.iter().position(|word| word == slow_disk::ROWS_TO);
    let rows_to = rows_to.map(|at| PathBuf::from(&words[at + 1]));
    let (flags, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.starts_with('-'));
    let kit = Kit::new(flags.iter().any(|flag| *flag == "--quick"));
    let mut rows = Vec::new();
    for (name, measure) in ALL {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            eprintln!("==> {name}");
            rows.extend(runtime.block_on(measure(&kit)));
            let results = rows_to.clone().unwrap_or_else(row::results);
            row::keep(&rows, &results); // what was measured is kept, should a later measure fail
        }
    }
    if rows_to.is_some() {
        return ExitCode::SUCCESS;
    }
    row::print(&rows);
    match rows.iter().all(Row::is_met) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

//! P4 and P17 once more on a disk that takes three milliseconds longer for a sync: what they are
//! compared with is hardly more than a sync, and that costs twenty times more on one disk than on
//! another.
//!
//! The bench's own program again, and all that it starts, with a library before the system's that
//! makes syncs wait.

use super::kit::{Kit, folder};
use super::row::{self, Row};
use std::path::Path;
use std::process::{Command, Stdio};

/// Instead of `target/bench/results.json`, and without a table.
pub const ROWS_TO: &str = "--rows-to";
/// What a sync takes besides what the disk takes. Units: microseconds.
const SLOW_US: u32 = 3_000;

pub fn measure(kit: &Kit) -> Vec<Row> {
    let library = row::results().with_file_name("slow_disk.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/slow_disk.c");
    let mut cc = Command::new("cc");
    cc.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl");
    assert!(cc.status().unwrap().success(), "the C compiler says no");

    let own = folder();
    let rows = own.path().join("rows.json");
    let mut bench = Command::new(std::env::current_exe().unwrap());
    bench.args(["p4", "p17", ROWS_TO]).arg(&rows).args(kit.is_quick.then_some("--quick"));
    bench.env("LD_PRELOAD", library).env("SLOW_DISK_US", SLOW_US.to_string());
    assert!(bench.stdin(Stdio::null()).status().unwrap().success(), "its own words say why");
    row::read(&rows).into_iter().map(|row| row.called("3 ms disk")).collect()
}

//! Packs the program's relative relocations where the system's loader can read them packed: else
//! they are a megabyte and a half that stays in memory for as long as the shop runs.

#![expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "Cargo tells by variables and is told by lines"
)]

use std::env;
use std::process::Command;

/// Since this version the GNU C library can.
const SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name, value| env::var(name).is_ok_and(|is| is == value);
    let is_gnu = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    let is_for_here = env::var("HOST").ok() == env::var("TARGET").ok();
    if is_gnu && is_for_here && library().is_some_and(|version| version >= SINCE) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of the system's C library, if it says.
fn library() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let words = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = words.trim().strip_prefix("glibc ")?.split_once('.')?;
    let minor = minor.split('.').next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

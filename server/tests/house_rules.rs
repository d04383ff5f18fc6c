//! The rules of the house that a machine can check: who may import whom, where SQL may stand, how
//! long things may be, and words that have no place here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file of ours below a folder with one of these endings, by its path from the root.
fn files(folder: &str, endings: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the house") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() {
                if !["target", "node_modules", "test-results"].contains(&name) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let from_root = path.strip_prefix(root()).expect("below the root");
                let text = std::fs::read_to_string(&path).expect("a text file");
                found.insert(from_root.display().to_string(), text);
            }
        }
    }
    found
}

fn sources(endings: &[&str]) -> BTreeMap<String, String> {
    let folders = ["app", "frontend", "server", "style", "end2end", "migrations"];
    folders.iter().flat_map(|folder| files(folder, endings)).collect()
}

fn none(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn imports_point_downhill() {
    let may_use: [(&str, &[&str]); 8] = [
        ("app/domain", &[]),
        ("server/box_office", &["domain", "stripe_sandbox"]),
        ("server/venues", &["domain"]),
        ("server/sandbox", &[]),
        ("server/load", &[]),
        ("app", &["domain", "box_office"]),
        ("frontend", &["app"]),
        ("server", &["app", "box_office", "domain", "stripe_sandbox", "venues"]),
    ];
    let ours = ["domain", "box_office", "venues", "stripe_sandbox", "app", "frontend", "server"];
    let mut broken = Vec::new();
    for (folder, allowed) in may_use {
        let manifest = root().join(folder).join("Cargo.toml");
        let text = std::fs::read_to_string(manifest).expect("a manifest");
        let dependencies = text.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = match folder {
            // its benches and tests open whole shops; the crowd itself knows none
            "server/load" => dependencies.split("[dev-dependencies]").next().unwrap_or_default(),
            _ => dependencies,
        };
        for name in ours.iter().filter(|name| !allowed.contains(name)) {
            let is_there = dependencies.lines().any(|line| {
                line.starts_with(&format!("{name}.")) || line.starts_with(&format!("{name} "))
            });
            if is_there {
                broken.push(format!("{folder} uses {name}"));
            }
        }
    }
    none("an import points uphill", broken);
}

#[test]
fn only_the_store_speaks_sql() {
    let may = |path: &str| {
        path.starts_with("server/box_office/src/store")
            || path.starts_with("server/sandbox/src/store")
            || path.contains("/tests/")
            || path.contains("/benches/")
    };
    let speaks = |text: &str| text.contains("sqlx::query") || text.contains("begin_with(");
    let all = files("server", &[".rs"]).into_iter().chain(files("app", &[".rs"]));
    let broken = all.filter(|(path, text)| !may(path) && speaks(text)).map(|(path, _)| path);
    none("SQL outside the store", broken.collect());
}

/// Correctness rests on unique keys, conditional writes and polling, in types that both engines and
/// those that speak PostgreSQL's protocol have.
#[test]
fn the_stores_sql_is_portable() {
    let banned = [
        "for update",
        "skip locked",
        "listen ",
        "notify",
        "advisory",
        "lock table",
        "serial",
        "gen_random_uuid",
        "now()",
        "random()",
        "current_timestamp",
        "::",
        "ilike",
        "unnest(",
        "array[",
        "json_each(",
        "rowid",
        "insert or ",
        "replace into",
        "last_insert",
        "glob ",
        "strftime",
        "boolean",
        "timestamp",
        "numeric",
        "autoincrement",
        "distinct on",
    ];
    let may = |path: &str| ["sqlite.rs", "postgres.rs"].iter().any(|name| path.ends_with(name));
    let mut broken = Vec::new();
    let store = files("server/box_office/src/store", &[".rs"]).into_iter();
    let schema = files("migrations", &[".sql"]).into_iter();
    let schema = schema.filter(|(path, _)| !path.contains("/postgres/"));
    for (path, text) in store.filter(|(path, _)| !may(path)) {
        for literal in text.split('"').skip(1).step_by(2).filter(|literal| is_sql(literal)) {
            let sql = literal.to_lowercase().replace("jsonb_each(", "");
            let found = banned.iter().filter(|word| sql.contains(*word));
            broken.extend(found.map(|word| format!("{path} has {word:?} in {literal:?}")));
        }
    }
    for (path, text) in schema {
        let code = text.lines().filter(|line| !line.starts_with("--"));
        let sql = code.collect::<Vec<_>>().join(" ").to_lowercase();
        let found = banned.iter().filter(|word| sql.contains(*word));
        broken.extend(found.map(|word| format!("{path} has {word:?}")));
    }
    none("SQL that one engine alone speaks", broken);
}

fn is_sql(literal: &str) -> bool {
    let verbs = ["select ", "insert into ", "update ", "delete from ", "where ", "and "];
    let parts = [" from ", " where ", "order by", " limit $", "attempts, "];
    verbs.iter().any(|verb| literal.starts_with(verb))
        || parts.iter().any(|part| literal.contains(part))
}

#[test]
fn the_domain_has_no_clock_no_chance_and_no_io() {
    let banned = ["std::time", "std::fs", "std::net", "std::env", "std::thread", "rand::", "cfg("];
    let mut broken = Vec::new();
    for (path, text) in files("app/domain/src", &[".rs"]) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in banned.iter().filter(|word| code.contains(*word)) {
            broken.push(format!("{path} has {word}"));
        }
    }
    none("the domain is pure", broken);
}

#[test]
fn files_and_lines_keep_to_their_sizes() {
    let wall = |path: &str| match path.rsplit('.').next() {
        Some("css") => 100,
        Some("ts") if path.ends_with(".spec.ts") => 120,
        Some(_) | None => 400,
    };
    let mut broken = Vec::new();
    for (path, text) in sources(&[".rs", ".ts", ".css", ".mjs"]) {
        let count = text.lines().count();
        if count > wall(&path) {
            broken.push(format!("{path} has {count} lines, more than {}", wall(&path)));
        }
        for (at, line) in text.lines().enumerate() {
            if line.chars().count() > 100 && !line.contains("http") && !path.ends_with(".css") {
                broken.push(format!("{path}:{} has {} characters", at + 1, line.chars().count()));
            }
        }
    }
    none("too long", broken);
}

#[test]
fn nothing_is_unfinished_silenced_or_slept_through() {
    let banned = [
        concat!("to", "do!("),
        concat!("unimplemented", "!("),
        concat!("#[", "ignore"),
        concat!("FIX", "ME"),
        concat!("wait", "ForTimeout"),
        concat!("network", "idle"),
        concat!("thread::", "sleep"),
        concat!("test.", "skip"),
        concat!("test.", "only"),
        concat!("test.", "fixme"),
    ];
    let mut broken = Vec::new();
    for (path, text) in sources(&[".rs", ".ts"]) {
        for word in banned.iter().filter(|word| text.contains(*word)) {
            broken.push(format!("{path} has {word}"));
        }
    }
    none("words that have no place here", broken);
}

#[test]
fn every_module_says_what_it_is() {
    let all = files("app", &[".rs"]).into_iter().chain(files("server", &[".rs"]));
    let silent = all.filter(|(path, text)| {
        path.contains("/src/") && !path.ends_with("/tests.rs") && !text.starts_with("//!")
    });
    none("a module without its first words", silent.map(|(path, _)| path).collect());
}

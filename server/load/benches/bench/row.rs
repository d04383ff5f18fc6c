//! One figure against its goal: as a line of the table and as an entry of results.json.

use super::kit::{median, target};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    Least(f64),
    Most(f64),
}

#[derive(Clone, Debug)]
pub struct Row {
    id: String,
    unit: String,
    goal: Goal,
    /// One figure a round; their median is the value.
    rounds: Vec<f64>,
    baseline: String,
    disk_ms: Vec<f64>,
}

impl Row {
    pub fn new(id: impl Into<String>, unit: &str, goal: Goal, rounds: Vec<f64>) -> Self {
        let (id, unit) = (id.into(), unit.to_owned());
        Self { id, unit, goal, rounds, baseline: String::new(), disk_ms: Vec::new() }
    }

    /// The same figure under other circumstances.
    pub fn called(mut self, circumstances: &str) -> Self {
        self.id = format!("{}, {circumstances}", self.id);
        self
    }

    /// What it was measured against, with its own figure, and what else is to be known.
    pub fn against(mut self, baseline: impl Into<String>) -> Self {
        self.baseline = baseline.into();
        self
    }

    /// What one fdatasync cost beside each round. Units: milliseconds.
    pub fn beside(mut self, disk_ms: &[f64]) -> Self {
        self.disk_ms = disk_ms.to_vec();
        self
    }

    pub fn is_met(&self) -> bool {
        let value = median(&self.rounds);
        match self.goal {
            Goal::Least(least) => value >= least,
            Goal::Most(most) => value <= most,
        }
    }

    fn line(&self) -> String {
        let (sign, goal) = match self.goal {
            Goal::Least(least) => ("≥", least),
            Goal::Most(most) => ("≤", most),
        };
        let least = self.rounds.iter().copied().fold(f64::INFINITY, f64::min);
        let most = self.rounds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let range = format!("{}–{}", short(least), short(most));
        let disk = match self.disk_ms.is_empty() {
            true => String::new(),
            false => format!("; fdatasync {} ms", short(median(&self.disk_ms))),
        };
        format!(
            "{:<42}{:>9}  {:<15}{:>2}{:>7} {:<14} {:<6}  {}{disk}",
            self.id,
            short(median(&self.rounds)),
            range,
            sign,
            short(goal),
            self.unit,
            if self.is_met() { "met" } else { "MISSED" },
            self.baseline,
        )
    }

    fn json(&self) -> Value {
        let (bound, goal) = match self.goal {
            Goal::Least(least) => ("least", least),
            Goal::Most(most) => ("most", most),
        };
        json!({
            "id": self.id,
            "value": median(&self.rounds),
            "goal": goal,
            "bound": bound,
            "unit": self.unit,
            "ok": self.is_met(),
            "baseline": self.baseline,
            "rounds": self.rounds,
            "disk_ms": self.disk_ms,
        })
    }

    fn from_json(row: &Value) -> Self {
        let words = |name: &str| row[name].as_str().unwrap().to_owned();
        let numbers = |name: &str| serde_json::from_value(row[name].clone()).unwrap();
        let goal = row["goal"].as_f64().unwrap();
        let goal = if row["bound"] == "least" { Goal::Least(goal) } else { Goal::Most(goal) };
        let (rounds, disk_ms) = (numbers("rounds"), numbers("disk_ms"));
        Self {
            id: words("id"),
            unit: words("unit"),
            goal,
            rounds,
            baseline: words("baseline"),
            disk_ms,
        }
    }
}

pub fn print(rows: &[Row]) {
    let head = ["what", "median", "range", "goal", "", "", "against"];
    println!(
        "\n{:<42}{:>9}  {:<15}{:>9} {:<14} {:<6}  {}",
        head[0], head[1], head[2], head[3], head[4], head[5], head[6]
    );
    for row in rows {
        println!("{}", row.line());
    }
}

/// Where results are kept: beside what was built.
pub fn results() -> PathBuf {
    let folder = target().join("bench");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("results.json")
}

pub fn keep(rows: &[Row], file: &Path) {
    let all: Vec<Value> = rows.iter().map(Row::json).collect();
    std::fs::write(file, format!("{:#}\n", Value::from(all))).unwrap();
}

/// What was kept there.
pub fn read(file: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(file).unwrap();
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    all.iter().map(Row::from_json).collect()
}

/// Three digits that count.
pub fn short(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        size if size >= 1.0 || number == 0.0 => format!("{number:.2}"),
        _ => format!("{number:.3}"),
    }
}

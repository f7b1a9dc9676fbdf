//! The rows of the report.

use anyhow::Result;
use serde_json::json;

/// One measured work.
pub struct Row {
    /// What was done.
    pub work: String,
    /// In what it is measured.
    pub unit: &'static str,
    /// Whether more is better.
    pub higher: bool,
    /// Our figure.
    pub ours: f64,
    /// The floor's figure, where there is one.
    pub floor: Option<f64>,
    /// What we want to reach.
    pub goal: f64,
}

impl Row {
    fn met(&self) -> bool {
        if self.higher { self.ours >= self.goal } else { self.ours <= self.goal }
    }
}

/// The rows so far; each is told on standard error as it comes.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Adds a row.
    pub fn add(&mut self, row: Row) {
        eprintln!("{}: {:.3} {}", row.work, row.ours, row.unit);
        self.rows.push(row);
    }

    /// Prints all rows.
    pub fn print(&self, as_json: bool) -> Result<()> {
        if as_json {
            let rows: Vec<_> = self
                .rows
                .iter()
                .map(|r| {
                    json!({
                        "work": r.work, "unit": r.unit, "better": better(r), "ours": r.ours, "floor": r.floor,
                        "ratio": r.floor.map(|f| r.ours / f), "goal": r.goal, "met": r.met(),
                    })
                })
                .collect();
            println!("{}", serde_json::to_string_pretty(&rows)?);
            return Ok(());
        }
        println!("work, unit, better, ours, floor, ratio, goal, met");
        let number = |x: Option<f64>| x.map_or_else(|| "-".to_owned(), |x| format!("{x:.3}"));
        for r in &self.rows {
            let (floor, ratio) = (number(r.floor), number(r.floor.map(|f| r.ours / f)));
            println!("{}, {}, {}, {:.3}, {floor}, {ratio}, {}, {}", r.work, r.unit, better(r), r.ours, r.goal, r.met());
        }
        Ok(())
    }
}

fn better(r: &Row) -> &'static str {
    if r.higher { "higher" } else { "lower" }
}

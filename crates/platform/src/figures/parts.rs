//! Definitions turned into SQL, once: the statement that lists a source's facts is the ground of upkeep, scan and
//! evidence alike.

use std::collections::HashMap;

use anyhow::{Context as _, ensure};

use super::declare::{Counting, Facts, Figure, Measure, Part, Timing};
use crate::Result;
use crate::ledger::Ledger;

/// A part made ready: numbered, named, with its statements.
pub struct ReadyPart {
    /// Number in `figure_sum`.
    pub id: i64,
    /// `figure id/part` (`enterprise.coverage/of`).
    pub name: String,
    /// Its definition as text, to notice when it changes.
    pub definition: String,
    /// How facts become a number.
    pub counting: Counting,
    /// When they count.
    pub timing: Timing,
    /// Its sources.
    pub sources: Vec<ReadySource>,
}

/// A source made ready.
pub struct ReadySource {
    /// Ledger of the evidence.
    pub ledger: &'static str,
    /// Alias and table of every record in a fact, `r` first.
    pub aliases: Vec<(&'static str, &'static str)>,
    /// SQL expressions: key, organisation, first day, day from which it no longer stands (NULL is open), value.
    pub key: String,
    /// See `key`.
    pub org: String,
    /// See `key`.
    pub from: String,
    /// See `key`.
    pub to: String,
    /// See `key`.
    pub value: String,
    /// `FROM … WHERE …` with all conditions; more may be appended with AND.
    pub tables: String,
}

impl ReadySource {
    /// The statement that lists the facts: key, org, from, to, value, then the ids of the records.
    #[must_use]
    pub fn list(&self) -> String {
        let ids: Vec<String> = self.aliases.iter().map(|(a, _)| format!("{a}.id")).collect();
        format!(
            "SELECT {}, {}, {}, {}, {}, {} {}",
            self.key,
            self.org,
            self.from,
            self.to,
            self.value,
            ids.join(", "),
            self.tables
        )
    }
}

/// All parts of all figures.
#[derive(Default)]
pub struct Parts {
    all: Vec<ReadyPart>,
    of_figure: HashMap<&'static str, Vec<usize>>,
    reading: HashMap<&'static str, Vec<(usize, usize, &'static str)>>,
}

impl Parts {
    /// Makes the parts of the figures ready.
    ///
    /// # Errors
    /// If a definition names an unknown ledger: a mistake of the programmer.
    pub fn new(ledgers: &[Ledger], figures: &[Figure]) -> Result<Parts> {
        let mut out = Parts::default();
        for figure in figures {
            let parts: Vec<(&str, &Part)> = match &figure.measure {
                Measure::Amount(p) => vec![("amount", p)],
                Measure::Ratio(p, of, _) => vec![("part", p), ("of", of)],
                Measure::GainOnLastYear(_) => vec![],
            };
            for (word, part) in parts {
                out.push(ledgers, figure.id, word, part)?;
            }
        }
        Ok(out)
    }

    fn push(&mut self, ledgers: &[Ledger], figure: &'static str, word: &str, part: &Part) -> Result<()> {
        let name = format!("{figure}/{word}");
        let sources = part.sources.iter().map(|s| source(ledgers, part, s).with_context(|| name.clone()));
        let sources = sources.collect::<Result<Vec<_>>>()?;
        let index = self.all.len();
        for (i, s) in sources.iter().enumerate() {
            for (alias, table) in &s.aliases {
                self.reading.entry(table).or_default().push((index, i, alias));
            }
        }
        let lists: Vec<String> = sources.iter().map(ReadySource::list).collect();
        let definition = format!("{:?} {:?} {}", part.counting, part.timing, lists.join(" + "));
        // The number follows from the name, so that adding a figure does not renumber the others.
        let id = number_of(&name);
        ensure!(self.all.iter().all(|p| p.id != id), "part {name} clashes with another by number: rename it");
        self.of_figure.entry(figure).or_default().push(index);
        self.all.push(ReadyPart { id, name, definition, counting: part.counting, timing: part.timing, sources });
        Ok(())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &ReadyPart> {
        self.all.iter()
    }
    /// The parts of a figure: one for an amount, part and whole for a ratio.
    pub fn of(&self, figure: &str) -> impl Iterator<Item = &ReadyPart> {
        self.of_figure.get(figure).into_iter().flatten().map(|i| &self.all[*i])
    }
    /// The part at a position.
    #[must_use]
    pub fn at(&self, index: usize) -> &ReadyPart {
        &self.all[index]
    }
    /// Which sources read a table: position of the part, of the source in it, and the alias.
    #[must_use]
    pub fn reading(&self, table: &str) -> &[(usize, usize, &'static str)] {
        self.reading.get(table).map_or(&[], Vec::as_slice)
    }
    /// Every source: position of the part and of the source in it.
    pub fn sources(&self) -> impl Iterator<Item = (usize, usize)> {
        self.all.iter().enumerate().flat_map(|(i, p)| (0..p.sources.len()).map(move |s| (i, s)))
    }
}

/// FNV-1a over the name, cut to 31 bits.
fn number_of(name: &str) -> i64 {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 33) as i64
}

fn source(ledgers: &[Ledger], part: &Part, facts: &Facts) -> Result<ReadySource> {
    let known = |name: &str| ["org", "case_span"].contains(&name) || ledgers.iter().any(|l| l.name == name);
    ensure!(known(facts.ledger), "no ledger {}", facts.ledger);
    ensure!(!facts.from.is_empty(), "facts of {} need a day", facts.ledger);
    let additive = !matches!(part.counting, Counting::Distinct(_));
    ensure!(
        !(additive && part.timing == Timing::During && !facts.to.is_empty()),
        "events counted one by one cannot end: their months must add up to the year"
    );
    let mut aliases = vec![("r", facts.ledger)];
    let mut tables = format!("FROM {} r", facts.ledger);
    for (alias, name, on) in &facts.joins {
        ensure!(known(name), "no ledger {name}");
        tables.push_str(&format!(" JOIN {name} {alias} ON {on}"));
        aliases.push((alias, name));
    }
    let mut conditions: Vec<String> = aliases.iter().map(|(a, _)| format!("{a}.state = 0")).collect();
    conditions.extend(facts.from.iter().map(|f| format!("{f} IS NOT NULL")));
    if !facts.filter.is_empty() {
        conditions.push(format!("({})", facts.filter));
    }
    let from = later(&facts.from);
    let to = if facts.to.is_empty() { "'9999-12-31'".to_owned() } else { earlier(&facts.to) };
    // A fact that ends before it begins never stands (two posts that did not overlap).
    if !facts.to.is_empty() {
        conditions.push(format!("{from} < {to}"));
    }
    tables.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    let (key, value) = match part.counting {
        Counting::Facts => ("r.id".to_owned(), "1".to_owned()),
        Counting::Distinct(key) => {
            tables.push_str(&format!(" AND {key} IS NOT NULL"));
            (key.to_owned(), "1".to_owned())
        }
        Counting::Sum(value) => {
            tables.push_str(&format!(" AND {value} IS NOT NULL"));
            ("r.id".to_owned(), value.to_owned())
        }
    };
    Ok(ReadySource { ledger: facts.ledger, aliases, key, org: facts.org.to_owned(), from, to, value, tables })
}

fn later(days: &[&str]) -> String {
    days[1..].iter().fold(days[0].to_owned(), |a, b| format!("(CASE WHEN {a} >= {b} THEN {a} ELSE {b} END)"))
}

fn earlier(days: &[&str]) -> String {
    let open = |d: &str| format!("COALESCE({d}, '9999-12-31')");
    let first = open(days[0]);
    days[1..].iter().fold(first, |a, b| {
        let b = open(b);
        format!("(CASE WHEN {a} <= {b} THEN {a} ELSE {b} END)")
    })
}

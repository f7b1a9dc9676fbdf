//! A plan as it was shown: each row in words, kept beside the waiting file, so that a page of it is a page of a table and
//! coming back next day shows the same. Masked fields are masked before they are kept.

use std::collections::HashMap;

use hangji_store::{Id, Tx, V};
use serde::{Deserialize, Serialize};

use super::plan::{Fate, Plan, skip_words};
use crate::ledger::list::{called, shown};
use crate::ledger::naming;
use crate::ledger::{Kind, Ledger, Value};
use crate::refusal::Message;
use crate::term::Lang;
use crate::{Result, System};

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new record.
    Added,
    /// A record gets another state.
    Amended,
    /// Nothing is to be done.
    Skipped,
    /// It cannot be stored.
    Refused,
    /// The reader took it for no data.
    Passed,
}

impl Outcome {
    /// All of them, in the order of the counts.
    pub const ALL: [Outcome; 5] =
        [Outcome::Added, Outcome::Amended, Outcome::Skipped, Outcome::Refused, Outcome::Passed];

    fn code(self) -> i64 {
        self as i64
    }
}

/// A text in both languages; the second only where it differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words(String, #[serde(default, skip_serializing_if = "Option::is_none")] Option<String>);

impl Words {
    fn new(zh: String, en: String) -> Words {
        let en = (en != zh).then_some(en);
        Words(zh, en)
    }

    /// The text in a language.
    #[must_use]
    pub fn in_(&self, lang: Lang) -> &str {
        match (&self.1, lang) {
            (Some(en), Lang::En) => en,
            _ => &self.0,
        }
    }
}

/// A field of a row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cell {
    /// The field's name.
    pub field: String,
    /// What the record holds, if it is to be amended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Words>,
    /// What it will hold.
    pub after: Words,
}

/// A row in words.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Line {
    /// Row number as Excel shows it.
    #[serde(skip)]
    pub number: usize,
    /// The record to amend, and what it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<(i64, String)>,
    /// The organisation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub org: String,
    /// The fields: all of a new record, those that change of another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
    /// Why it is skipped or refused, with the field where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<(Option<String>, Words)>,
}

/// Rows kept of an outcome that nobody must mend; of refused rows all are kept.
pub const MOST: usize = 20_000;

/// Keeps a plan in place of an earlier one of the same file; tells how many rows have each outcome.
///
/// # Errors
/// If the database fails.
pub fn keep(tx: &mut Tx<'_>, sys: &System, ledger: &Ledger, file: Id, plan: &Plan) -> Result<[i64; 5]> {
    tx.run("DELETE FROM waiting_row WHERE file = $1", &[file.into()])?;
    let mut teller = Teller { sys, ledger, file, names: HashMap::new() };
    teller.name_new(plan);
    let mut counts = [0_i64; 5];
    let mut rows: Vec<(i64, i64, i64, String)> = Vec::new();
    for row in &plan.rows {
        let (outcome, line) = match &row.fate {
            Fate::Add(org, values) => (Outcome::Added, teller.added(tx, *org, values)?),
            Fate::Amend(present, values) => {
                let line = teller.amended(tx, present.id, present.org, &present.values, values)?;
                (Outcome::Amended, line)
            }
            Fate::Skip(message) => (Outcome::Skipped, because(None, message)),
            Fate::Refuse(problems) => {
                let why = problems.iter().map(|p| (p.field.map(str::to_owned), words(&p.message))).collect();
                (Outcome::Refused, Line { why, ..Line::default() })
            }
        };
        teller.note(&mut counts, &mut rows, outcome, row.number, &line)?;
    }
    for (number, skip) in &plan.table.skipped {
        teller.note(&mut counts, &mut rows, Outcome::Passed, *number, &because(None, &skip_words(*skip)))?;
    }
    let values = rows.iter().map(|(outcome, place, number, body)| {
        [V::Int(file.0), V::Int(*outcome), V::Int(*place), V::Int(*number), V::Text(body)]
    });
    tx.bulk("waiting_row", &["file", "outcome", "place", "number", "body"], "iiiit", values)?;
    Ok(counts)
}

/// So many rows of an outcome, from a place on.
///
/// # Errors
/// If the database fails.
pub fn lines(tx: &mut Tx<'_>, sys: &System, file: Id, outcome: Outcome, from: i64, rows: i64) -> Result<Vec<Line>> {
    let sql = "SELECT number, body FROM waiting_row WHERE file = $1 AND outcome = $2 AND place >= $3 AND place < $4
               ORDER BY place";
    let params = [file.into(), outcome.code().into(), from.into(), (from + rows).into()];
    tx.all(sql, &params, |r| {
        let line: Line = serde_json::from_str(&sys.encryption.open(&[PLACE, &file.to_string()], r.text(1)?)?)?;
        Ok(Line { number: usize::try_from(r.int(0)?)?, ..line })
    })
}

/// The reasons of all refused rows by row number, in a language.
///
/// # Errors
/// If the database fails.
pub fn reasons(tx: &mut Tx<'_>, sys: &System, file: Id, lang: Lang) -> Result<HashMap<usize, String>> {
    let lines = lines(tx, sys, file, Outcome::Refused, 0, i64::MAX / 2)?;
    let joined = |l: &Line| l.why.iter().map(|(_, why)| why.in_(lang)).collect::<Vec<_>>().join("\n");
    Ok(lines.iter().map(|l| (l.number, joined(l))).collect())
}

/// What sealed rows belong to, beside the file's id.
const PLACE: &str = "waiting_row";

fn words(message: &Message) -> Words {
    Words::new(message.zh.clone(), message.en.clone())
}

fn because(field: Option<String>, message: &Message) -> Line {
    Line { why: vec![(field, words(message))], ..Line::default() }
}

/// Puts values into words.
struct Teller<'t> {
    sys: &'t System,
    ledger: &'t Ledger,
    file: Id,
    /// Names looked up so far, by ledger and id.
    names: HashMap<(&'static str, i64), Option<String>>,
}

impl Teller<'_> {
    /// Organisations that the file itself sets up are in no table yet.
    fn name_new(&mut self, plan: &Plan) {
        if !self.ledger.is_tree {
            return;
        }
        let name = naming::parts(self.ledger).last().copied();
        let Some(at) = name.and_then(|n| self.ledger.position(n)) else { return };
        for row in &plan.rows {
            if let Fate::Add(id, values) = &row.fate
                && let Value::Text(name) = &values[at]
            {
                self.names.insert((self.ledger.name, id.0), Some(name.to_string()));
            }
        }
    }

    fn note(
        &self,
        counts: &mut [i64; 5],
        rows: &mut Vec<(i64, i64, i64, String)>,
        outcome: Outcome,
        number: usize,
        line: &Line,
    ) -> Result<()> {
        let place = counts[outcome as usize];
        counts[outcome as usize] += 1;
        if outcome == Outcome::Refused || place < MOST as i64 {
            // Reasons quote what stood in a cell, masked field or not.
            let body = self.sys.encryption.close(&[PLACE, &self.file.to_string()], &serde_json::to_string(line)?)?;
            rows.push((outcome.code(), place, number as i64, body));
        }
        Ok(())
    }

    fn added(&mut self, tx: &mut Tx<'_>, org: Id, values: &[Value]) -> Result<Line> {
        let mut cells = Vec::new();
        for (i, value) in values.iter().enumerate().filter(|(_, v)| !v.is_null()) {
            let after = self.words(tx, i, value)?;
            cells.push(Cell { field: self.ledger.fields[i].name.to_owned(), before: None, after });
        }
        Ok(Line { org: self.org(tx, org)?, cells, ..Line::default() })
    }

    fn amended(&mut self, tx: &mut Tx<'_>, id: Id, org: Id, old: &[Value], new: &[Value]) -> Result<Line> {
        let mut cells = Vec::new();
        for (i, (before, after)) in old.iter().zip(new).enumerate().filter(|(_, (a, b))| a != b) {
            let (before, after) = (self.words(tx, i, before)?, self.words(tx, i, after)?);
            cells.push(Cell { field: self.ledger.fields[i].name.to_owned(), before: Some(before), after });
        }
        let mut parts = Vec::new();
        for part in naming::parts(self.ledger).into_iter().chain(self.ledger.dated) {
            match self.ledger.position(part) {
                Some(_) if self.ledger.dated == Some(part) && !parts.is_empty() => {}
                Some(i) => parts.push(self.words(tx, i, &old[i])?.0),
                None => parts.push(self.org(tx, org)?),
            }
            parts.retain(|p| !p.is_empty());
        }
        let name = if parts.is_empty() { id.to_string() } else { parts.join(naming::BETWEEN) };
        Ok(Line { record: Some((id.0, name)), org: self.org(tx, org)?, cells, ..Line::default() })
    }

    fn org(&mut self, tx: &mut Tx<'_>, org: Id) -> Result<String> {
        if self.ledger.is_tree {
            return Ok(String::new());
        }
        Ok(self.name(tx, crate::tree::ORGANISATIONS, org.0)?.unwrap_or_default())
    }

    fn words(&mut self, tx: &mut Tx<'_>, i: usize, value: &Value) -> Result<Words> {
        let field = &self.ledger.fields[i];
        let name = match (field.kind, value) {
            (Kind::Record(other), Value::Int(id)) => self.name(tx, other, *id)?,
            _ => None,
        };
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| shown(field, value, name.as_deref(), lang, false));
        Ok(Words::new(zh, en))
    }

    fn name(&mut self, tx: &mut Tx<'_>, ledger: &'static str, id: i64) -> Result<Option<String>> {
        if let Some(name) = self.names.get(&(ledger, id)) {
            return Ok(name.clone());
        }
        let name = called(tx, self.sys, self.sys.ledger(ledger)?, Id(id))?;
        self.names.insert((ledger, id), name.clone());
        Ok(name)
    }
}

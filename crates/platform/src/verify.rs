//! `hangji verify`: recomputes the chain from its entries, the rows from the chain, and what is derived from the rows.
//!
//! Entries are checked in parallel stretches: each stretch starts from the hash stored before it, which the stretch
//! before has to arrive at. At the same time the rows are read and their canonical text compared with the last entry of
//! each record.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

use anyhow::{Context as _, ensure};
use hangji_store::{Db, Tx};

use crate::figures::upkeep::Upkeep;
use crate::journal::{self, hash};
use crate::ledger::{Ledger, State, body, rows};
use crate::{Result, System, tree};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many entries the chain has.
    pub entries: i64,
    /// How many rows were compared with it.
    pub rows: i64,
    /// The first thing that does not fit: where, and in what way.
    pub first_fault: Option<Fault>,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Number of the journal entry at which it shows; the last number + 1 for derived tables.
    pub entry: i64,
    /// What does not fit.
    pub what: String,
}

/// A record's state: its id, the entry that wrote it, and the fingerprint of its text under a key that nobody knows
/// beforehand. Lists of them come almost sorted and are compared by merging, which costs a tenth of a hash table.
type Print = (i64, i64, u64);

/// What one stretch of the chain, or the rows, gave.
#[derive(Default)]
struct Found {
    fault: Option<Fault>,
    states: Vec<Print>,
    /// Records with members erased in some entry, and those with an entry that says so.
    stripped: BTreeMap<i64, i64>,
    erased: HashSet<i64>,
}

impl Found {
    fn note(&mut self, entry: i64, what: String) {
        let fault = Fault { entry, what };
        if self.fault.as_ref().is_none_or(|f| fault < *f) {
            self.fault = Some(fault);
        }
    }
}

/// Verifies the whole database. With `derived`, also the tree and the maintained figures.
///
/// # Errors
/// If the database cannot be read; what does not fit is in the report.
pub fn verify(db: &Db, sys: &System, derived: bool) -> Result<Report> {
    let (last, head_hash) = db.read(journal::head)?;
    let key = RandomState::new();
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8) as i64;
    let step = last / threads + 1;
    let (mut chain, (mut rows, row_fault)) = std::thread::scope(|scope| -> Result<_> {
        let stretches: Vec<_> = (0..threads)
            .map(|i| {
                let (from, to) = (i * step + 1, ((i + 1) * step).min(last));
                let key = &key;
                scope.spawn(move || db.read(|tx| stretch(tx, key, from, to)))
            })
            .collect();
        let rows = db.read(|tx| row_prints(tx, sys, &key))?;
        let mut chain = Found::default();
        for s in stretches {
            let found = s.join().map_err(|_| anyhow::anyhow!("a verifying thread stopped"))??;
            if let Some(f) = found.fault {
                chain.note(f.entry, f.what);
            }
            chain.states.extend(found.states);
            chain.stripped.extend(found.stripped);
            chain.erased.extend(found.erased);
        }
        Ok((chain, rows))
    })?;
    check_head(db, last, &head_hash, &mut chain)?;
    for (record, entry) in chain.stripped.clone() {
        if !chain.erased.contains(&record) {
            chain.note(entry, "fields were erased without an entry that says so".into());
        }
    }
    if chain.fault.is_none() {
        compare(&mut chain, &mut rows, last);
        if let Some(f) = row_fault {
            chain.note(f.entry, f.what);
        }
    }
    if derived && chain.fault.is_none() {
        chain.fault = db.read(|tx| derived_fault(tx, sys))?.map(|what| Fault { entry: last + 1, what });
    }
    Ok(Report { entries: last, rows: rows.len() as i64, first_fault: chain.fault })
}

fn check_head(db: &Db, last: i64, head_hash: &[u8; 32], chain: &mut Found) -> Result<()> {
    let (count, stored) = db.read(|tx| {
        let count = tx.number("SELECT COUNT(*) FROM journal WHERE seq <= $1", &[last.into()])?;
        let sql = "SELECT hash FROM journal WHERE seq = $1";
        Ok((count, tx.first(sql, &[last.into()], |r| Ok(r.blob(0)?.to_vec()))?))
    })?;
    if last > 0 && stored.as_deref() != Some(head_hash) {
        chain.note(last, "the last entry is not the one the head of the journal names".into());
    }
    if count != last {
        chain.note(last, format!("the journal has {count} entries where it should have {last}"));
    }
    Ok(())
}

/// Checks the entries from one number to another.
fn stretch(tx: &mut Tx<'_>, key: &RandomState, from: i64, to: i64) -> Result<Found> {
    let mut found = Found::default();
    if from > to {
        return Ok(found);
    }
    found.states.reserve((to - from + 1) as usize);
    let sql = "SELECT hash FROM journal WHERE seq = $1";
    let before = tx.first(sql, &[(from - 1).into()], |r| Ok(r.blob(0)?.try_into().ok()))?.flatten();
    let mut previous: [u8; 32] = match before {
        Some(hash) => hash,
        None if from == 1 => [0; 32],
        None => {
            found.note(from - 1, "the entry is missing or has no proper hash".into());
            return Ok(found);
        }
    };
    let mut expected = from;
    let sql = "SELECT seq, at, actor, act, batch, ledger, record, prior, reason, body, salt, hash FROM journal
               WHERE seq BETWEEN $1 AND $2 ORDER BY seq";
    tx.each(sql, &[from.into(), to.into()], |r| {
        let seq = r.int(0)?;
        if found.fault.is_some() {
            return Ok(());
        }
        if seq != expected {
            found.note(expected, "the entry is missing".into());
            return Ok(());
        }
        expected += 1;
        if let Err(e) = entry(r, seq, key, &mut previous, &mut found) {
            found.note(seq, format!("{e:#}"));
        }
        Ok(())
    })?;
    if found.fault.is_none() && expected != to + 1 {
        found.note(expected, "the entry is missing".into());
    }
    Ok(found)
}

fn entry(
    r: &hangji_store::Row<'_>,
    seq: i64,
    key: &RandomState,
    previous: &mut [u8; 32],
    found: &mut Found,
) -> Result<()> {
    let (ledger, record, act, text, reason) = (r.text(5)?, r.int(6)?, r.text(3)?, r.text(9)?, r.text(8)?);
    let header =
        hash::Header { seq, at: r.int(1)?, actor: r.int(2)?, act, batch: r.int(4)?, ledger, record, prior: r.int(7)? };
    let computed = hash::entry(previous, &header, reason, text, r.blob(10)?)?;
    ensure!(computed == r.blob(11)?, "entry {seq} ({ledger}) does not match its hash");
    *previous = computed;
    if text.contains("{\"erased\":\"")
        && body::members(text)?.iter().any(|m| m.split_once(':').is_some_and(|(_, v)| hash::erased(v).is_some()))
    {
        found.stripped.insert(record, seq);
    }
    if act == "erase" {
        found.erased.insert(record);
    }
    found.states.push((record, seq, print(key, ledger, act != "withdraw", text)));
    Ok(())
}

fn print(key: &RandomState, ledger: &str, in_force: bool, text: &str) -> u64 {
    key.hash_one((ledger, in_force, text))
}

/// The prints of all rows as they stand, and the first row that cannot be read.
fn row_prints(tx: &mut Tx<'_>, sys: &System, key: &RandomState) -> Result<(Vec<Print>, Option<Fault>)> {
    let (mut prints, mut fault) = (Vec::new(), None);
    for ledger in &sys.ledgers {
        let sql = format!("SELECT {} FROM {} r ORDER BY r.id", rows::columns(ledger, "r"), ledger.name);
        let mut text = String::new();
        tx.each(&sql, &[], |r| {
            match row(r, ledger, key, &mut text) {
                Ok(print) => prints.push(print),
                Err(e) => {
                    let (entry, what) =
                        (r.int(3).unwrap_or(0), format!("a row of {} cannot be read: {e:#}", ledger.name));
                    fault.get_or_insert(Fault { entry, what });
                }
            }
            Ok(())
        })?;
    }
    Ok((prints, fault))
}

fn row(r: &hangji_store::Row<'_>, ledger: &Ledger, key: &RandomState, text: &mut String) -> Result<Print> {
    let state = r.int(2)?;
    ensure!(matches!(state, 0 | 1), "state is neither 0 nor 1");
    text.clear();
    body::write_row(text, ledger, r)?;
    Ok((r.int(0)?, r.int(3)?, print(key, ledger.name, state == State::InForce.code(), text)))
}

/// Compares the last state of each record in the chain with its row. Rows written after the verified head are left to
/// next time.
fn compare(chain: &mut Found, rows: &mut [Print], last: i64) {
    let mut states = std::mem::take(&mut chain.states);
    states.sort_unstable();
    rows.sort_unstable();
    let name = |record: i64| hangji_store::Id(record);
    let mut rows = rows.iter().peekable();
    for (i, (record, entry, print)) in states.iter().enumerate() {
        if states.get(i + 1).is_some_and(|next| next.0 == *record) {
            continue;
        }
        while let Some(extra) = rows.next_if(|r| r.0 < *record) {
            without_entry(chain, extra, last);
        }
        match rows.next_if(|r| r.0 == *record) {
            Some((_, present, _)) if *present > last => {}
            Some((_, present, found)) if present == entry && found == print => {}
            Some((_, present, _)) => {
                let what = format!("record {} (row of entry {present}) is not what entry {entry} says", name(*record));
                chain.note(*entry, what);
            }
            None => chain.note(*entry, format!("record {} has no row", name(*record))),
        }
    }
    for extra in rows {
        without_entry(chain, extra, last);
    }
}

fn without_entry(chain: &mut Found, (record, entry, _): &Print, last: i64) {
    if *entry <= last {
        chain.note(*entry, format!("record {} has a row but no entry", hangji_store::Id(*record)));
    }
}

/// The first derived table that does not follow from the records.
fn derived_fault(tx: &mut Tx<'_>, sys: &System) -> Result<Option<String>> {
    if sys.ledgers.iter().any(|l| l.name == tree::ORGANISATIONS)
        && let Some(org) = tree::first_difference(tx).context("deriving the tree")?
    {
        return Ok(Some(format!(
            "the tree tables of organisation {} do not follow from the ledgers",
            hangji_store::Id(org)
        )));
    }
    for part in sys.parts.iter() {
        let mut stored = HashMap::new();
        tx.each("SELECT org, slot, value, facts FROM figure_sum WHERE part = $1", &[part.id.into()], |r| {
            stored.insert((part.id, r.int(0)?, r.int(1)?), (r.int(2)?, r.int(3)?));
            Ok(())
        })?;
        let fresh = Upkeep::whole(tx, part)?.into_sums();
        let wrong = |a: &HashMap<_, (i64, i64)>, b: &HashMap<_, (i64, i64)>| {
            a.iter().any(|(cell, v)| b.get(cell).copied().unwrap_or_default() != *v)
        };
        if wrong(&stored, &fresh) || wrong(&fresh, &stored) {
            return Ok(Some(format!("the kept sums of {} do not equal the scan of the records", part.name)));
        }
    }
    Ok(None)
}

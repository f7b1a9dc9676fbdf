//! `hangji verify`: recomputes the chain from its entries, the rows from the chain, and what is derived from the rows.
//!
//! Entries are checked in parallel stretches: each stretch starts from the hash stored before it, which the stretch
//! before has to arrive at. At the same time the rows are read and their canonical text compared with the last entry of
//! each record.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{bail, ensure};
use hangji_store::{Db, Tx};

use crate::figures::parts::ReadyPart;
use crate::figures::upkeep::Upkeep;
use crate::journal::{canonical, events, hash};
use crate::ledger::{Ledger, body, rows};
use crate::{Result, System, annotations, procedure, tree};

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
/// beforehand, the last two bits of which tell whether it is in force ([`IN_FORCE`] and the others). Lists of them come
/// almost sorted and are compared by merging, which costs a tenth of a hash table.
type Print = (i64, i64, u64);

const IN_FORCE: u64 = 0;
const WITHDRAWN: u64 = 1;
/// In force or not as the entry before left it: an erasure changes neither.
const AS_BEFORE: u64 = 2;
const FORCE: u64 = 3;

/// What a thread found.
#[derive(Default)]
struct Found {
    fault: Option<Fault>,
    /// States the chain's entries wrote, and states the rows have.
    states: Vec<Print>,
    rows: Vec<Print>,
    row_fault: Option<Fault>,
    /// Records with the entries in which something is erased.
    stripped: Vec<(i64, i64)>,
    /// What is derived and does not follow.
    derived: Option<String>,
}

impl Found {
    fn note(&mut self, entry: i64, what: String) {
        let fault = Fault { entry, what };
        if self.fault.as_ref().is_none_or(|f| fault < *f) {
            self.fault = Some(fault);
        }
    }

    /// Notes what is derived and does not follow. That it cannot even be derived is no error here: the chain will tell.
    fn derive(&mut self, name: &str, differs: Result<Option<String>>) {
        let what = match differs {
            Ok(differs) => differs.map(|what| format!("{what} do not follow from the records")),
            Err(e) => Some(format!("{name} cannot be derived: {e:#}")),
        };
        self.derived = self.derived.take().or(what);
    }

    fn join(&mut self, other: Found) {
        if let Some(f) = other.fault {
            self.note(f.entry, f.what);
        }
        self.states.extend(other.states);
        self.rows.extend(other.rows);
        self.row_fault = self.row_fault.take().into_iter().chain(other.row_fault).min();
        self.stripped.extend(other.stripped);
        self.derived = self.derived.take().or(other.derived);
    }
}

/// Entries checked at a time.
const STRETCH: i64 = 50_000;

/// A piece of the work; pieces are independent, and threads take the next one as they finish.
enum Task<'s> {
    /// The entries from one number to another.
    Stretch(i64, i64),
    /// The rows of a ledger.
    Rows(&'s Ledger),
    /// What stands beside the records.
    AnnotatedRecord,
    /// The tree's tables.
    Tree,
    /// Where cases stand.
    Cases(&'s System),
    /// The kept sums of a figure's part.
    Sums(&'s ReadyPart),
}

/// Verifies the whole database. With `derived`, also the tree and the maintained figures.
///
/// # Errors
/// If the database cannot be read; what does not fit is in the report.
pub fn verify(db: &Db, sys: &System, derived: bool) -> Result<Report> {
    let Head { named, hash, greatest, .. } = db.read(head)?;
    let last = named.min(greatest).max(0);
    let key = RandomState::new();
    let mut tasks: Vec<Task<'_>> = sys.ledgers.iter().map(Task::Rows).collect();
    tasks.push(Task::AnnotatedRecord);
    if derived {
        tasks.extend(sys.ledgers.iter().any(|l| l.name == tree::ORGANISATIONS).then_some(Task::Tree));
        tasks.extend((!sys.procedures.is_empty()).then_some(Task::Cases(sys)));
        tasks.extend(sys.parts.iter().map(Task::Sums));
    }
    tasks.extend((0..=last / STRETCH).map(|i| Task::Stretch(i * STRETCH + 1, ((i + 1) * STRETCH).min(last))));

    let mut found = all_of(db, &key, &tasks)?;
    let now = check_head(db, named, &hash, &mut found)?;
    check_erasures(db, &mut found)?;
    let rows = found.rows.len() as i64;
    // Where the chain itself is broken, what follows from it says nothing.
    if found.fault.is_none() {
        compare(&mut found, last, now);
        found.fault = found.fault.or(found.row_fault);
    }
    let derived = found.derived.map(|what| Fault { entry: last + 1, what });
    Ok(Report { entries: last, rows, first_fault: found.fault.or(derived) })
}

/// Does all tasks on as many threads as there are cores.
fn all_of(db: &Db, key: &RandomState, tasks: &[Task<'_>]) -> Result<Found> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<Found> {
        let mut found = Found::default();
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            match task {
                Task::Stretch(from, to) => db.read(|tx| stretch(tx, key, *from, *to, &mut found))?,
                Task::Rows(ledger) => db.read(|tx| row_prints(tx, ledger, key, &mut found))?,
                Task::AnnotatedRecord => {
                    let differs = db.read(annotations::first_difference)?.map(|(entry, what)| Fault { entry, what });
                    found.row_fault = found.row_fault.take().into_iter().chain(differs).min();
                }
                Task::Tree => found.derive(
                    "the tree",
                    db.read(tree::first_difference).map(|differs| {
                        let name = |id| format!("the tree tables of organisation {}", hangji_store::Id(id));
                        differs.map(name)
                    }),
                ),
                Task::Cases(sys) => found.derive(
                    "where cases stand",
                    db.read(|tx| procedure::first_difference(tx, sys))
                        .map(|differs| differs.map(|id| format!("the spans of case {id}"))),
                ),
                Task::Sums(part) => found.derive(
                    &part.name,
                    db.read(|tx| sums_hold(tx, part))
                        .map(|hold| (!hold).then(|| format!("the kept sums of {}", part.name))),
                ),
            }
        }
        Ok(found)
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(2, usize::from).min(16);
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let mut all = Found::default();
        for t in threads {
            all.join(t.join().map_err(|_| anyhow::anyhow!("a verifying thread stopped"))??);
        }
        Ok(all)
    })
}

/// Where the journal ends, by its head and by its entries.
struct Head {
    named: i64,
    hash: Vec<u8>,
    least: i64,
    greatest: i64,
}

fn head(tx: &mut Tx<'_>) -> Result<Head> {
    let sql = "SELECT seq, hash FROM journal_head WHERE one = 1";
    let (named, hash) = tx.first(sql, &[], |r| Ok((r.int(0)?, r.blob(1)?.to_vec())))?.unwrap_or_default();
    // One at a time, so that SQLite looks at the two ends only.
    let sql = "SELECT COALESCE((SELECT MIN(seq) FROM journal), 1), COALESCE((SELECT MAX(seq) FROM journal), 0)";
    let (least, greatest) = tx.first(sql, &[], |r| Ok((r.int(0)?, r.int(1)?)))?.unwrap_or((1, 0));
    Ok(Head { named, hash, least, greatest })
}

/// Compares the journal's two ends with its head, which was read before, and tells the number of the last entry now:
/// the database may be in use.
fn check_head(db: &Db, named: i64, hash: &[u8], found: &mut Found) -> Result<i64> {
    let (now, stored) = db.read(|tx| {
        let sql = "SELECT hash FROM journal WHERE seq = $1";
        Ok((head(tx)?, tx.first(sql, &[named.into()], |r| Ok(r.blob(0)?.to_vec()))?))
    })?;
    if named > now.greatest {
        found.note(now.greatest + 1, "the entry is missing".into());
    } else if named > 0 && stored.as_deref() != Some(hash) {
        found.note(named, "the last entry is not the one the head of the journal names".into());
    }
    if now.greatest > now.named {
        found.note(now.named + 1, "the journal goes on after the entry that its head names".into());
    }
    if now.least < 1 {
        found.note(now.least, "there is an entry before the first".into());
    }
    Ok(now.named)
}

/// An erasure is an entry after everything that it erased; one made meanwhile, which nobody has verified yet, will do.
fn check_erasures(db: &Db, found: &mut Found) -> Result<()> {
    let sql = "SELECT MAX(seq) FROM journal WHERE record = $1 AND act = 'erase'";
    db.read(|tx| {
        for (record, entry) in std::mem::take(&mut found.stripped) {
            if tx.number(sql, &[record.into()])? <= entry {
                found.note(entry, "something was erased without an entry that says so".into());
            }
        }
        Ok(())
    })
}

/// Checks the entries from one number to another.
fn stretch(tx: &mut Tx<'_>, key: &RandomState, from: i64, to: i64, found: &mut Found) -> Result<()> {
    if from > to {
        return Ok(());
    }
    let mut broken = false;
    let sql = "SELECT hash FROM journal WHERE seq = $1";
    let before = tx.first(sql, &[(from - 1).into()], |r| Ok(r.blob(0)?.try_into().ok()))?.flatten();
    let mut previous: [u8; 32] = match before {
        Some(hash) => hash,
        None if from == 1 => [0; 32],
        None => {
            found.note(from - 1, "the entry is missing or has no proper hash".into());
            return Ok(());
        }
    };
    let mut expected = from;
    let sql = "SELECT seq, at, actor, act, batch, ledger, record, prior, reason, body, salt, hash FROM journal
               WHERE seq BETWEEN $1 AND $2 ORDER BY seq";
    tx.each(sql, &[from.into(), to.into()], |r| {
        let seq = r.int(0)?;
        if broken {
            return Ok(());
        }
        if seq != expected {
            found.note(expected, "the entry is missing".into());
            broken = true;
            return Ok(());
        }
        expected += 1;
        if let Err(e) = entry(r, seq, key, &mut previous, found) {
            found.note(seq, format!("{e:#}"));
            broken = true;
        }
        Ok(())
    })?;
    if !broken && expected != to + 1 {
        found.note(expected, "the entry is missing".into());
    }
    Ok(())
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
    let members_erased = text.contains("{\"erased\":\"")
        && canonical::members(text)?.iter().any(|m| m.split_once(':').is_some_and(|(_, v)| hash::erased(v).is_some()));
    if members_erased || hash::erased(reason).is_some() {
        found.stripped.push((record, seq));
    }
    if ledger == events::LEDGER {
        return Ok(());
    }
    let force = match act {
        "withdraw" => WITHDRAWN,
        "erase" => AS_BEFORE,
        _ => IN_FORCE,
    };
    found.states.push((record, seq, print(key, ledger, text) | force));
    Ok(())
}

fn print(key: &RandomState, ledger: &str, text: &str) -> u64 {
    key.hash_one((ledger, text)) & !FORCE
}

/// The prints of a ledger's rows as they stand, and the first row that cannot be read.
fn row_prints(tx: &mut Tx<'_>, ledger: &Ledger, key: &RandomState, found: &mut Found) -> Result<()> {
    let sql = format!("SELECT {} FROM {} r ORDER BY r.id", rows::columns(ledger, "r"), ledger.name);
    let mut text = String::new();
    tx.each(&sql, &[], |r| {
        match row(r, ledger, key, &mut text) {
            Ok(print) => found.rows.push(print),
            Err(e) => {
                let (entry, what) = (r.int(3).unwrap_or(0), format!("a row of {} cannot be read: {e:#}", ledger.name));
                found.row_fault.get_or_insert(Fault { entry, what });
            }
        }
        Ok(())
    })
}

fn row(r: &hangji_store::Row<'_>, ledger: &Ledger, key: &RandomState, text: &mut String) -> Result<Print> {
    let force = match r.int(2)? {
        0 => IN_FORCE,
        1 => WITHDRAWN,
        _ => bail!("state is neither 0 nor 1"),
    };
    text.clear();
    body::write_row(text, ledger, r)?;
    Ok((r.int(0)?, r.int(3)?, print(key, ledger.name, text) | force))
}

/// Compares the last state of each record in the chain with its row. Rows of entries between the verified one and the
/// last there is now were written meanwhile and are left to next time.
fn compare(found: &mut Found, last: i64, now: i64) {
    let meanwhile = |entry: i64| last < entry && entry <= now;
    let (mut states, mut rows) = (std::mem::take(&mut found.states), std::mem::take(&mut found.rows));
    states.sort_unstable();
    rows.sort_unstable();
    let name = |record: i64| hangji_store::Id(record);
    let mut rows = rows.iter().peekable();
    let mut force = IN_FORCE;
    for (i, (record, entry, print)) in states.iter().enumerate() {
        if print & FORCE != AS_BEFORE {
            force = print & FORCE;
        }
        let print = print & !FORCE | force;
        if states.get(i + 1).is_some_and(|next| next.0 == *record) {
            continue;
        }
        while let Some(extra) = rows.next_if(|r| r.0 < *record) {
            without_entry(found, extra, meanwhile(extra.1));
        }
        match rows.next_if(|r| r.0 == *record) {
            Some((_, present, _)) if meanwhile(*present) => {}
            Some((_, present, now)) if present == entry && *now == print => {}
            Some((_, present, _)) => {
                let what = format!("record {} (row of entry {present}) is not what entry {entry} says", name(*record));
                found.note(*entry, what);
            }
            None => found.note(*entry, format!("record {} has no row", name(*record))),
        }
    }
    for extra in rows {
        without_entry(found, extra, meanwhile(extra.1));
    }
}

fn without_entry(found: &mut Found, (record, entry, _): &Print, meanwhile: bool) {
    if !meanwhile {
        found.note(*entry, format!("record {} has a row but no entry", hangji_store::Id(*record)));
    }
}

/// Whether the kept sums of a part are what its facts give.
fn sums_hold(tx: &mut Tx<'_>, part: &ReadyPart) -> Result<bool> {
    let mut fresh = Upkeep::whole(tx, part)?.into_sums();
    let mut hold = true;
    tx.each("SELECT org, slot, value, facts FROM figure_sum WHERE part = $1", &[part.id.into()], |r| {
        let stored = (r.int(2)?, r.int(3)?);
        hold &= fresh.remove(&(part.id, r.int(0)?, r.int(1)?)).unwrap_or_default() == stored;
        Ok(())
    })?;
    Ok(hold && fresh.values().all(|sum| *sum == (0, 0)))
}

//! Keeps the sums of all figures in step with the records, inside the transaction that changes them.
//!
//! For any change (of records, of the tree) the facts that it touches are read before ("lost") and after ("gained").
//! Facts that count one by one move the sums by their own contribution. For distinct keys the whole group of each
//! touched key is read after; the group before is that group without the gained and with the lost facts, and the sums
//! move by the difference of the two groups' contributions.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use hangji_store::{Day, Id, Row, Tx, V};

use super::declare::{Counting, Timing};
use super::parts::ReadyPart;
use super::period::Period;
use crate::{Result, System};

/// A row of `figure_sum`: part, organisation, slot.
type Cell = (i64, i64, i64);
/// What a cell moves by: value and number of facts.
type Sums = FxHashMap<Cell, (i64, i64)>;
/// The ancestors of an organisation with the days from and until which they were.
type Ancestors = Rc<[(i64, Day, Day)]>;
type AncestorsOf = FxHashMap<i64, Ancestors>;

/// Above this many ids a temporary table is cheaper than a statement each.
const FEW: usize = 16;
/// [`Day::OPEN`] as the database holds it.
const OPEN: &str = "9999-12-31";

/// What a change touches.
pub enum Touched {
    /// Records of a table, by id.
    Records(&'static str, Option<Vec<i64>>),
    /// Organisations whose place in the tree or derived state moved.
    Organisations,
}

impl Touched {
    /// Records of a ledger.
    ///
    /// # Errors
    /// If the database fails.
    pub fn records(tx: &mut Tx<'_>, ledger: &'static str, ids: &[Id]) -> Result<Touched> {
        if ids.len() <= FEW {
            return Ok(Touched::Records(ledger, Some(ids.iter().map(|i| i.0).collect())));
        }
        fill(tx, "touched", ids.iter().map(|i| i.0))?;
        Ok(Touched::Records(ledger, None))
    }

    /// Organisations that moved or changed in the derived tree.
    ///
    /// # Errors
    /// If the database fails.
    pub fn organisations(tx: &mut Tx<'_>, orgs: &[i64]) -> Result<Touched> {
        fill(tx, "touched", orgs.iter().copied())?;
        Ok(Touched::Organisations)
    }
}

fn fill(tx: &mut Tx<'_>, table: &str, ids: impl Iterator<Item = i64>) -> Result<()> {
    tx.batch(&format!("CREATE TEMPORARY TABLE IF NOT EXISTS {table} (id BIGINT PRIMARY KEY)"))?;
    tx.run(&format!("DELETE FROM {table}"), &[])?;
    let unique: BTreeSet<i64> = ids.collect();
    tx.bulk(table, &["id"], "i", unique.into_iter().map(|i| vec![V::Int(i)]))
}

/// Brings the maintained sums in step with the definitions: parts that are new or defined otherwise than when the sums
/// were made are summed anew from the records.
///
/// # Errors
/// If the database fails.
pub fn bring_forward(tx: &mut Tx<'_>, sys: &System) -> Result<()> {
    let known = tx.all("SELECT id, name, definition FROM figure_part", &[], |r| {
        Ok((r.int(0)?, r.text(1)?.to_owned(), r.text(2)?.to_owned()))
    })?;
    for part in sys.parts.iter() {
        let stored = known.iter().find(|(id, ..)| *id == part.id);
        if stored.is_some_and(|(_, name, definition)| *name == part.name && *definition == part.definition) {
            continue;
        }
        tx.run("DELETE FROM figure_sum WHERE part = $1", &[part.id.into()])?;
        tx.run(
            "INSERT INTO figure_part (id, name, definition) VALUES ($1, $2, $3)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, definition = excluded.definition",
            &[part.id.into(), (&part.name).into(), (&part.definition).into()],
        )?;
        Upkeep::whole(tx, part)?.store(tx, sys)?;
    }
    for (id, ..) in known.iter().filter(|(id, ..)| sys.parts.iter().all(|p| p.id != *id)) {
        tx.run("DELETE FROM figure_sum WHERE part = $1", &[(*id).into()])?;
        tx.run("DELETE FROM figure_part WHERE id = $1", &[(*id).into()])?;
    }
    Ok(())
}

/// One fact with the place its organisation had when it was read.
struct Fact {
    key: i64,
    org: i64,
    from: Day,
    to: Day,
    value: i64,
    id: FactId,
    place: Ancestors,
}

/// Which fact it is: position of the source, then the ids of its records. Two sources may make a fact each of one record.
type FactId = Box<[i64]>;

fn fact(row: &Row<'_>, source: usize, records: usize) -> Result<Fact> {
    Ok(Fact {
        key: row.int(0)?,
        org: row.int(1)?,
        from: row.day(2)?,
        to: match row.text(3)? {
            OPEN => Day::OPEN,
            day => day.parse()?,
        },
        value: row.int(4)?,
        id: std::iter::once(Ok(source as i64)).chain((0..records).map(|i| row.int(5 + i))).collect::<Result<_>>()?,
        place: Rc::from([]),
    })
}

/// The movement of the sums that a change brings about.
#[derive(Default)]
pub struct Upkeep {
    sums: Sums,
    lost: HashMap<usize, Vec<Fact>>,
    /// Key and first day of what was gained and not lost again.
    gained: HashMap<usize, FxHashMap<FactId, (i64, Day)>>,
}

impl Upkeep {
    /// Reads the touched facts as they are before the change.
    ///
    /// # Errors
    /// If the database fails.
    pub fn lose(&mut self, tx: &mut Tx<'_>, sys: &System, touched: &Touched) -> Result<()> {
        let facts = touched_facts(tx, sys, touched)?;
        self.take(sys, facts, -1);
        Ok(())
    }

    /// Reads the touched facts as they are after the change.
    ///
    /// # Errors
    /// If the database fails.
    pub fn gain(&mut self, tx: &mut Tx<'_>, sys: &System, touched: &Touched) -> Result<()> {
        let facts = touched_facts(tx, sys, touched)?;
        self.take(sys, facts, 1);
        Ok(())
    }

    fn take(&mut self, sys: &System, facts: HashMap<usize, Vec<Fact>>, sign: i64) {
        for (index, facts) in facts {
            let part = sys.parts.at(index);
            if matches!(part.counting, Counting::Distinct(_)) {
                let gained = self.gained.entry(index).or_default();
                if sign > 0 {
                    gained.extend(facts.into_iter().map(|f| (f.id, (f.key, f.from))));
                } else {
                    // What an earlier part of the same act gained was not there before the act.
                    let facts = facts.into_iter().filter(|f| gained.remove(&f.id).is_none());
                    self.lost.entry(index).or_default().extend(facts);
                }
            } else {
                facts.iter().for_each(|f| one_by_one(&mut self.sums, part, f, sign));
            }
        }
    }

    /// The sums of a part from nothing: all its facts are gained.
    ///
    /// # Errors
    /// If the database fails.
    pub fn whole(tx: &mut Tx<'_>, part: &ReadyPart) -> Result<Upkeep> {
        let places = all_places(tx)?;
        let placed = |f: Fact| match places.get(&f.org) {
            Some(place) => Fact { place: Rc::clone(place), ..f },
            None => f,
        };
        let mut upkeep = Upkeep::default();
        if matches!(part.counting, Counting::Distinct(_)) {
            let mut facts = Vec::new();
            for source in &part.sources {
                facts.extend(tx.all(&source.list(), &[], |r| Ok(placed(fact(r, 0, 0)?)))?);
            }
            by_key(&mut upkeep.sums, part, facts.iter().collect(), 1);
            return Ok(upkeep);
        }
        // Facts of one organisation and day contribute to the same cells: they are added up first.
        let mut days: FxHashMap<(i64, Day, Day), (i64, i64)> = FxHashMap::default();
        for source in &part.sources {
            tx.each(&source.list(), &[], |r| {
                let f = fact(r, 0, 0)?;
                let sum = days.entry((f.org, f.from, f.to)).or_default();
                *sum = (sum.0 + f.value, sum.1 + 1);
                Ok(())
            })?;
        }
        for ((org, from, to), (value, facts)) in days {
            let f = placed(Fact { key: 0, org, from, to, value, id: Box::default(), place: Rc::from([]) });
            several(&mut upkeep.sums, part, &f, value, facts);
        }
        Ok(upkeep)
    }

    /// The sums that moved, as a map for comparison.
    #[must_use]
    pub fn into_sums(self) -> FxHashMap<(i64, i64, i64), (i64, i64)> {
        self.sums
    }

    /// Moves the stored sums.
    ///
    /// # Errors
    /// If the database fails.
    pub fn store(mut self, tx: &mut Tx<'_>, sys: &System) -> Result<()> {
        let indexes: BTreeSet<usize> = self.lost.keys().chain(self.gained.keys()).copied().collect();
        for index in indexes {
            let lost = self.lost.remove(&index).unwrap_or_default();
            let gained = self.gained.remove(&index).unwrap_or_default();
            regroup(tx, &mut self.sums, sys.parts.at(index), &lost, &gained)?;
        }
        write(tx, self.sums)
    }
}

/// Moves the sums by the difference that lost and gained facts make to the groups of their keys.
fn regroup(
    tx: &mut Tx<'_>,
    sums: &mut Sums,
    part: &ReadyPart,
    lost: &[Fact],
    gained: &FxHashMap<FactId, (i64, Day)>,
) -> Result<()> {
    let moved = || lost.iter().map(|f| (f.key, f.from)).chain(gained.values().copied());
    let keys: BTreeSet<i64> = moved().map(|(key, _)| key).collect();
    // Events of other years cannot change: what they contribute is the same before and after.
    let days = || moved().map(|(_, from)| from);
    let years = match (part.timing, days().min(), days().max()) {
        (Timing::During, Some(first), Some(last)) => {
            Some((Period::year(first.year()).first.to_string(), Period::year(last.year()).last.to_string()))
        }
        _ => None,
    };
    let after = groups(tx, part, &keys, years.as_ref())?;
    by_key(sums, part, after.iter().filter(|f| !gained.contains_key(&f.id)).chain(lost).collect(), -1);
    by_key(sums, part, after.iter().collect(), 1);
    Ok(())
}

/// Adds the contributions of the groups that facts form by their keys.
fn by_key(sums: &mut Sums, part: &ReadyPart, mut facts: Vec<&Fact>, sign: i64) {
    facts.sort_unstable_by_key(|f| f.key);
    for group in facts.chunk_by(|a, b| a.key == b.key) {
        grouped(sums, part, group, sign);
    }
}

/// All facts of a part with the given keys, or those that begin between two days.
fn groups(
    tx: &mut Tx<'_>,
    part: &ReadyPart,
    keys: &BTreeSet<i64>,
    days: Option<&(String, String)>,
) -> Result<Vec<Fact>> {
    let mut facts = Vec::new();
    let few = keys.len() <= FEW;
    if !few {
        fill(tx, "touched_key", keys.iter().copied())?;
    }
    for (at, source) in part.sources.iter().enumerate() {
        let n = source.aliases.len();
        let mut sql = source.list();
        let mut params: Vec<V<'_>> = Vec::new();
        if let Some((first, last)) = days {
            sql.push_str(&format!(" AND {0} >= $1 AND {0} <= $2", source.from));
            params.extend([V::from(first), V::from(last)]);
        }
        if few {
            sql.push_str(&format!(" AND {} = ${}", source.key, params.len() + 1));
            for key in keys {
                params.push((*key).into());
                facts.extend(tx.all(&sql, &params, |r| fact(r, at, n))?);
                params.pop();
            }
        } else {
            sql.push_str(&format!(" AND {} IN (SELECT id FROM touched_key)", source.key));
            facts.extend(tx.all(&sql, &params, |r| fact(r, at, n))?);
        }
    }
    place(tx, &mut facts, &mut AncestorsOf::default())?;
    Ok(facts)
}

/// The facts that the touched records or organisations take part in, by position of the part.
fn touched_facts(tx: &mut Tx<'_>, sys: &System, touched: &Touched) -> Result<HashMap<usize, Vec<Fact>>> {
    let mut out: HashMap<usize, Vec<Fact>> = HashMap::new();
    let mut places = AncestorsOf::default();
    let mut conditions: Vec<(usize, usize, String)> = Vec::new();
    match touched {
        Touched::Records(table, ids) => {
            let test = if ids.is_some() { "= $1" } else { "IN (SELECT id FROM touched)" };
            for (part, source, alias) in sys.parts.reading(table) {
                conditions.push((*part, *source, format!("{alias}.id {test}")));
            }
        }
        Touched::Organisations => {
            for (part, source) in sys.parts.sources() {
                let s = &sys.parts.at(part).sources[source];
                conditions.push((part, source, format!("{} IN (SELECT id FROM touched)", s.org)));
            }
            for (part, source, alias) in sys.parts.reading("org") {
                conditions.push((*part, *source, format!("{alias}.id IN (SELECT id FROM touched)")));
            }
        }
    }
    for (part, source, condition) in conditions {
        let s = &sys.parts.at(part).sources[source];
        let sql = format!("{} AND {condition}", s.list());
        let mut facts = Vec::new();
        match touched {
            Touched::Records(_, Some(ids)) => {
                for id in ids {
                    facts.extend(tx.all(&sql, &[(*id).into()], |r| fact(r, source, s.aliases.len()))?);
                }
            }
            _ => facts = tx.all(&sql, &[], |r| fact(r, source, s.aliases.len()))?,
        }
        place(tx, &mut facts, &mut places)?;
        let all = out.entry(part).or_default();
        // A fact whose two records are both touched, or one found by organisation and by record, comes once.
        let several = s.aliases.len() > 1 || matches!(touched, Touched::Organisations);
        if several {
            let mut seen: HashSet<FactId> = all.iter().map(|f| f.id.clone()).collect();
            facts.retain(|f| seen.insert(f.id.clone()));
        }
        all.extend(facts);
    }
    Ok(out)
}

/// The place of every organisation.
fn all_places(tx: &mut Tx<'_>) -> Result<AncestorsOf> {
    let mut rows: HashMap<i64, Vec<(i64, Day, Day)>> = HashMap::new();
    tx.each("SELECT descendant, ancestor, valid_from, valid_to FROM org_closure", &[], |r| {
        rows.entry(r.int(0)?).or_default().push((r.int(1)?, r.day(2)?, r.day(3)?));
        Ok(())
    })?;
    Ok(rows.into_iter().map(|(org, place)| (org, place.into())).collect())
}

/// Gives each fact the place its organisation has in the tree.
fn place(tx: &mut Tx<'_>, facts: &mut [Fact], places: &mut AncestorsOf) -> Result<()> {
    for f in facts {
        let place = match places.get(&f.org) {
            Some(place) => place,
            None => {
                let sql = "SELECT ancestor, valid_from, valid_to FROM org_closure WHERE descendant = $1";
                let rows = tx.all(sql, &[f.org.into()], |r| Ok((r.int(0)?, r.day(1)?, r.day(2)?)))?;
                places.entry(f.org).or_insert(rows.into())
            }
        };
        f.place = Rc::clone(place);
    }
    Ok(())
}

/// Adds a fact's own contribution.
fn one_by_one(sums: &mut Sums, part: &ReadyPart, f: &Fact, sign: i64) {
    several(sums, part, f, sign * f.value, sign);
}

/// Adds the contribution of several facts that stand where and when this one does.
fn several(sums: &mut Sums, part: &ReadyPart, f: &Fact, value: i64, facts: i64) {
    let mut put = |org: i64, slot: i64, sign: i64| {
        let cell = sums.entry((part.id, org, slot)).or_default();
        *cell = (cell.0 + sign * value, cell.1 + sign * facts);
    };
    for (org, since, until) in f.place.iter().copied() {
        match part.timing {
            Timing::During if since <= f.from && f.from < until => put(org, f.from.month_number(), 1),
            Timing::During => {}
            Timing::AtEnd => {
                let (from, to) = (since.max(f.from), until.min(f.to));
                if from < to {
                    put(org, from.number(), 1);
                    if to < Day::OPEN {
                        put(org, to.number(), -1);
                    }
                }
            }
        }
    }
}

/// Adds the contribution of a key's whole group.
fn grouped(sums: &mut Sums, part: &ReadyPart, group: &[&Fact], sign: i64) {
    match part.timing {
        Timing::During => grouped_events(sums, part, group, sign),
        Timing::AtEnd => grouped_stock(sums, part, group, sign),
    }
}

fn grouped_events(sums: &mut Sums, part: &ReadyPart, group: &[&Fact], sign: i64) {
    let mut present: FxHashMap<(i64, i64), i64> = FxHashMap::default();
    for f in group {
        for (org, since, until) in f.place.iter().copied() {
            if since <= f.from && f.from < until {
                for period in periods_of(f.from) {
                    if f.to > period.last
                        && let Some(slot) = period.slot()
                    {
                        *present.entry((org, slot)).or_default() += 1;
                    }
                }
            }
        }
    }
    for ((org, slot), facts) in present {
        let cell = sums.entry((part.id, org, slot)).or_default();
        cell.0 += sign;
        cell.1 += sign * facts;
    }
}

/// The year, quarter and month that hold a day: the periods whose distinct keys are kept.
fn periods_of(day: Day) -> [Period; 3] {
    [Period::year(day.year()), Period::quarter_of(day), Period::month_of(day)]
}

fn grouped_stock(sums: &mut Sums, part: &ReadyPart, group: &[&Fact], sign: i64) {
    // Per ancestor: on which days how many of the key's facts begin (+) or end (−) to stand.
    let mut steps: BTreeMap<(i64, Day), i64> = BTreeMap::new();
    for f in group {
        for (org, since, until) in f.place.iter().copied() {
            let (from, to) = (since.max(f.from), until.min(f.to));
            if from < to {
                *steps.entry((org, from)).or_default() += 1;
                *steps.entry((org, to)).or_default() -= 1;
            }
        }
    }
    let (mut at, mut standing) = (0, 0);
    for ((org, day), step) in steps {
        if org != at {
            (at, standing) = (org, 0);
        }
        let before = i64::from(standing > 0);
        standing += step;
        let moved = i64::from(standing > 0) - before;
        if day < Day::OPEN && (moved != 0 || step != 0) {
            let cell = sums.entry((part.id, org, day.number())).or_default();
            cell.0 += sign * moved;
            cell.1 += sign * step;
        }
    }
}

/// Adds the movement to the stored sums.
fn write(tx: &mut Tx<'_>, sums: Sums) -> Result<()> {
    let mut moved: Vec<(Cell, (i64, i64))> = sums.into_iter().filter(|(_, by)| *by != (0, 0)).collect();
    moved.sort_unstable();
    let rows =
        || moved.iter().map(|((p, o, s), (v, n))| vec![V::Int(*p), V::Int(*o), V::Int(*s), V::Int(*v), V::Int(*n)]);
    let on_conflict = "ON CONFLICT (part, org, slot)
        DO UPDATE SET value = figure_sum.value + excluded.value, facts = figure_sum.facts + excluded.facts";
    if moved.len() <= 4 * FEW {
        let sql =
            format!("INSERT INTO figure_sum (part, org, slot, value, facts) VALUES ($1, $2, $3, $4, $5) {on_conflict}");
        for row in rows() {
            tx.run(&sql, &row)?;
        }
        return Ok(());
    }
    tx.batch(
        "CREATE TEMPORARY TABLE IF NOT EXISTS figure_move
           (part BIGINT, org BIGINT, slot BIGINT, value BIGINT, facts BIGINT)",
    )?;
    tx.run("DELETE FROM figure_move", &[])?;
    tx.bulk("figure_move", &["part", "org", "slot", "value", "facts"], "iiiii", rows())?;
    tx.run(
        &format!(
            "INSERT INTO figure_sum (part, org, slot, value, facts)
             SELECT part, org, slot, value, facts FROM figure_move WHERE true {on_conflict}"
        ),
        &[],
    )?;
    Ok(())
}

//! The tasks that are open: counted and listed for whoever must act, within what they see.

use std::sync::PoisonError;

use hangji_store::{Day, Id, Tx};

use super::declare::{Due, Standing, Task};
use crate::access::scope::{Plan, Scope};
use crate::access::{Reach, Viewer};
use crate::ledger::Ledger;
use crate::ledger::list::{self, Line};
use crate::query::Query;
use crate::{Result, System, tree};

/// For whom tasks are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The viewer must act: they may write what is to be written, in their territory, or the record names them.
    Mine,
    /// Others in the viewer's territory must act; the viewer only sees how it stands.
    Others,
}

/// How many records carry a task, by standing.
#[derive(Debug, Clone, Copy)]
pub struct Count<'s> {
    /// Ledger of the records.
    pub ledger: &'s Ledger,
    /// The task.
    pub task: &'s Task,
    /// Past their day.
    pub overdue: i64,
    /// Within the days of warning.
    pub soon: i64,
    /// Farther off.
    pub later: i64,
}

impl Count<'_> {
    /// How many stand so.
    #[must_use]
    pub fn of(&self, standing: Standing) -> i64 {
        match standing {
            Standing::Overdue => self.overdue,
            Standing::Soon => self.soon,
            Standing::Later => self.later,
        }
    }
}

/// One record with its task.
#[derive(Debug, Clone)]
pub struct Open<'s> {
    /// Ledger of the record.
    pub ledger: &'s Ledger,
    /// The task.
    pub task: &'s Task,
    /// By when.
    pub due: Day,
    /// How that stands today.
    pub standing: Standing,
    /// The record as lists show it.
    pub line: Line,
}

/// Which open tasks are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'w> {
    /// Only this task, by id.
    pub task: Option<&'w str>,
    /// Only those that stand so.
    pub standing: Option<Standing>,
    /// How many to pass over.
    pub skip: i64,
    /// How many at most.
    pub take: i64,
}

const REMEMBERED: usize = 1024;

/// The tasks that a viewer may have anything to do with, in the order of their declaration.
fn concerning<'s>(sys: &'s System, viewer: &Viewer, whose: Whose) -> Vec<(&'s Ledger, &'s Task)> {
    let readable = sys.ledgers.iter().filter(|l| viewer.may_read(sys, l.name).is_ok());
    let all = readable.flat_map(|l| l.tasks.iter().map(move |d| (l, d)));
    all.filter(|(l, d)| match whose {
        Whose::Mine => acts(viewer, l, d) || viewer.person.is_some() && !d.named.is_empty(),
        Whose::Others => !acts(viewer, l, d) && over_territory(viewer),
    })
    .collect()
}

/// Whether the viewer's role does what the task asks for.
fn acts(viewer: &Viewer, ledger: &Ledger, task: &Task) -> bool {
    over_territory(viewer) && viewer.writes(task.done_in.unwrap_or(ledger.name))
}

fn over_territory(viewer: &Viewer) -> bool {
    viewer.role.as_ref().is_none_or(|r| r.reach == Reach::Territory)
}

/// Appends `FROM … WHERE …` of the records that carry a task and are seen, for whoever is asked.
fn records(query: &mut Query<'_>, viewer: &Viewer, whose: Whose, ledger: &Ledger, task: &Task, today: Day) {
    query.push(&format!(" FROM {} r WHERE r.state = 0 AND ({}) AND ", ledger.name, task.condition(today)));
    if let Due::After(field, _) = task.due {
        query.push(&format!("r.{field} IS NOT NULL AND "));
    }
    viewer.scope().restrict(query, ledger, Plan::Walk);
    query.push(" AND (");
    let territory = match viewer.scope() {
        scope if scope.is_everything() => scope,
        scope => scope.node().map_or(Scope::involved(None), |node| Scope::territory(node, None)),
    };
    let named = viewer.person.filter(|_| !task.named.is_empty());
    match whose {
        Whose::Mine if acts(viewer, ledger, task) => {
            territory.restrict(query, ledger, Plan::Walk);
            if let Some(person) = named {
                query.push(" OR ");
                names(query, task, person);
            }
        }
        Whose::Mine => names(query, task, named.unwrap_or_default()),
        Whose::Others => {
            territory.restrict(query, ledger, Plan::Walk);
            if let Some(person) = named {
                query.push(" AND NOT (");
                names(query, task, person);
                query.push(")");
            }
        }
    }
    query.push(")");
}

/// That one of the task's persons is this one; a field left empty names nobody.
fn names(query: &mut Query<'_>, task: &Task, person: Id) {
    for (i, field) in task.named.iter().enumerate() {
        query.push(&format!("{}COALESCE(r.{field}, 0) = ", if i == 0 { "" } else { " OR " }));
        query.bind_int(person.0);
    }
    if task.named.is_empty() {
        query.push("1 = 0");
    }
}

/// The days of a task's field between which records stand so; `None` is unbounded.
fn bounds(task: &Task, standing: Standing, today: Day) -> (Option<Day>, Option<Day>) {
    let back = match task.due {
        Due::After(_, days) => -days,
        Due::YearEnd => 0,
    };
    let day = |days: i64| today.plus_days(back + days);
    match standing {
        Standing::Overdue => (None, Some(day(-1))),
        Standing::Soon => (Some(day(0)), Some(day(task.warning))),
        Standing::Later => (Some(day(task.warning + 1)), None),
    }
}

/// How many records carry each task, in the order of their declaration; tasks that nothing carries are left out.
///
/// # Errors
/// If the database fails.
pub fn counts<'s>(
    tx: &mut Tx<'_>,
    sys: &'s System,
    viewer: &Viewer,
    whose: Whose,
    today: Day,
) -> Result<Vec<Count<'s>>> {
    let tasks = concerning(sys, viewer, whose);
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let query = counting(viewer, whose, &tasks, today);
    let stamp = stamp(tx, &tasks)?;
    let known = || sys.tasks.known.lock().unwrap_or_else(PoisonError::into_inner);
    let key = query.fingerprint();
    let remembered = known().get(&key).filter(|(s, _)| *s == stamp).map(|(_, counts)| counts.clone());
    let found = match remembered {
        Some(found) => found,
        None => {
            let mut found = vec![[0; 3]; tasks.len()];
            tx.each(query.text(), &query.params(), |r| {
                found[r.int(0)? as usize] = [r.int(1)?, r.int(2)?, r.int(3)?];
                Ok(())
            })?;
            let mut known = known();
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(key, (stamp, found.clone()));
            found
        }
    };
    let counts = tasks.iter().zip(found).filter(|(_, n)| *n != [0; 3]);
    Ok(counts.map(|((ledger, task), [overdue, soon, later])| Count { ledger, task, overdue, soon, later }).collect())
}

/// One row a task: its place in the list, then the number of records by standing.
fn counting<'q>(viewer: &Viewer, whose: Whose, tasks: &[(&Ledger, &Task)], today: Day) -> Query<'q> {
    let mut query = Query::default();
    for (i, (ledger, task)) in tasks.iter().enumerate() {
        query.push(&format!("{}SELECT {i} AS place", if i == 0 { "" } else { " UNION ALL " }));
        for standing in Standing::ALL {
            match task.due {
                Due::YearEnd => {
                    let due = task.due_on(None, today).unwrap_or(today);
                    let counted = Standing::of(due, today, task.warning) == standing;
                    query.push(if counted { ", COUNT(*)" } else { ", CAST(0 AS BIGINT)" });
                }
                Due::After(field, _) => {
                    query.push(", CAST(COALESCE(SUM(CASE WHEN ");
                    between(&mut query, field, bounds(task, standing, today));
                    query.push(" THEN 1 ELSE 0 END), 0) AS BIGINT)");
                }
            }
        }
        records(&mut query, viewer, whose, ledger, task, today);
    }
    query
}

fn between(query: &mut Query<'_>, field: &str, (first, last): (Option<Day>, Option<Day>)) {
    query.push("1 = 1");
    for (day, sign) in [(first, ">="), (last, "<=")] {
        if let Some(day) = day {
            query.push(&format!(" AND r.{field} {sign} "));
            query.bind_text(day.to_string());
        }
    }
}

/// The hash of the last entry that can have changed the counts: no two states of any database share it.
fn stamp(tx: &mut Tx<'_>, tasks: &[(&Ledger, &Task)]) -> Result<Vec<u8>> {
    let own = tasks.iter().flat_map(|(l, d)| [Some(l.name), d.done_in].into_iter().flatten());
    let mut names: Vec<&str> = own.chain([tree::ORGANISATIONS, tree::CHANGES]).collect();
    names.sort_unstable();
    names.dedup();
    let list: Vec<String> = names.iter().map(|n| format!("'{n}'")).collect();
    let sql = format!(
        "SELECT hash FROM journal WHERE seq = (SELECT MAX(seq) FROM ledger_head WHERE ledger IN ({}))",
        list.join(", ")
    );
    Ok(tx.first(&sql, &[], |r| Ok(r.blob(0)?.to_vec()))?.unwrap_or_default())
}

/// The records that carry tasks, the most pressing first.
///
/// # Errors
/// If the database fails.
pub fn list<'s>(
    tx: &mut Tx<'_>,
    sys: &'s System,
    viewer: &Viewer,
    whose: Whose,
    today: Day,
    wanted: Wanted<'_>,
) -> Result<Vec<Open<'s>>> {
    let mut found: Vec<(Day, usize, Id)> = Vec::new();
    let tasks = concerning(sys, viewer, whose);
    for (i, (ledger, task)) in tasks.iter().enumerate() {
        if wanted.task.is_none_or(|id| id == task.id) {
            due(tx, viewer, whose, (ledger, task), today, wanted, |day, id| found.push((day, i, id)))?;
        }
    }
    found.sort_unstable();
    let stretch = found.into_iter().skip(wanted.skip.max(0) as usize).take(wanted.take.max(0) as usize);
    let (scope, mut out) = (viewer.scope(), Vec::new());
    for (due, i, id) in stretch {
        let (ledger, task) = tasks[i];
        if let Some(line) = list::one(tx, sys, &scope, ledger, id)? {
            out.push(Open { ledger, task, due, standing: Standing::of(due, today, task.warning), line });
        }
    }
    Ok(out)
}

/// Calls `f` with due day and id of the first records of one task.
fn due(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    whose: Whose,
    (ledger, task): (&Ledger, &Task),
    today: Day,
    wanted: Wanted<'_>,
    mut f: impl FnMut(Day, Id),
) -> Result<()> {
    let mut query = Query::default();
    match task.due {
        Due::After(field, _) => query.push(&format!("SELECT r.id, r.{field}")),
        Due::YearEnd => {
            let due = task.due_on(None, today).unwrap_or(today);
            if wanted.standing.is_some_and(|s| s != Standing::of(due, today, task.warning)) {
                return Ok(());
            }
            query.push("SELECT r.id, CAST(");
            query.bind_text(due.to_string());
            query.push(" AS TEXT)");
        }
    }
    records(&mut query, viewer, whose, ledger, task, today);
    if let (Due::After(field, _), Some(standing)) = (task.due, wanted.standing) {
        query.push(" AND ");
        between(&mut query, field, bounds(task, standing, today));
    }
    query.push(" ORDER BY 2, 1 LIMIT ");
    query.bind_int(wanted.skip.saturating_add(wanted.take));
    tx.each(query.text(), &query.params(), |r| {
        let due = task.due_on(Some(r.day(1)?), today).unwrap_or(today);
        f(due, r.id(0)?);
        Ok(())
    })
}

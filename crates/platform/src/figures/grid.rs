//! Many readings at once: a figure at several nodes in several periods, whole or by group, from a few statements instead
//! of one for each cell. Every cell equals what [`super::read`] reads there alone.

use std::collections::{BTreeMap, HashMap};

use hangji_store::{Day, Id, Tx};

use super::declare::{Counting, Figure, Measure, Timing};
pub use super::group::{Group, Key};
use super::parts::ReadyPart;
use super::period::Period;
use super::read::{Reading, compose, slots};
use super::scan;
use crate::query::Query;
use crate::{Result, System};

/// Readings by node, then by period, in the order asked for.
pub type Cells = Vec<Vec<Reading>>;
/// A part's number and facts, by node, then by period.
type Counts = Vec<Vec<(i64, i64)>>;

/// Nodes named in one statement.
const NODES: usize = 500;

/// A figure at nodes in periods, from the maintained sums where a period allows.
///
/// # Errors
/// If the database fails.
pub fn read(tx: &mut Tx<'_>, sys: &System, figure: &Figure, nodes: &[Id], periods: &[Period]) -> Result<Cells> {
    if let Measure::GainOnLastYear(of) = figure.measure {
        let of = sys.figure(of)?;
        let all = read(tx, sys, of, nodes, &with_years_before(periods))?;
        return Ok(all.into_iter().map(|row| gains(&row)).collect());
    }
    let mut parts = Vec::with_capacity(2);
    for part in sys.parts.of(figure.id) {
        parts.push(part_counts(tx, part, nodes, periods)?);
    }
    Ok(composed(figure, &parts, nodes.len(), periods.len()))
}

/// A figure at nodes in periods by group, scanned from the records: only groups that have facts.
///
/// # Errors
/// If the database fails.
pub fn grouped(
    tx: &mut Tx<'_>,
    sys: &System,
    figure: &Figure,
    nodes: &[Id],
    periods: &[Period],
    group: Group,
) -> Result<BTreeMap<Key, Cells>> {
    if let Measure::GainOnLastYear(of) = figure.measure {
        let of = sys.figure(of)?;
        let all = grouped(tx, sys, of, nodes, &with_years_before(periods), group)?;
        return Ok(all.into_iter().map(|(k, cells)| (k, cells.iter().map(|row| gains(row)).collect())).collect());
    }
    let parts: Vec<&ReadyPart> = sys.parts.of(figure.id).collect();
    let mut found: BTreeMap<Key, Vec<Counts>> = BTreeMap::new();
    let at = places(nodes);
    for (p, part) in parts.iter().enumerate() {
        for (t, period) in periods.iter().enumerate() {
            for some in nodes.chunks(NODES) {
                for found_at in scan::grid(tx, part, some, *period, Some(group))? {
                    let Some(n) = at.get(&found_at.node) else { continue };
                    let empty = || vec![vec![vec![(0, 0); periods.len()]; nodes.len()]; parts.len()];
                    found.entry(found_at.group).or_insert_with(empty)[p][*n][t] = found_at.count;
                }
            }
        }
    }
    let whole = |counts: Vec<Counts>| composed(figure, &counts, nodes.len(), periods.len());
    Ok(found.into_iter().map(|(key, counts)| (key, whole(counts))).collect())
}

fn with_years_before(periods: &[Period]) -> Vec<Period> {
    periods.iter().copied().chain(periods.iter().map(|p| p.year_before())).collect()
}

/// From readings of periods followed by those of the years before: what was gained in each.
fn gains(row: &[Reading]) -> Vec<Reading> {
    let (now, before) = row.split_at(row.len() / 2);
    now.iter().zip(before).map(|(now, before)| now.gain_on(before)).collect()
}

fn composed(figure: &Figure, parts: &[Counts], nodes: usize, periods: usize) -> Cells {
    let cell = |n: usize, t: usize| {
        let numbers: Vec<(i64, i64)> = parts.iter().map(|counts| counts[n][t]).collect();
        compose(&figure.measure, &numbers)
    };
    (0..nodes).map(|n| (0..periods).map(|t| cell(n, t)).collect()).collect()
}

fn places(nodes: &[Id]) -> HashMap<i64, usize> {
    nodes.iter().enumerate().map(|(i, id)| (id.0, i)).collect()
}

fn part_counts(tx: &mut Tx<'_>, part: &ReadyPart, nodes: &[Id], periods: &[Period]) -> Result<Counts> {
    let mut out = vec![vec![(0, 0); periods.len()]; nodes.len()];
    let at = places(nodes);
    let kept: Vec<(usize, (i64, i64))> =
        periods.iter().enumerate().filter_map(|(t, p)| Some((t, slots(part, *p)?))).collect();
    for some in nodes.chunks(NODES) {
        match part.timing {
            Timing::During => events(tx, part, some, &kept, &at, &mut out)?,
            Timing::AtEnd => stocks(tx, part, some, &kept, &at, &mut out)?,
        }
        for (t, period) in periods.iter().enumerate().filter(|(t, _)| kept.iter().all(|(k, _)| k != t)) {
            for found in scan::grid(tx, part, some, *period, None)? {
                if let Some(n) = at.get(&found.node) {
                    out[*n][t] = found.count;
                }
            }
        }
    }
    Ok(out)
}

/// The sums of events: those of the months of each period, or of distinct keys its own slot.
fn events(
    tx: &mut Tx<'_>,
    part: &ReadyPart,
    nodes: &[Id],
    kept: &[(usize, (i64, i64))],
    at: &HashMap<i64, usize>,
    out: &mut Counts,
) -> Result<()> {
    let (Some(first), Some(last)) = (kept.iter().map(|k| k.1.0).min(), kept.iter().map(|k| k.1.1).max()) else {
        return Ok(());
    };
    let mut query = sums_of("SELECT org, slot, value, facts", part, nodes);
    if matches!(part.counting, Counting::Distinct(_)) {
        // Slots of years, quarters and months are numbers of different length: each is named.
        query.push(" AND slot IN (");
        for (i, (_, (slot, _))) in kept.iter().enumerate() {
            query.push(if i == 0 { "" } else { ", " });
            query.bind_int(*slot);
        }
        query.push(")");
    } else {
        query.push(" AND slot BETWEEN ");
        query.bind_int(first);
        query.push(" AND ");
        query.bind_int(last);
    }
    tx.each(query.text(), &query.params(), |r| {
        let (slot, value, facts) = (r.int(1)?, r.int(2)?, r.int(3)?);
        let Some(n) = at.get(&r.int(0)?) else { return Ok(()) };
        for (t, (from, to)) in kept {
            if (*from..=*to).contains(&slot) {
                let cell = &mut out[*n][*t];
                *cell = (cell.0 + value, cell.1 + facts);
            }
        }
        Ok(())
    })
}

/// The sums of what stands: the steps up to each period's last day, added up by the database between those days.
fn stocks(
    tx: &mut Tx<'_>,
    part: &ReadyPart,
    nodes: &[Id],
    kept: &[(usize, (i64, i64))],
    at: &HashMap<i64, usize>,
    out: &mut Counts,
) -> Result<()> {
    let mut ends: Vec<i64> = kept.iter().map(|k| k.1.1).collect();
    ends.sort_unstable();
    ends.dedup();
    let Some(last) = ends.last().copied() else { return Ok(()) };
    let mut select = String::from("SELECT org, CASE");
    for (i, end) in ends.iter().enumerate() {
        select.push_str(&format!(" WHEN slot <= {end} THEN {i}"));
    }
    select.push_str(" END AS step, CAST(SUM(value) AS BIGINT), CAST(SUM(facts) AS BIGINT)");
    let mut query = sums_of(&select, part, nodes);
    query.push(" AND slot BETWEEN ");
    query.bind_int(Day::FIRST.number());
    query.push(" AND ");
    query.bind_int(last);
    query.push(" GROUP BY 1, 2");
    tx.each(query.text(), &query.params(), |r| {
        let (step, value, facts) = (r.int(1)? as usize, r.int(2)?, r.int(3)?);
        let Some(n) = at.get(&r.int(0)?) else { return Ok(()) };
        for (t, (_, end)) in kept {
            if *end >= ends[step] {
                let cell = &mut out[*n][*t];
                *cell = (cell.0 + value, cell.1 + facts);
            }
        }
        Ok(())
    })
}

fn sums_of<'q>(select: &str, part: &ReadyPart, nodes: &[Id]) -> Query<'q> {
    let mut query = Query::new(&format!("{select} FROM figure_sum WHERE part = "));
    query.bind_int(part.id);
    query.push(" AND org IN (");
    query.bind_ids(nodes.iter().copied());
    query.push(")");
    query
}

//! The evidence list: the records behind a figure, newest first, within the viewer's scope.

use hangji_store::{Id, Tx};

use super::declare::Figure;
use super::parts::ReadyPart;
use super::period::Period;
use super::scan::facts_at;
use crate::access::scope::{Plan, Scope};
use crate::ledger::list::{self, Line};
use crate::query::Query;
use crate::{Result, System};

/// One record behind a figure.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Ledger of the record.
    pub ledger: &'static str,
    /// The record as lists show it.
    pub line: Line,
}

/// Which records behind a figure are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The node the figure is read at.
    pub node: Id,
    /// Its period.
    pub period: Period,
    /// Position of the part: 0 the amount or the numerator, 1 the denominator.
    pub part: usize,
    /// How many to pass over.
    pub skip: i64,
    /// How many at most.
    pub take: i64,
}

/// The records behind a figure. A gain on last year stands on the records of both years.
///
/// # Errors
/// If the database fails.
pub fn list(tx: &mut Tx<'_>, sys: &System, scope: &Scope, figure: &Figure, wanted: Wanted) -> Result<Vec<Witness>> {
    if let super::Measure::GainOnLastYear(of) = figure.measure {
        let of = sys.figure(of)?;
        let now = list(tx, sys, scope, of, wanted)?;
        let left = wanted.take - now.len() as i64;
        if left <= 0 {
            return Ok(now);
        }
        let here = super::read::read(tx, sys, of, wanted.node, wanted.period)?.records;
        let skip = (wanted.skip - here).max(0);
        let before = Wanted { period: wanted.period.year_before(), skip, take: left, ..wanted };
        let mut both = now;
        both.extend(list(tx, sys, scope, of, before)?);
        return Ok(both);
    }
    let Some(part) = sys.parts.of(figure.id).nth(wanted.part) else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for (source, id) in ids(tx, sys, scope, part, wanted)? {
        let ledger = sys.ledger(part.sources[source].ledger)?;
        if let Some(line) = list::one(tx, sys, scope, ledger, id)? {
            out.push(Witness { ledger: ledger.name, line });
        }
    }
    Ok(out)
}

/// Source and id of the records of one stretch of the list.
fn ids(tx: &mut Tx<'_>, sys: &System, scope: &Scope, part: &ReadyPart, wanted: Wanted) -> Result<Vec<(usize, Id)>> {
    let mut query = Query::default();
    let (_, facts) = super::read::kept(tx, part, wanted.node, wanted.period)?;
    let root = crate::tree::lookup::root(tx)?.map_or(wanted.node, |o| o.id);
    let (_, all) = super::read::kept(tx, part, root, wanted.period)?;
    let plan = Plan::weigh(wanted.skip + wanted.take, facts, facts, all);
    for (i, source) in part.sources.iter().enumerate() {
        let select = format!("SELECT {i}, r.id, {} {}", source.from, facts_at(source, part.timing, plan));
        if i == 0 {
            let period = wanted.period;
            query = Query::new(&select);
            query.stand_for([period.first.to_string(), period.last.to_string()], wanted.node.0);
        } else {
            query.push(" UNION ALL ");
            query.push(&select);
        }
        query.push(" AND ");
        scope.restrict(&mut query, sys.ledger(source.ledger)?, Plan::Walk);
    }
    query.push(" ORDER BY 3 DESC, 2 DESC LIMIT ");
    query.bind_int(wanted.take);
    query.push(" OFFSET ");
    query.bind_int(wanted.skip);
    tx.all(query.text(), &query.params(), |r| Ok((r.int(0)? as usize, r.id(1)?)))
}

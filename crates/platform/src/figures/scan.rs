//! The scan: a part's number counted from the records, with nothing kept. What the maintained sums must equal.

use hangji_store::{Id, Tx};

use super::declare::{Counting, Timing};
use super::parts::{ReadyPart, ReadySource};
use super::period::Period;
use crate::Result;
use crate::access::scope::Plan;

/// The FROM and WHERE of a source's facts that count at a node in a period. `$1`, `$2`, `$3` stand for the period's first
/// day, its last, and the node.
#[must_use]
pub fn facts_at(source: &ReadySource, timing: Timing, plan: Plan) -> String {
    let (from, to, org) = (&source.from, &source.to, &source.org);
    // The tree of the fact's own day for events, of the period's last day for stocks.
    let (when, placed) = match timing {
        Timing::During => (format!("{from} >= $1 AND {from} <= $2 AND {to} > $2"), from.as_str()),
        Timing::AtEnd => (format!("CAST($1 AS TEXT) <= $2 AND {from} <= $2 AND {to} > $2"), "$2"),
    };
    let gathered = match plan {
        Plan::Walk => String::new(),
        Plan::Gather => format!(" AND {org} IN (SELECT c.descendant FROM org_closure c WHERE c.ancestor = $3)"),
    };
    format!(
        "{} AND {when}{gathered} AND EXISTS (SELECT 1 FROM org_closure c WHERE c.descendant = {org} AND c.ancestor = $3
           AND c.valid_from <= {placed} AND {placed} < c.valid_to)",
        source.tables
    )
}

/// A part's number and how many facts it stands on, counted from the records.
///
/// # Errors
/// If the database fails.
pub fn count(tx: &mut Tx<'_>, part: &ReadyPart, node: Id, period: Period) -> Result<(i64, i64)> {
    let lists: Vec<String> = part
        .sources
        .iter()
        .map(|s| format!("SELECT {} AS k, {} AS v {}", s.key, s.value, facts_at(s, part.timing, Plan::Walk)))
        .collect();
    let total = match part.counting {
        Counting::Distinct(_) => "COUNT(DISTINCT k)",
        Counting::Facts | Counting::Sum(_) => "CAST(COALESCE(SUM(v), 0) AS BIGINT)",
    };
    let sql = format!("SELECT {total}, COUNT(*) FROM ({}) AS f", lists.join(" UNION ALL "));
    let (first, last) = (period.first.to_string(), period.last.to_string());
    let params = [(&first).into(), (&last).into(), node.into()];
    Ok(tx.first(&sql, &params, |r| Ok((r.int(0)?, r.int(1)?)))?.unwrap_or((0, 0)))
}

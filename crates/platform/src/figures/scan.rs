//! The scan: a part's number counted from the records, with nothing kept. What the maintained sums must equal.

use hangji_store::{Id, Tx};

use super::declare::{Counting, Timing};
use super::group::{Group, Key};
use super::parts::{ReadyPart, ReadySource};
use super::period::Period;
use crate::Result;
use crate::access::scope::Plan;
use crate::query::Query;

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

/// A part's number at a node, of a group where they are told apart.
pub(super) struct Found {
    /// The node.
    pub(super) node: i64,
    /// The group; none too where the facts are not told apart.
    pub(super) group: Key,
    /// The number, and the facts it stands on.
    pub(super) count: (i64, i64),
}

/// A part's numbers at several nodes in a period, perhaps by group, counted from the records in one pass; nodes and groups
/// without facts are left out.
pub(super) fn grid(
    tx: &mut Tx<'_>,
    part: &ReadyPart,
    nodes: &[Id],
    period: Period,
    group: Option<Group>,
) -> Result<Vec<Found>> {
    let by = match group {
        None => "CAST(NULL AS TEXT)",
        Some(Group::OrgKind) => "s.kind",
        Some(Group::Field(_)) => "f.g",
    };
    let total = match part.counting {
        Counting::Distinct(_) => "COUNT(DISTINCT f.k)",
        Counting::Facts | Counting::Sum(_) => "CAST(COALESCE(SUM(f.v), 0) AS BIGINT)",
    };
    let mut query = Query::new(&format!("SELECT c.ancestor, {by}, {total}, COUNT(*) FROM ("));
    for (i, source) in part.sources.iter().enumerate() {
        query.push(if i == 0 { "" } else { " UNION ALL " });
        placed(&mut query, source, part.timing, period, group);
    }
    query.push(") f JOIN org_closure c ON c.descendant = f.o AND c.valid_from <= f.d AND f.d < c.valid_to");
    if group == Some(Group::OrgKind) {
        query.push(" JOIN org_span s ON s.org = f.o AND s.valid_from <= f.d AND f.d < s.valid_to");
    }
    query.push(" WHERE c.ancestor IN (");
    query.bind_ids(nodes.iter().copied());
    query.push(") GROUP BY 1, 2");
    tx.all(query.text(), &query.params(), |r| {
        let group = r.opt_text(1)?.map(str::to_owned);
        Ok(Found { node: r.int(0)?, group, count: (r.int(2)?, r.int(3)?) })
    })
}

/// A source's facts that count in a period: key, value, organisation, the day on whose tree they count, group.
fn placed(query: &mut Query<'_>, source: &ReadySource, timing: Timing, period: Period, group: Option<Group>) {
    let (from, to) = (&source.from, &source.to);
    query.push(&format!("SELECT {} AS k, {} AS v, {} AS o, ", source.key, source.value, source.org));
    match timing {
        Timing::During => query.push(&format!("{from} AS d")),
        Timing::AtEnd => {
            query.push("CAST(");
            query.bind_text(period.last.to_string());
            query.push(" AS TEXT) AS d");
        }
    }
    if let Some(Group::Field(field)) = group {
        query.push(&format!(", CAST(r.{field} AS TEXT) AS g"));
    }
    query.push(&format!(" {}", source.tables));
    if timing == Timing::During {
        query.push(&format!(" AND {from} >= "));
        query.bind_text(period.first.to_string());
    }
    for sign in [format!(" AND {from} <= "), format!(" AND {to} > ")] {
        query.push(&sign);
        query.bind_text(period.last.to_string());
    }
}

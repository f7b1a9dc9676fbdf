//! Opening the tree branch by branch, as it was on a day: children by pages, the way down to one, how many stand below.
//!
//! Every statement asks the viewer's scope: what stood in a place then may belong to others now.

use std::collections::HashMap;

use hangji_store::{Day, Id, Tx};

use super::org::{Org, org};
use crate::Result;
use crate::access::Scope;
use crate::query::Query;
use crate::refusal::Refusal;

/// A page of what stands directly below an organisation, by code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The organisations of the page, as they were on the day.
    pub orgs: Vec<Org>,
    /// The one with which the next page begins, if there is more.
    pub next: Option<Id>,
}

/// What stood directly below an organisation on a day, by code: at most `take`, from `start` on or from the beginning.
/// Reading a page costs about the same wherever it begins.
///
/// # Errors
/// A refusal if the viewer does not see `start`: where others stand in the order is not told. A fault of the database.
pub fn page(tx: &mut Tx<'_>, scope: &Scope, parent: Id, on: Day, start: Option<Id>, take: usize) -> Result<Page> {
    let mut query = states(scope, on);
    query.push(" AND s.parent = ");
    query.bind_int(parent.0);
    if let Some(start) = start {
        if !scope.has_org(tx, start)? {
            return Err(foreign().into());
        }
        query.push(" AND o.code >= (SELECT f.code FROM org f WHERE f.id = ");
        query.bind_int(start.0);
        query.push(")");
    }
    query.push(" ORDER BY o.code LIMIT ");
    // One more than asked for tells whether there is another page.
    query.bind_int(take as i64 + 1);
    query.push(") x ORDER BY x.code");
    let mut orgs = tx.all(query.text(), &query.params(), org)?;
    let next = orgs.get(take).map(|o| o.id);
    orgs.truncate(take);
    Ok(Page { orgs, next })
}

/// An organisation as it was on a day, if it stood then and the viewer sees it.
///
/// # Errors
/// If the database fails.
pub fn standing(tx: &mut Tx<'_>, scope: &Scope, id: Id, on: Day) -> Result<Option<Org>> {
    let mut query = states(scope, on);
    query.push(" AND s.org = ");
    query.bind_int(id.0);
    query.push(") x");
    tx.first(query.text(), &query.params(), org)
}

/// Those of some organisations that stood on a day and that the viewer sees, as they were then. One statement.
///
/// # Errors
/// If the database fails.
pub fn standing_of(tx: &mut Tx<'_>, scope: &Scope, ids: &[Id], on: Day) -> Result<HashMap<Id, Org>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = states(scope, on);
    query.push(" AND s.org IN (");
    query.bind_ids(ids.iter().copied());
    query.push(")) x");
    Ok(tx.all(query.text(), &query.params(), org)?.into_iter().map(|o| (o.id, o)).collect())
}

/// How many stand before an organisation among those that stood directly below `parent` on a day, by code.
///
/// # Errors
/// If the database fails.
pub fn before(tx: &mut Tx<'_>, scope: &Scope, parent: Id, id: Id, on: Day) -> Result<i64> {
    let mut query = Query::new("SELECT COUNT(*) FROM org_span s JOIN org o ON o.id = s.org WHERE ");
    on_day(&mut query, "s", on);
    scope.restrict_org(&mut query, "s.org");
    query.push(" AND s.parent = ");
    query.bind_int(parent.0);
    query.push(" AND o.code < (SELECT f.code FROM org f WHERE f.id = ");
    query.bind_int(id.0);
    query.push(")");
    tx.number(query.text(), &query.params())
}

/// The way down to an organisation on a day: what stood above it then, as far up as the viewer sees, itself last. Empty
/// if it did not stand then.
///
/// # Errors
/// If the database fails.
pub fn way(tx: &mut Tx<'_>, scope: &Scope, id: Id, on: Day) -> Result<Vec<Id>> {
    let mut query =
        Query::new("SELECT s.org, s.parent FROM org_closure c JOIN org_span s ON s.org = c.ancestor WHERE ");
    on_day(&mut query, "c", on);
    query.push(" AND ");
    on_day(&mut query, "s", on);
    scope.restrict_org(&mut query, "s.org");
    query.push(" AND c.descendant = ");
    query.bind_int(id.0);
    let above = tx.all(query.text(), &query.params(), |r| Ok((r.id(0)?, r.id(1)?)))?;
    let above: HashMap<Id, Id> = above.into_iter().collect();
    let up = std::iter::successors(Some(id), |at| above.get(at).copied()).take_while(|at| above.contains_key(at));
    let mut way: Vec<Id> = up.collect();
    way.reverse();
    Ok(way)
}

/// How many stood below each of some organisations on a day, at any depth; those with none are left out. One statement,
/// from the closure.
///
/// # Errors
/// If the database fails.
pub fn below(tx: &mut Tx<'_>, scope: &Scope, ids: &[Id], on: Day) -> Result<HashMap<Id, i64>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new("SELECT c.ancestor, COUNT(*) FROM org_closure c WHERE c.ancestor IN (");
    query.bind_ids(ids.iter().copied());
    query.push(") AND c.descendant <> c.ancestor AND ");
    on_day(&mut query, "c", on);
    scope.restrict_org(&mut query, "c.descendant");
    query.push(" GROUP BY c.ancestor");
    Ok(tx.all(query.text(), &query.params(), |r| Ok((r.id(0)?, r.int(1)?)))?.into_iter().collect())
}

/// The refusal of a page that begins with what the viewer does not see.
fn foreign() -> Refusal {
    Refusal::bad(
        "这一页的起点不在您的管理范围内：请从头开始",
        "the page begins with an organisation outside your territory: start from the beginning",
    )
}

/// `SELECT … FROM (SELECT … WHERE …`: organisations as they were on a day, those that the viewer sees, each with how many
/// stood directly below it. The inner query is left open for conditions and a limit, so that only what is left is counted.
fn states<'q>(scope: &Scope, on: Day) -> Query<'q> {
    let mut query = Query::new("SELECT x.*, (SELECT COUNT(*) FROM org_span b WHERE b.parent = x.id AND ");
    on_day(&mut query, "b", on);
    scope.restrict_org(&mut query, "b.org");
    query.push(
        ") FROM (SELECT o.id, o.code, s.name, s.kind, s.parent, o.valid_from, o.valid_to
         FROM org_span s JOIN org o ON o.id = s.org WHERE ",
    );
    on_day(&mut query, "s", on);
    scope.restrict_org(&mut query, "s.org");
    query
}

/// Appends the condition that a row of the spans or of the closure holds on a day.
fn on_day(query: &mut Query<'_>, alias: &str, on: Day) {
    query.push(&format!("{alias}.valid_from <= "));
    query.bind_text(on.to_string());
    query.push(&format!(" AND {alias}.valid_to > "));
    query.bind_text(on.to_string());
}

//! What was imported: the list of imports within a viewer's reach.
//!
//! An import is seen by who made it. A role that reads the ledger of accounts (administration, audit) sees those of all
//! accounts in its territory. What the operator imported at the command line is seen by the operator only. In each case
//! the ledger must be one that the viewer reads. The records themselves are seen through their ledger, as always.

use hangji_store::{Id, Row, Tx};

use crate::access::{Viewer, scope};
use crate::query::Query;
use crate::{Result, System};

/// An import.
#[derive(Debug, Clone)]
pub struct Done {
    /// Its id; its entries in the journal carry it as their batch.
    pub id: Id,
    /// The ledger.
    pub ledger: String,
    /// The file's name.
    pub file: String,
    /// When, in Unix milliseconds.
    pub at: i64,
    /// Who; `Id(0)` is the operator.
    pub actor: Id,
    /// Their name.
    pub who: Option<String>,
    /// Rows added, amended, skipped, refused.
    pub counts: [i64; 4],
    /// Whether it was undone.
    pub undone: bool,
}

/// Whether there is any ledger whose imports the viewer may make or see.
#[must_use]
pub fn concerns(sys: &System, viewer: &Viewer) -> bool {
    sys.ledgers.iter().any(|l| viewer.writes(l.name)) || viewer.may_read(sys, ACCOUNTS).is_ok()
}

const ACCOUNTS: &str = "accounts";

/// How many imports are in reach, of all ledgers or of one.
///
/// # Errors
/// If the database fails.
pub fn count(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, ledger: Option<&str>) -> Result<i64> {
    let query = within("SELECT COUNT(*)", sys, viewer, ledger)?;
    tx.number(query.text(), &query.params())
}

/// Imports in reach, the newest first.
///
/// # Errors
/// If the database fails.
pub fn page(
    tx: &mut Tx<'_>,
    sys: &System,
    viewer: &Viewer,
    ledger: Option<&str>,
    skip: i64,
    rows: i64,
) -> Result<Vec<Done>> {
    let mut query = within(COLUMNS, sys, viewer, ledger)?;
    query.push(" ORDER BY i.id DESC LIMIT ");
    query.bind_int(rows);
    query.push(" OFFSET ");
    query.bind_int(skip);
    tx.all(query.text(), &query.params(), read)
}

/// Imports in reach made before one (or the newest), the newest first. New ones that come in meanwhile move nothing.
///
/// # Errors
/// If the database fails.
pub fn before(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, before: Option<Id>, rows: i64) -> Result<Vec<Done>> {
    let mut query = within(COLUMNS, sys, viewer, None)?;
    if let Some(id) = before {
        query.push(" AND i.id < ");
        query.bind_int(id.0);
    }
    query.push(" ORDER BY i.id DESC LIMIT ");
    query.bind_int(rows);
    tx.all(query.text(), &query.params(), read)
}

/// An import, if it is in reach.
///
/// # Errors
/// If the database fails.
pub fn one(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, id: Id) -> Result<Option<Done>> {
    let mut query = within(COLUMNS, sys, viewer, None)?;
    query.push(" AND i.id = ");
    query.bind_int(id.0);
    tx.first(query.text(), &query.params(), read)
}

const COLUMNS: &str =
    "SELECT i.id, i.ledger, i.file, i.at, i.actor, r.name, i.added, i.amended, i.skipped, i.refused, i.undone_by";

fn read(r: &Row<'_>) -> Result<Done> {
    Ok(Done {
        id: r.id(0)?,
        ledger: r.text(1)?.to_owned(),
        file: r.text(2)?.to_owned(),
        at: r.int(3)?,
        actor: r.id(4)?,
        who: r.opt_text(5)?.map(str::to_owned),
        counts: [r.int(6)?, r.int(7)?, r.int(8)?, r.int(9)?],
        undone: r.int(10)? != 0,
    })
}

fn within<'q>(columns: &str, sys: &System, viewer: &Viewer, ledger: Option<&str>) -> Result<Query<'q>> {
    let mut query = Query::new(&format!("{columns} FROM import i LEFT JOIN accounts r ON r.id = i.actor WHERE ("));
    query.push("i.actor = ");
    query.bind_int(viewer.account.0);
    if let Ok(accounts) = viewer.may_read(sys, ACCOUNTS) {
        query.push(" OR ");
        viewer.scope().restrict(&mut query, accounts, scope::Plan::Walk);
    }
    query.push(") AND i.ledger IN (");
    let readable = sys.ledgers.iter().filter(|l| viewer.may_read(sys, l.name).is_ok());
    let wanted = readable.filter(|l| ledger.is_none_or(|wanted| wanted == l.name));
    let mut any = false;
    for l in wanted {
        query.push(if any { ", " } else { "" });
        query.bind_text(l.name.to_owned());
        any = true;
    }
    query.push(if any { ")" } else { "NULL)" });
    Ok(query)
}

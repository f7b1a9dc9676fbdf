//! Finding organisations: by code, as of a day, with what stands below.

use hangji_store::{Day, Id, Tx};

use super::branch;
pub use super::org::Org;
use super::org::{COLUMNS, org};
use crate::Result;
use crate::access::Scope;
use crate::query::Query;
use crate::refusal::{Message, Refusal};

/// The organisation of a code, within a scope: its own code first, else the statistical code of the unit it serves.
///
/// # Errors
/// A refusal if there is none that the viewer sees.
pub fn by_code(tx: &mut Tx<'_>, scope: &Scope, code: &str) -> Result<Org> {
    let sql = format!("SELECT {COLUMNS} FROM org o WHERE o.code = $1");
    let mut found = tx.first(&sql, &[code.into()], org)?;
    if found.is_none() {
        let sql = format!(
            "SELECT {COLUMNS} FROM org o JOIN organisations r ON r.id = o.id JOIN units u ON u.id = r.unit
             WHERE u.code = $1 AND u.state = 0 ORDER BY o.depth, o.code"
        );
        found = tx.first(&sql, &[code.into()], org)?;
    }
    match found {
        Some(o) if scope.has_org(tx, o.id)? => Ok(o),
        _ => Err(none(code)),
    }
}

/// The organisation of an id, within a scope.
///
/// # Errors
/// A refusal if there is none that the viewer sees.
pub fn by_id(tx: &mut Tx<'_>, scope: &Scope, id: Id) -> Result<Org> {
    let sql = format!("SELECT {COLUMNS} FROM org o WHERE o.id = $1");
    match tx.first(&sql, &[id.into()], org)? {
        Some(o) if scope.has_org(tx, id)? => Ok(o),
        _ => Err(none(&id.to_string())),
    }
}

fn none(what: &str) -> anyhow::Error {
    let shown: String = what.chars().take(40).collect();
    Refusal::NotFound(Message::new(
        format!("没有党组织“{shown}”，或不在您的管理范围内"),
        format!("there is no organisation `{shown}`, or it is outside your territory"),
    ))
    .into()
}

/// The topmost organisation, if there is one yet.
///
/// # Errors
/// If the database fails.
pub fn root(tx: &mut Tx<'_>) -> Result<Option<Org>> {
    tx.first(&format!("SELECT {COLUMNS} FROM org o WHERE o.parent = 0 ORDER BY o.code"), &[], org)
}

/// All that stood directly below an organisation on a day, by code; [`super::branch::page`] gives them by pages.
///
/// # Errors
/// If the database fails.
pub fn children(tx: &mut Tx<'_>, scope: &Scope, parent: Id, on: Day) -> Result<Vec<Org>> {
    Ok(branch::page(tx, scope, parent, on, None, i32::MAX as usize)?.orgs)
}

/// The line from the root of the viewer's territory down to an organisation, both included.
///
/// # Errors
/// If the database fails.
pub fn line(tx: &mut Tx<'_>, scope: &Scope, id: Id) -> Result<Vec<Org>> {
    let sql =
        format!("SELECT {COLUMNS} FROM territory t JOIN org o ON o.id = t.node WHERE t.org = $1 ORDER BY o.depth");
    let mut line = tx.all(&sql, &[id.into()], org)?;
    if let Some(top) = scope.node() {
        let skip = line.iter().position(|o| o.id == top).unwrap_or(line.len());
        line.drain(..skip);
    }
    Ok(line)
}

/// What an organisation was for a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Was {
    /// First day.
    pub from: Day,
    /// First day no longer; open if it still is.
    pub to: Day,
    /// Its name then.
    pub name: String,
    /// Its kind then.
    pub kind: String,
    /// What the organisation above was called then; none if there was none or the viewer does not see it.
    pub parent: Option<String>,
}

/// What an organisation was through time, in the names of the time; what stood above it only where the viewer sees that.
///
/// # Errors
/// If the database fails.
pub fn spans(tx: &mut Tx<'_>, scope: &Scope, id: Id) -> Result<Vec<Was>> {
    let mut query = Query::new(
        "SELECT s.valid_from, s.valid_to, s.name, s.kind, p.name FROM org_span s
         LEFT JOIN org_span p ON p.org = s.parent AND p.valid_from <= s.valid_from AND s.valid_from < p.valid_to",
    );
    scope.restrict_org(&mut query, "p.org");
    query.push(" WHERE s.org = ");
    query.bind_int(id.0);
    query.push(" ORDER BY s.valid_from");
    tx.all(query.text(), &query.params(), |r| {
        Ok(Was {
            from: r.day(0)?,
            to: r.day(1)?,
            name: r.text(2)?.to_owned(),
            kind: r.text(3)?.to_owned(),
            parent: r.opt_text(4)?.map(str::to_owned),
        })
    })
}

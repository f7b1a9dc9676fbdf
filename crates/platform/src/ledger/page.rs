//! Lists walked page by page without counting: each page begins after the record that ended the one before, wherever
//! that one stands by now, so records that come in between neither hide others nor show them twice.
//!
//! The place where a page ended is a record and the journal entry that held its state then. The value it was sorted by
//! is read back from that entry: the cursor that programs pass around holds no data.

use hangji_store::{Id, Tx};
use sha2::{Digest as _, Sha256};

use super::body;
use super::declare::Ledger;
use super::list::{self, Line, Wanted};
use super::value::Value;
use crate::access::Scope;
use crate::query::Query;
use crate::refusal::Refusal;
use crate::{Result, System};

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The last record.
    pub record: Id,
    /// The entry that wrote the state in which it was listed.
    pub entry: i64,
}

/// Letters of the check at a cursor's end.
const CHECK: usize = 8;
/// Letters of an id.
const ID: usize = 13;

impl Cursor {
    /// The cursor for the list that `of` describes.
    #[must_use]
    pub fn cursor(self, of: &str) -> String {
        format!("{}{}{}", self.record, Id(self.entry), self.check(of))
    }

    /// The place of a cursor.
    ///
    /// # Errors
    /// A refusal if it is not a cursor of this list.
    pub fn parse(text: &str, of: &str) -> Result<Cursor> {
        let piece = |from: usize, to: usize| text.get(from..to).and_then(|t| t.parse::<Id>().ok());
        let place = match (piece(0, ID), piece(ID, 2 * ID)) {
            (Some(record), Some(entry)) => Some(Cursor { record, entry: entry.0 }),
            _ => None,
        };
        place.filter(|p| text.get(2 * ID..) == Some(p.check(of).as_str())).ok_or_else(|| foreign().into())
    }

    fn check(self, of: &str) -> String {
        let hash = Sha256::digest(format!("{} {} {of}", self.record.0, self.entry));
        hash.iter().take(CHECK / 2).map(|b| format!("{b:02x}")).collect()
    }
}

/// The wanted records after a place (or from the beginning), at most `take`, and the place where they end if there are
/// more.
///
/// # Errors
/// A refusal if the place is no record of this ledger; a fault of the database.
pub fn page(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    wanted: &Wanted,
    after: Option<Cursor>,
    take: i64,
) -> Result<(Vec<Line>, Option<Cursor>)> {
    let mut query = list::select(sys, ledger)?;
    query.push(" WHERE ");
    let plan = list::plan_unknown(tx, sys, scope, ledger, wanted, take)?;
    list::conditions(&mut query, scope, ledger, wanted, plan)?;
    if let Some(place) = after {
        beyond(tx, sys, scope, &mut query, ledger, wanted, place)?;
    }
    list::order(&mut query, ledger, wanted);
    query.push(" LIMIT ");
    // One more than asked for tells whether there is another page.
    query.bind_int(take + 1);
    let mut lines = tx.all(query.text(), &query.params(), |r| list::line(ledger, r))?;
    let more = lines.len() as i64 > take;
    lines.truncate(usize::try_from(take).unwrap_or(0));
    let end = lines.last().map(|l| Cursor { record: l.record.id, entry: l.record.entry });
    Ok((lines, end.filter(|_| more)))
}

/// Appends the condition that a record comes after a place in the order of the list. Nulls are last in every order.
fn beyond(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    query: &mut Query<'_>,
    ledger: &Ledger,
    wanted: &Wanted,
    place: Cursor,
) -> Result<()> {
    let Some((at, down)) = list::sorted_by(ledger, wanted) else {
        query.push(" AND r.id > ");
        query.bind_int(place.record.0);
        return Ok(());
    };
    let field = &ledger.fields[at];
    let (name, sign) = (field.name, if down { '<' } else { '>' });
    match value_then(tx, sys, scope, ledger, at, place)? {
        Value::Null => {
            query.push(&format!(" AND r.{name} IS NULL AND r.id {sign} "));
            query.bind_int(place.record.0);
        }
        value => {
            query.push(&format!(" AND ((r.{name}, r.id) {sign} ("));
            match &value {
                Value::Int(i) => query.bind_int(*i),
                Value::Text(s) => query.bind_text(s.to_string()),
                Value::Null => {}
            }
            query.push(", ");
            query.bind_int(place.record.0);
            query.push(")");
            if !list::never_null(field) {
                query.push(&format!(" OR r.{name} IS NULL"));
            }
            query.push(")");
        }
    }
    Ok(())
}

/// The value by which the record of a place was sorted. The place must be a record that the viewer sees: where others
/// stand in an order is not told.
fn value_then(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    ledger: &Ledger,
    at: usize,
    place: Cursor,
) -> Result<Value> {
    let sql = "SELECT body FROM journal WHERE seq = $1 AND record = $2 AND ledger = $3";
    let params = [place.entry.into(), place.record.into(), ledger.name.into()];
    let body = tx.first(sql, &params, |r| body::read(ledger, r.text(0)?))?;
    let seen = list::one(tx, sys, scope, ledger, place.record)?.is_some();
    match body {
        Some((_, mut values)) if seen => Ok(values.swap_remove(at)),
        _ => Err(foreign().into()),
    }
}

/// The refusal of a cursor that is not of the list asked for.
#[must_use]
pub fn foreign() -> Refusal {
    Refusal::bad(
        "cursor 不属于这个列表：去掉 cursor 参数，从头开始",
        "the cursor is not of this list: leave the parameter out and begin anew",
    )
}

//! Whether a record holds at the same time as another with the same values, where its ledger forbids that
//! ([`Uniqueness`]). It reads the ledger's own table, and the names of people.

use hangji_store::{Id, Tx};

use crate::Result;
use crate::ledger::declare::{FieldReader, Ledger, ORG, PEOPLE};
use crate::ledger::unique::{Clash, Uniqueness};
use crate::ledger::value::Record;
use crate::query::Query;
use crate::refusal::{Message, Problem};

/// The problem of a record that holds at the same time as another with the same values: the earliest one.
pub(super) fn problem(of: &Uniqueness, tx: &mut Tx<'_>, ledger: &Ledger, record: &Record) -> Result<Option<Problem>> {
    let v = FieldReader { ledger, values: &record.values };
    if of.only.is_some_and(|(field, value)| v.text(field) != Some(value)) {
        return Ok(None);
    }
    let Some(query) = others(of, ledger, record) else { return Ok(None) };
    let found = tx.first(query.text(), &query.params(), |r| Ok((r.id(0)?, span(r.text(1)?, r.opt_text(2)?))))?;
    let Some((other, theirs)) = found else { return Ok(None) };
    let mine = span(v.text(of.from).unwrap_or_default(), v.text(of.until));
    let (me, them) = (named(tx, ledger, record.id)?, named(tx, ledger, other)?);
    Ok(Some(Problem::at(of.at, (of.says)(&Clash { mine, theirs, me, them }))))
}

/// The records that clash; none where the record lacks a value.
fn others(of: &Uniqueness, ledger: &Ledger, record: &Record) -> Option<Query<'static>> {
    let v = FieldReader { ledger, values: &record.values };
    let (from, until) = (of.from, of.until);
    let began = v.text(from)?.to_owned();
    let mut query = Query::new(&format!("SELECT x.id, x.{from}, x.{until} FROM {} x WHERE x.state = 0", ledger.name));
    for column in of.same {
        query.push(&format!(" AND x.{column} = "));
        match (*column, v.text(column), v.int(column)) {
            (ORG, ..) => query.bind_int(record.org.0),
            (_, Some(text), _) => query.bind_text(text.to_owned()),
            (_, _, Some(number)) => query.bind_int(number),
            _ => return None,
        }
    }
    if let Some((field, value)) = of.only {
        query.push(&format!(" AND x.{field} = "));
        query.bind_text(value);
    }
    query.push(" AND x.id <> ");
    query.bind_int(record.id.0);
    query.push(&format!(" AND (x.{until} IS NULL OR x.{until} > "));
    query.bind_text(began);
    query.push(")");
    if let Some(ended) = v.text(until) {
        query.push(&format!(" AND x.{from} < "));
        query.bind_text(ended.to_owned());
    }
    query.push(&format!(" ORDER BY x.{from}"));
    Some(query)
}

/// A whole period in words.
fn span(began: &str, ended: Option<&str>) -> Message {
    match ended {
        Some(e) => Message::new(format!("{began} 起、{e} 止"), format!("from {began} until {e}")),
        None => Message::new(format!("{began} 起至今"), format!("since {began}")),
    }
}

/// The name of the person whom a record names first.
fn named(tx: &mut Tx<'_>, ledger: &Ledger, record: Id) -> Result<String> {
    let Some(field) = ledger.involves.first() else { return Ok(String::new()) };
    let sql = format!("SELECT p.name FROM {} x JOIN {PEOPLE} p ON p.id = x.{field} WHERE x.id = $1", ledger.name);
    let name = tx.first(&sql, &[record.into()], |r| Ok(r.opt_text(0)?.unwrap_or_default().to_owned()))?;
    Ok(name.unwrap_or_default())
}

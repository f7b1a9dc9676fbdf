//! Rows of a ledger's table: reading records, which opens what is sealed, and writing their present state, which
//! `ledger::write` has sealed.

use hangji_store::{Id, Row, Tx, V};

use super::declare::Ledger;
use super::schema::FIXED;
use super::value::{Record, State, Value};
use crate::Result;

/// The columns of a record, in the order [`record`] reads them, each with the alias in front.
#[must_use]
pub fn columns(ledger: &Ledger, alias: &str) -> String {
    let names = FIXED.iter().copied().chain(ledger.fields.iter().map(|f| f.name));
    names.map(|n| format!("{alias}.{n}")).collect::<Vec<_>>().join(", ")
}

/// Reads a record from a row whose columns start with [`columns`].
///
/// # Errors
/// If the row does not fit the declaration.
pub fn record(ledger: &Ledger, row: &Row<'_>) -> Result<Record> {
    let mut values = Vec::with_capacity(ledger.fields.len());
    for (i, field) in ledger.fields.iter().enumerate() {
        let column = FIXED.len() + i;
        values.push(match field.is_encrypted() {
            true => opened(ledger, field.name, row.opt_text(column)?)?,
            false if field.kind.is_number() => row.opt_int(column)?.into(),
            false => row.opt_text(column)?.into(),
        });
    }
    Ok(Record { id: row.id(0)?, org: row.id(1)?, state: State::from_code(row.int(2)?), entry: row.int(3)?, values })
}

fn opened(ledger: &Ledger, field: &str, text: Option<&str>) -> Result<Value> {
    Ok(text.map(|t| ledger.encryption.open(&[ledger.name, field], t)).transpose()?.into())
}

/// The record with an id, whatever its state and whoever asks: for commands that have checked the right already.
///
/// # Errors
/// If the database fails.
pub fn load(tx: &mut Tx<'_>, ledger: &Ledger, id: Id) -> Result<Option<Record>> {
    let sql = format!("SELECT {} FROM {} r WHERE r.id = $1", columns(ledger, "r"), ledger.name);
    tx.first(&sql, &[id.into()], |r| record(ledger, r))
}

/// Inserts new rows, sealed already.
///
/// # Errors
/// If an id or a natural key is taken.
pub(super) fn insert(tx: &mut Tx<'_>, ledger: &Ledger, records: &[&Record]) -> Result<()> {
    let names: Vec<&str> = FIXED.iter().copied().chain(ledger.fields.iter().map(|f| f.name)).collect();
    let types: String =
        "iiii".chars().chain(ledger.fields.iter().map(|f| if f.kind.is_number() { 'i' } else { 't' })).collect();
    tx.bulk(ledger.name, &names, &types, records.iter().map(|r| row_values(r)))
}

fn row_values(r: &Record) -> Vec<V<'_>> {
    let mut row = Vec::with_capacity(FIXED.len() + r.values.len());
    row.extend([V::Int(r.id.0), V::Int(r.org.0), V::Int(r.state.code()), V::Int(r.entry)]);
    row.extend(r.values.iter().map(Value::as_v));
    row
}

/// Overwrites the row of a record with its new state, sealed already.
///
/// # Errors
/// If the new state breaks the natural key.
pub(super) fn update(tx: &mut Tx<'_>, ledger: &Ledger, record: &Record) -> Result<()> {
    let names = FIXED[1..].iter().copied().chain(ledger.fields.iter().map(|f| f.name));
    let sets: Vec<String> = names.enumerate().map(|(i, n)| format!("{n} = ${}", i + 1)).collect();
    let sql = format!("UPDATE {} SET {} WHERE id = ${}", ledger.name, sets.join(", "), sets.len() + 1);
    let mut params = row_values(record);
    params.rotate_left(1);
    tx.run(&sql, &params)?;
    Ok(())
}

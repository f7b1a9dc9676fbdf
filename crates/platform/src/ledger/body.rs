//! The canonical text of a record: the body of its journal entry, and what its row must equal when verified.
//!
//! A flat JSON object: `org` first, then each given field in the declared order; numbers bare, text quoted. Because it
//! is written in one way only, equal records have equal bytes. An erased field stands as `{"erased":"<commitment>"}`.

use anyhow::Context as _;
use hangji_store::{Id, Row};

use super::declare::Ledger;
use super::schema::FIXED;
use super::value::Value;
use crate::Result;
use crate::journal::canonical::{push_number, quote};

/// Appends the canonical text of a record.
pub fn write(out: &mut String, ledger: &Ledger, org: Id, values: &[Value]) {
    begin(out, org);
    for (field, value) in ledger.fields.iter().zip(values) {
        match value {
            Value::Null => {}
            Value::Int(i) => number_member(out, field.name, *i),
            Value::Text(s) => text_member(out, field.name, s),
        }
    }
    out.push('}');
}

/// Appends the canonical text of a row read with [`super::rows::columns`], without making a record of it.
///
/// # Errors
/// If the row does not fit the declaration.
pub fn write_row(out: &mut String, ledger: &Ledger, row: &Row<'_>) -> Result<()> {
    begin(out, row.id(1)?);
    for (i, field) in ledger.fields.iter().enumerate() {
        let column = FIXED.len() + i;
        if field.kind.is_number() {
            if let Some(i) = row.opt_int(column)? {
                number_member(out, field.name, i);
            }
        } else if let Some(s) = row.opt_text(column)? {
            text_member(out, field.name, s);
        }
    }
    out.push('}');
    Ok(())
}

fn begin(out: &mut String, org: Id) {
    out.push_str("{\"org\":");
    push_number(out, org.0);
}

fn number_member(out: &mut String, name: &str, i: i64) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    push_number(out, i);
}

fn text_member(out: &mut String, name: &str, s: &str) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    quote(out, s);
}

/// Reads a body back and opens what is sealed. Fields that were erased come back as not given.
///
/// # Errors
/// If the text is not a body of this ledger, or something sealed cannot be opened.
pub fn read(ledger: &Ledger, body: &str) -> Result<(Id, Vec<Value>)> {
    let json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body)?;
    let org = json.get("org").and_then(serde_json::Value::as_i64).context("a body names its organisation")?;
    let values = ledger.fields.iter().map(|f| {
        Ok(match json.get(f.name) {
            Some(serde_json::Value::Number(n)) => n.as_i64().map_or(Value::Null, Value::Int),
            Some(serde_json::Value::String(s)) if f.is_encrypted() => {
                ledger.encryption.open(&[ledger.name, f.name], s)?.into()
            }
            Some(serde_json::Value::String(s)) => Value::Text(s.as_str().into()),
            _ => Value::Null,
        })
    });
    Ok((Id(org), values.collect::<Result<_>>()?))
}

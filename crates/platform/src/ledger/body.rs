//! The canonical text of a record: the body of its journal entry, and what its row must equal when verified.
//!
//! A flat JSON object: `org` first, then each given field in the declared order; numbers bare, text quoted. Because it
//! is written in one way only, equal records have equal bytes. An erased field stands as `{"erased":"<commitment>"}`.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use hangji_store::{Id, Row};

use super::declare::Ledger;
use super::schema::FIXED;
use super::value::Value;
use crate::Result;

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

/// Appends a number in decimal; several times as fast as formatting, and there are a dozen to each entry.
pub fn push_number(out: &mut String, i: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = i.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if i < 0 {
        out.push('-');
    }
    out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// Appends a JSON string. Only what JSON demands is escaped.
pub fn quote(out: &mut String, s: &str) {
    out.push('"');
    let mut from = 0;
    for (i, b) in s.bytes().enumerate() {
        if b >= 0x20 && b != b'"' && b != b'\\' {
            continue;
        }
        out.push_str(&s[from..i]);
        match b {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            _ => {
                let _ = write!(out, "\\u{b:04x}");
            }
        }
        from = i + 1;
    }
    out.push_str(&s[from..]);
    out.push('"');
}

/// The members of a body as they stand in the text (`"name":value`), without unescaping.
///
/// # Errors
/// If the text is not a flat object of the form that [`write()`] gives.
pub fn members(body: &str) -> Result<Vec<&str>> {
    let inner = body.strip_prefix('{').and_then(|b| b.strip_suffix('}')).context("a body is an object")?;
    let bytes = inner.as_bytes();
    let (mut out, mut from, mut depth, mut i) = (Vec::with_capacity(16), 0, 0u32, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'"' => i = end_of_text(bytes, i + 1)?,
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1).context("unbalanced body")?,
            b',' if depth == 0 => {
                out.push(&inner[from..i]);
                from = i + 1;
            }
            _ => {}
        }
        i += 1;
    }
    if depth != 0 {
        bail!("unfinished body");
    }
    if !inner.is_empty() {
        out.push(&inner[from..]);
    }
    Ok(out)
}

/// Position of the quotation mark that ends a text.
fn end_of_text(bytes: &[u8], from: usize) -> Result<usize> {
    let mut i = from;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 2,
            b'"' => return Ok(i),
            _ => i += 1,
        }
    }
    bail!("unfinished body")
}

/// The field name of a member.
#[must_use]
pub fn member_name(member: &str) -> &str {
    member.split('"').nth(1).unwrap_or("")
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

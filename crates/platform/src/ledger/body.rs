//! The canonical text of a record: the body of its journal entry, and what its row must equal when verified.
//!
//! A flat JSON object: `org` first, then each given field in the declared order; numbers bare, text quoted. Because it
//! is written in one way only, equal records have equal bytes. An erased field stands as `{"erased":"<commitment>"}`.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use hangji_store::Id;

use super::declare::Ledger;
use super::value::Value;
use crate::Result;

/// Appends the canonical text of a record.
pub fn write(out: &mut String, ledger: &Ledger, org: Id, values: &[Value]) {
    let _ = write!(out, "{{\"org\":{}", org.0);
    for (field, value) in ledger.fields.iter().zip(values) {
        match value {
            Value::Null => {}
            Value::Int(i) => {
                let _ = write!(out, ",\"{}\":{i}", field.name);
            }
            Value::Text(s) => {
                let _ = write!(out, ",\"{}\":", field.name);
                quote(out, s);
            }
        }
    }
    out.push('}');
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
    let (mut out, mut from, mut depth, mut quoted, mut i) = (Vec::with_capacity(16), 0, 0u32, false, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if quoted => i += 1,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => depth = depth.checked_sub(1).context("unbalanced body")?,
            b',' if !quoted && depth == 0 => {
                out.push(&inner[from..i]);
                from = i + 1;
            }
            _ => {}
        }
        i += 1;
    }
    if quoted || depth != 0 {
        bail!("unfinished body");
    }
    if !inner.is_empty() {
        out.push(&inner[from..]);
    }
    Ok(out)
}

/// The field name of a member.
#[must_use]
pub fn member_name(member: &str) -> &str {
    member.split('"').nth(1).unwrap_or("")
}

/// Reads a body back. Fields that were erased come back as not given.
///
/// # Errors
/// If the text is not a body of this ledger.
pub fn read(ledger: &Ledger, body: &str) -> Result<(Id, Vec<Value>)> {
    let json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body)?;
    let org = json.get("org").and_then(serde_json::Value::as_i64).context("a body names its organisation")?;
    let values = ledger.fields.iter().map(|f| match json.get(f.name) {
        Some(serde_json::Value::Number(n)) => n.as_i64().map_or(Value::Null, Value::Int),
        Some(serde_json::Value::String(s)) => Value::Text(s.as_str().into()),
        _ => Value::Null,
    });
    Ok((Id(org), values.collect()))
}

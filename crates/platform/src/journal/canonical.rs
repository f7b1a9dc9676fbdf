//! Canonical text: the one way in which members of an entry's body are written, so that equal states have equal bytes, and
//! how it is taken apart again. It knows no ledger.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};

use crate::Result;

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
/// If the text is not a flat object of the form that `ledger::body` gives.
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

//! Reads CSV as people save it: UTF-8, UTF-16 or GB18030, with comma, semicolon or tab, with or without quotes.
//! Split here by hand, because row numbers must be those that Excel shows (blank lines and quoted line breaks included)
//! and an open quotation mark must be an error instead of one huge cell.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::gather::{Budget, Gather};
use crate::{Cell, Limits, Seems, Sheet, SheetError};

pub(super) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, SheetError> {
    let text = decode(name, bytes)?;
    let mut budget = Budget::new(limits);
    let mut gather = Gather::new(name, limits, &mut budget);
    let (delimiter, mut body) = announced(&text).unwrap_or_else(|| (guess(&text), &text));
    let mut row = if body.len() < text.len() { 2 } else { 1 };
    // Physical line, for the message about an open quote.
    let mut line = row;
    let mut column = 0;
    while !body.is_empty() {
        let field = field(body, delimiter).ok_or_else(|| SheetError::OpenQuote { file: name.to_owned(), line })?;
        line += memchr::memchr_iter(b'\n', field.text.as_bytes()).count();
        gather.put(row, column, Cell::Text(unguarded(field.text)))?;
        body = field.rest;
        if field.ends_row {
            row += 1;
            line += 1;
            column = 0;
        } else {
            column += 1;
        }
    }
    let sheet = gather.finish();
    if sheet.rows.is_empty() {
        return Err(SheetError::Nothing { file: name.to_owned() });
    }
    Ok(vec![sheet])
}

fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, SheetError> {
    let binary = || SheetError::NotAWorkbook { file: name.to_owned(), seems: Seems::Binary };
    let lost = |line| SheetError::Encoding { file: name.to_owned(), line };
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or_else(|| lost(1))?;
            return if text.contains('\0') { Err(binary()) } else { Ok(text) };
        }
    }
    if memchr::memchr(0, bytes).is_some() {
        return Err(binary());
    }
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(plain) {
        return Ok(Cow::Borrowed(text));
    }
    GB18030.decode_without_bom_handling_and_without_replacement(plain).ok_or_else(|| {
        // A line break is never part of a GB18030 character, so lines can be tried one by one.
        let bad = plain
            .split(|byte| *byte == b'\n')
            .position(|line| GB18030.decode_without_bom_handling_and_without_replacement(line).is_none());
        lost(bad.map_or(1, |line| line + 1))
    })
}

/// A first line `sep=;` is an announcement to Excel.
fn announced(text: &str) -> Option<(u8, &str)> {
    let rest = text.strip_prefix("sep=")?;
    let delimiter = *rest.as_bytes().first().filter(|byte| b",;\t|".contains(byte))?;
    let rest = &rest[1..];
    let body = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']))?;
    Some((delimiter, body))
}

/// The delimiter that the first lines use most outside of quotes.
fn guess(text: &str) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    let mut lines = 0;
    for byte in text.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => lines += 1,
            _ if !quoted => {
                counts.iter_mut().filter(|(delimiter, _)| *delimiter == byte).for_each(|(_, count)| *count += 1)
            }
            _ => {}
        }
        if lines >= 20 {
            break;
        }
    }
    // The first of equals wins: the comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

struct Field<'a> {
    text: Cow<'a, str>,
    rest: &'a str,
    ends_row: bool,
}

/// The next field; `None` when its quotation mark is never closed.
fn field(body: &str, delimiter: u8) -> Option<Field<'_>> {
    let bytes = body.as_bytes();
    let (text, end) = if bytes.first() == Some(&b'"') {
        let mut text = Cow::Borrowed("");
        let mut from = 1;
        loop {
            let close = from + memchr::memchr(b'"', &bytes[from..])?;
            append(&mut text, &body[from..close]);
            if bytes.get(close + 1) == Some(&b'"') {
                append(&mut text, "\"");
                from = close + 2;
                continue;
            }
            // What stands between the closing mark and the delimiter is kept, as Excel does.
            let end = close + 1 + end_of(&bytes[close + 1..], delimiter);
            append(&mut text, &body[close + 1..end]);
            break (text, end);
        }
    } else {
        let end = end_of(bytes, delimiter);
        (Cow::Borrowed(&body[..end]), end)
    };
    let (skip, ends_row) = match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => (2, true),
        (Some(b'\r' | b'\n'), _) => (1, true),
        (Some(_), _) => (1, false),
        (None, _) => (0, true),
    };
    Some(Field { text, rest: &body[end + skip..], ends_row })
}

fn end_of(bytes: &[u8], delimiter: u8) -> usize {
    memchr::memchr3(delimiter, b'\n', b'\r', bytes).unwrap_or(bytes.len())
}

fn append<'a>(text: &mut Cow<'a, str>, piece: &'a str) {
    if text.is_empty() {
        *text = Cow::Borrowed(piece);
    } else if !piece.is_empty() {
        text.to_mut().push_str(piece);
    }
}

/// Takes away the one apostrophe that `csv_out` puts before text that Excel would take for a formula.
fn unguarded(text: Cow<'_, str>) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if crate::csv_out::looks_like_formula(rest) => rest.to_owned(),
        _ => text.into_owned(),
    }
}

//! Reads .xls (Excel 97 to 2003). The OLE container is taken apart by `cfb`, which refuses loops, and calamine gets a
//! fresh container that holds the workbook stream alone; the stream is measured first, because calamine reserves a
//! full grid between the outermost cells.

use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, SheetType, Xls, XlsError};
use cfb::{CompoundFile, Version};

use super::gather::{Budget, Gather};
use super::xlsx::{DAYS_1904, area_of};
use super::{damaged, iso_cell};
use crate::{Cell, Limits, Seems, Sheet, SheetError};

/// The format's own maximum.
const MOST_ROWS: u32 = 65_536;
const MOST_COLUMNS: u16 = 256;
/// A record that goes on with the one before.
const CONTINUE: u16 = 0x003C;
/// Bytes of the longest text that a count of 16 bits allows.
const LONGEST: u64 = 65_535 * 3;
/// Cells of the grid between the outermost cells; some 60 bytes each while calamine works.
const MOST_AREA: u64 = 8 << 20;

pub(super) fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Sheet>, SheetError> {
    let refuse = |seems| Err(SheetError::NotAWorkbook { file: name.to_owned(), seems });
    let mut container = CompoundFile::open(Cursor::new(bytes)).map_err(|error| damaged(name, error))?;
    let has = |stream: &str| container.exists(stream);
    if has("/EncryptedPackage") {
        return refuse(Seems::Encrypted);
    }
    let Some(path) = ["/Workbook", "/Book"].into_iter().find(|path| container.is_stream(path)) else {
        return match () {
            () if has("/WordDocument") => refuse(Seems::Word),
            () if has("/PowerPoint Document") => refuse(Seems::Slides),
            () => refuse(Seems::OtherOffice),
        };
    };
    let io = |error: std::io::Error| damaged(name, error);
    let mut stream = Vec::new();
    container.open_stream(path).map_err(io)?.take(limits.file_bytes).read_to_end(&mut stream).map_err(io)?;
    measure(name, &stream, limits)?;
    // Version 3, because calamine takes a version 4 without a mini stream for broken.
    let mut fresh = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).map_err(io)?;
    fresh.create_stream(path).and_then(|mut copy| copy.write_all(&stream).and_then(|()| copy.flush())).map_err(io)?;
    fresh.flush().map_err(io)?;
    read_stream(name, fresh.into_inner().into_inner(), limits)
}

fn read_stream(name: &str, container: Vec<u8>, limits: &Limits) -> Result<Vec<Sheet>, SheetError> {
    let mut book: Xls<_> = Xls::new(Cursor::new(container)).map_err(|error| match error {
        XlsError::Password => SheetError::NotAWorkbook { file: name.to_owned(), seems: Seems::Encrypted },
        error => damaged(name, error),
    })?;
    let shift = if book.has_1904_epoch() { DAYS_1904 } else { 0.0 };
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    let listed: Vec<_> =
        book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    for listed in listed {
        let range = book.worksheet_range(&listed.name).map_err(|error| damaged(name, error))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut gather = Gather::new(&listed.name, limits, &mut budget);
        for (row, column, value) in range.used_cells() {
            let value = match value {
                Data::Empty => continue,
                Data::Int(number) => Cell::Number(*number as f64),
                Data::Float(number) => Cell::Number(*number),
                Data::String(text) => Cell::Text(text.clone()),
                Data::Bool(value) => Cell::Bool(*value),
                Data::DateTime(date) if date.is_datetime() => Cell::Date(date.as_f64() + shift),
                Data::DateTime(date) => Cell::Number(date.as_f64()),
                Data::DateTimeIso(text) | Data::DurationIso(text) => iso_cell(text),
                Data::Error(fault) => Cell::Fault(fault.to_string()),
            };
            gather.put(top as usize + row + 1, left as usize + column, value)?;
        }
        for area in book.merge_cells_by_sheet_name(&listed.name).map_err(|error| damaged(name, error))? {
            gather.merge(area_of(area));
        }
        sheets.push(gather.finish());
    }
    Ok(sheets)
}

/// Walks the records of every sheet as calamine will, and refuses what would not fit into memory.
fn measure(name: &str, stream: &[u8], limits: &Limits) -> Result<(), SheetError> {
    let wrong = |detail: &str| damaged(name, detail);
    let mut sheets = Vec::new();
    let mut texts: Vec<&[u8]> = Vec::new();
    let mut last = 0;
    for (kind, data) in records(stream) {
        match kind {
            // BoundSheet: where a sheet begins.
            0x0085 => sheets.push(u32_at(data, 0).ok_or_else(|| wrong("a sheet has no place"))? as usize),
            // The shared texts, after two counts, and their continuations.
            0x00FC => texts.push(data.get(8..).unwrap_or_default()),
            CONTINUE if last == 0x00FC => texts.push(data),
            0x000A => break,
            _ => {}
        }
        if kind != CONTINUE {
            last = kind;
        }
    }
    let lengths = text_lengths(texts);
    let mut copied = 0;
    for start in sheets {
        let sheet = stream.get(start..).ok_or_else(|| wrong("a sheet lies beyond the end"))?;
        let (mut top, mut bottom, mut left, mut right) = (u64::MAX, 0, u64::MAX, 0);
        let mut depth = 0usize;
        for (kind, data) in records(sheet) {
            match kind {
                0x0809 => depth += 1,
                0x000A if depth <= 1 => break,
                0x000A => depth -= 1,
                0x0200 if impossible(data) => return Err(wrong("the declared range is impossible")),
                // Every record that carries cells begins with row and column; MulRk ends with its last column.
                0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x00BD | 0x0006 => {
                    let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                    let last = if kind == 0x00BD {
                        u16_at(data, data.len().saturating_sub(2)).unwrap_or(column)
                    } else {
                        column
                    };
                    // calamine copies a shared text for every cell that uses it.
                    if kind == 0x00FD {
                        let index = u32_at(data, 6).unwrap_or(0) as usize;
                        copied += lengths.get(index).copied().unwrap_or(LONGEST);
                    }
                    top = top.min(row.into());
                    bottom = bottom.max(row.into());
                    left = left.min(column.into());
                    right = right.max(u64::from(column.max(last)));
                }
                _ => {}
            }
        }
        if copied > limits.expanded_bytes {
            return Err(SheetError::Bomb { file: name.to_owned(), limit: limits.expanded_bytes });
        }
        if top <= bottom && (bottom - top + 1) * (right.saturating_sub(left) + 1) > MOST_AREA {
            return Err(wrong("its cells lie too far apart"));
        }
    }
    Ok(())
}

/// The most bytes that each shared text can have as UTF-8, as far as the table can be read.
fn text_lengths(segments: Vec<&[u8]>) -> Vec<u64> {
    let mut segments = segments.into_iter();
    let mut segment = segments.next().unwrap_or_default();
    let mut lengths = Vec::new();
    loop {
        if segment.is_empty() {
            match segments.next() {
                Some(next) => segment = next,
                None => return lengths,
            }
            continue;
        }
        let (Some(characters), Some(flags)) = (u16_at(segment, 0), segment.get(2)) else { return lengths };
        lengths.push(u64::from(characters) * 3);
        let mut wide = flags & 1 != 0;
        let mut at = 3;
        // Formatting runs and phonetic data follow the characters.
        let mut tail = 0;
        if flags & 8 != 0 {
            tail += u64::from(u16_at(segment, at).unwrap_or(0)) * 4;
            at += 2;
        }
        if flags & 4 != 0 {
            tail += u64::from(u32_at(segment, at).unwrap_or(0));
            at += 4;
        }
        segment = segment.get(at..).unwrap_or_default();
        let mut left = usize::from(characters);
        while left > 0 {
            let width = if wide { 2 } else { 1 };
            let here = left.min(segment.len() / width);
            segment = &segment[here * width..];
            left -= here;
            if left > 0 {
                // A text goes on in the next record behind a new flag.
                let Some((flag, rest)) = segments.next().and_then(|next| next.split_first()) else { return lengths };
                wide = flag & 1 != 0;
                segment = rest;
            }
        }
        while tail > 0 {
            let here = tail.min(segment.len() as u64);
            segment = &segment[here as usize..];
            tail -= here;
            if tail > 0 {
                let Some(next) = segments.next() else { return lengths };
                segment = next;
            }
        }
    }
}

/// Whether a Dimensions record (first row, last row + 1, first column, last column + 1; rows in two bytes before Excel
/// 97) declares more than the format has, or ends before it begins: calamine reserves what it says.
fn impossible(data: &[u8]) -> bool {
    let (first, last, columns) = if data.len() < 14 {
        (u16_at(data, 0).map(u32::from), u16_at(data, 2).map(u32::from), u16_at(data, 6))
    } else {
        (u32_at(data, 0), u32_at(data, 4), u16_at(data, 10))
    };
    let (Some(first), Some(last), Some(columns)) = (first, last, columns) else { return true };
    // An empty sheet ends where it begins.
    last >= 1 && columns >= 1 && (first >= last || last > MOST_ROWS || columns > MOST_COLUMNS)
}

/// Kind and data of each BIFF record; ends at the first one that is cut off.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let length = usize::from(u16_at(stream, at + 2)?);
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, data))
    })
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

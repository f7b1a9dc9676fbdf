//! Says by content what a file is, and names what we cannot read.

use super::zip_guard::Census;
use crate::{Seems, SheetError};

/// The container of a file.
pub(super) enum Kind {
    Zip,
    Ole,
    Text,
}

/// The workbook inside a zip.
pub(super) enum ZipKind {
    Xlsx,
    Ods,
}

const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const FOREIGN: &[(&[u8], Seems)] = &[
    (b"%PDF", Seems::Pdf),
    (b"\x89PNG", Seems::Image),
    (b"\xFF\xD8\xFF", Seems::Image),
    (b"GIF8", Seems::Image),
    (b"BM", Seems::Image),
    (b"II*\0", Seems::Image),
    (b"MM\0*", Seems::Image),
    (b"RIFF", Seems::Image),
    (b"Rar!", Seems::Archive),
    (b"7z\xBC\xAF", Seems::Archive),
    (b"\x1F\x8B", Seems::Archive),
    (b"BZh", Seems::Archive),
    (b"{\\rtf", Seems::Word),
    // Workbooks of Excel 2 to 4, before OLE.
    (b"\x09\x00\x04\x00", Seems::OtherOffice),
    (b"\x09\x02\x06\x00", Seems::OtherOffice),
    (b"\x09\x04\x06\x00", Seems::OtherOffice),
    (b"\x7FELF", Seems::Binary),
    (b"MZ\x90", Seems::Binary),
];

/// What the first bytes say.
pub(super) fn kind(name: &str, bytes: &[u8]) -> Result<Kind, SheetError> {
    let refuse = |seems| Err(SheetError::NotAWorkbook { file: name.to_owned(), seems });
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(OLE) {
        return Ok(Kind::Ole);
    }
    // "BM" alone could begin a CSV; a bitmap has zero bytes soon after.
    let really = |magic: &[u8]| magic != b"BM" || bytes.iter().take(14).any(|byte| *byte == 0);
    if let Some((_, seems)) = FOREIGN.iter().find(|(magic, _)| bytes.starts_with(magic) && really(magic)) {
        return refuse(*seems);
    }
    // A page may begin with white space, a BOM, or a comment, in UTF-16 even with zero bytes in between.
    let head: String =
        bytes.iter().take(1024).filter(|byte| **byte != 0).map(|byte| byte.to_ascii_lowercase() as char).collect();
    let head = head.trim_start_matches(|c: char| !c.is_ascii() || c.is_ascii_whitespace());
    let html = ["<html", "<!doctype html", "<table", "<meta", "<head", "<body", "<div", "<style"];
    match head.starts_with('<') {
        true if html.iter().any(|tag| head.contains(tag)) => refuse(Seems::Html),
        true if head.starts_with("<?xml") => refuse(Seems::Xml),
        _ => Ok(Kind::Text),
    }
}

/// What the parts of a zip say.
pub(super) fn zip_kind(name: &str, census: &Census) -> Result<ZipKind, SheetError> {
    let refuse = |seems| Err(SheetError::NotAWorkbook { file: name.to_owned(), seems });
    let has = |part: &str| census.names.iter().any(|entry| entry.eq_ignore_ascii_case(part));
    let below = |folder: &str| census.names.iter().any(|entry| entry.starts_with(folder));
    if census.encrypted {
        return refuse(Seems::Encrypted);
    }
    match census.mimetype.as_str() {
        "" => {}
        "application/vnd.oasis.opendocument.spreadsheet" => return Ok(ZipKind::Ods),
        text if text.contains("opendocument.text") => return refuse(Seems::Word),
        text if text.contains("opendocument.presentation") => return refuse(Seems::Slides),
        text if text.contains("opendocument") => return refuse(Seems::OtherOffice),
        _ => {}
    }
    if has("xl/workbook.bin") {
        return refuse(Seems::Xlsb);
    }
    if has("[Content_Types].xml") {
        return match () {
            () if below("xl/") => Ok(ZipKind::Xlsx),
            () if below("word/") => refuse(Seems::Word),
            () if below("ppt/") => refuse(Seems::Slides),
            () => refuse(Seems::OtherOffice),
        };
    }
    refuse(Seems::Archive)
}

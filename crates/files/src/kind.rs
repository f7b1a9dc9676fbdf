//! What a file is: told by its bytes, and its name must agree. Nothing is believed that a file says about its own sizes.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::Unfit;

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A photo as cameras make it.
    Jpeg,
    /// A drawing or screen shot.
    Png,
    /// A photo from the web.
    Webp,
    /// A document fit for print.
    Pdf,
    /// Word, since 2007.
    Docx,
    /// Excel, since 2007.
    Xlsx,
    /// PowerPoint, since 2007.
    Pptx,
    /// Word, before.
    Doc,
    /// Excel, before.
    Xls,
    /// PowerPoint, before.
    Ppt,
}

/// What a file field of a form accepts.
pub const ACCEPT: &str = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx,.pptx,.doc,.xls,.ppt";

/// Parts that a document may have; real ones have some hundreds.
const MOST_PARTS: usize = 4096;
/// Bytes of the part that says what the others are.
const MOST_TYPES: u64 = 1 << 20;
const CONTENT_TYPES: &str = "[Content_Types].xml";
const OLE2: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 10] = [
        Kind::Jpeg,
        Kind::Png,
        Kind::Webp,
        Kind::Pdf,
        Kind::Docx,
        Kind::Xlsx,
        Kind::Pptx,
        Kind::Doc,
        Kind::Xls,
        Kind::Ppt,
    ];

    /// What a file is.
    ///
    /// # Errors
    /// If it is of no kind that is taken, its name says another one, it is damaged, or it carries programs.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Kind, Unfit> {
        if bytes.is_empty() {
            return Err(Unfit::Empty);
        }
        let kind = told_by(bytes)?;
        let ending = ending(name);
        if kind.endings().contains(&ending.as_str()) {
            return Ok(kind);
        }
        Err(Unfit::Misnamed { named: ending, is: kind.word() })
    }

    /// The endings of names, without the dot; the first is the usual one.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Kind::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Kind::Png => &["png"],
            Kind::Webp => &["webp"],
            Kind::Pdf => &["pdf"],
            Kind::Docx => &["docx"],
            Kind::Xlsx => &["xlsx"],
            Kind::Pptx => &["pptx"],
            Kind::Doc => &["doc"],
            Kind::Xls => &["xls"],
            Kind::Ppt => &["ppt"],
        }
    }

    /// What people call it, in either language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Jpeg => "JPEG",
            Kind::Png => "PNG",
            Kind::Webp => "WebP",
            Kind::Pdf => "PDF",
            Kind::Docx | Kind::Doc => "Word",
            Kind::Xlsx | Kind::Xls => "Excel",
            Kind::Pptx | Kind::Ppt => "PowerPoint",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Webp => "image/webp",
            Kind::Pdf => "application/pdf",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Kind::Doc => "application/msword",
            Kind::Xls => "application/vnd.ms-excel",
            Kind::Ppt => "application/vnd.ms-powerpoint",
        }
    }

    /// The kind of a media type.
    #[must_use]
    pub fn of_media_type(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.media_type() == text)
    }

    /// Whether it is a picture, which is drawn anew before it is kept.
    #[must_use]
    pub fn is_photo(self) -> bool {
        matches!(self, Kind::Jpeg | Kind::Png | Kind::Webp)
    }

    /// Whether browsers may show it in their own window.
    #[must_use]
    pub fn is_shown(self) -> bool {
        self.is_photo() || self == Kind::Pdf
    }
}

/// A name with the ending of a kind, where it has another.
#[must_use]
pub fn renamed(name: &str, kind: Kind) -> String {
    if kind.endings().contains(&ending(name).as_str()) {
        return name.to_owned();
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}.{}", kind.endings()[0])
}

/// What follows the last dot of a name, in small letters, fit for a message.
fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.chars().take(10).collect::<String>().to_lowercase()
}

fn told_by(bytes: &[u8]) -> Result<Kind, Unfit> {
    let begins = |mark: &[u8]| bytes.starts_with(mark);
    if begins(b"\xFF\xD8\xFF") {
        Ok(Kind::Jpeg)
    } else if begins(b"\x89PNG\r\n\x1a\n") {
        Ok(Kind::Png)
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(Kind::Webp)
    } else if begins(b"%PDF-") {
        Ok(Kind::Pdf)
    } else if begins(b"PK\x03\x04") {
        of_parts(bytes)
    } else if begins(OLE2) {
        of_streams(bytes)
    } else {
        Err(Unfit::Foreign)
    }
}

/// A document of parts (ECMA-376): what it is follows from its main part. Only the list of parts and the part that names
/// their types are read.
fn of_parts(bytes: &[u8]) -> Result<Kind, Unfit> {
    // The reader keeps something for each entry of the list, so the entries are counted first.
    if occurrences(bytes, b"PK\x01\x02") > MOST_PARTS {
        return Err(Unfit::Damaged);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unfit::Damaged)?;
    let names: Vec<String> = archive
        .file_names()
        .map(|n| n.map(|n| n.replace('\\', "/")))
        .collect::<Result<_, _>>()
        .map_err(|_| Unfit::Damaged)?;
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    if !has(CONTENT_TYPES) {
        return Err(Unfit::Foreign);
    }
    let mut types = Vec::new();
    let part = archive.by_name(CONTENT_TYPES).map_err(|_| Unfit::Damaged)?;
    part.take(MOST_TYPES + 1).read_to_end(&mut types).map_err(|_| Unfit::Damaged)?;
    let types = String::from_utf8(types).map_err(|_| Unfit::Damaged)?.to_lowercase();
    if types.len() as u64 > MOST_TYPES {
        return Err(Unfit::Damaged);
    }
    let program = |n: &String| n.to_lowercase().ends_with("vbaproject.bin");
    if names.iter().any(program) || types.contains("vbaproject") || types.contains("macroenabled") {
        return Err(Unfit::Macros);
    }
    let main =
        [("word/document.xml", Kind::Docx), ("xl/workbook.xml", Kind::Xlsx), ("ppt/presentation.xml", Kind::Pptx)];
    main.into_iter().find(|(name, _)| has(name)).map(|(_, kind)| kind).ok_or(Unfit::Foreign)
}

/// A document of streams (OLE2, MS-CFB): its directory names them in UTF-16.
fn of_streams(bytes: &[u8]) -> Result<Kind, Unfit> {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide)
    };
    if has("_VBA_PROJECT") {
        return Err(Unfit::Macros);
    }
    if has("EncryptedPackage") {
        return Err(Unfit::Damaged);
    }
    let main = [("WordDocument", Kind::Doc), ("Workbook", Kind::Xls), ("PowerPoint Document", Kind::Ppt)];
    main.into_iter().find(|(name, _)| has(name)).map(|(_, kind)| kind).ok_or(Unfit::Foreign)
}

fn occurrences(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).filter(|w| *w == wanted).count()
}

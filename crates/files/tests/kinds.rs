//! What is taken and what is not, by bytes and by name; whatever comes, nothing panics.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Cursor, Write as _};

use hangji_files::{Kind, Unfit, renamed, tidy};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

/// A document of parts with these names; the part of types says so much.
fn parts(types: &str, names: &[&str]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file("[Content_Types].xml", SimpleFileOptions::default()).unwrap();
    out.write_all(types.as_bytes()).unwrap();
    for name in names {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(b"<x/>").unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// A document of streams, as far as its kind is told by it.
fn streams(names: &[&str]) -> Vec<u8> {
    let wide = names.iter().flat_map(|n| n.encode_utf16()).flat_map(u16::to_le_bytes);
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain([0; 504]).chain(wide).collect()
}

#[test]
fn each_kind_is_told_by_its_bytes() {
    let office = |main: &str| parts("<Types/>", &[main]);
    let given = [
        ("报告.pdf", b"%PDF-1.7\n".to_vec(), Kind::Pdf),
        ("a.DOCX", office("word/document.xml"), Kind::Docx),
        ("a.xlsx", office("xl/workbook.xml"), Kind::Xlsx),
        ("a.pptx", office("ppt/presentation.xml"), Kind::Pptx),
        ("a.doc", streams(&["WordDocument"]), Kind::Doc),
        ("a.xls", streams(&["Workbook"]), Kind::Xls),
        ("a.ppt", streams(&["PowerPoint Document"]), Kind::Ppt),
        ("a.jpeg", b"\xFF\xD8\xFF\xE0".to_vec(), Kind::Jpeg),
        ("a.png", b"\x89PNG\r\n\x1a\n".to_vec(), Kind::Png),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), Kind::Webp),
    ];
    for (name, bytes, kind) in given {
        assert_eq!(Kind::of(name, &bytes), Ok(kind), "{name}");
        assert_eq!(Kind::of_media_type(kind.media_type()), Some(kind));
        let other = if kind == Kind::Pdf { "a.docx" } else { "a.pdf" };
        assert!(matches!(Kind::of(other, &bytes), Err(Unfit::Misnamed { .. })), "{name} as {other}");
        assert!(matches!(Kind::of("a", &bytes), Err(Unfit::Misnamed { .. })), "{name} without an ending");
    }
}

#[test]
fn what_is_not_taken_is_told_why() {
    let given = [
        ("a.pdf", Vec::new(), Unfit::Empty),
        ("a.html", b"<html><script>".to_vec(), Unfit::Foreign),
        ("a.pdf", b"MZ\x90\0".to_vec(), Unfit::Foreign),
        ("a.svg", b"<svg onload='x'/>".to_vec(), Unfit::Foreign),
        ("a.zip", parts("<Types/>", &["readme.txt"]), Unfit::Foreign),
        ("a.docx", parts("<Types/>", &["word/document.xml", "word/vbaProject.bin"]), Unfit::Macros),
        (
            "a.docx",
            parts("<Types><x ContentType='application/vnd.ms-office.vbaProject'/></Types>", &["word/document.xml"]),
            Unfit::Macros,
        ),
        ("a.xls", streams(&["Workbook", "_VBA_PROJECT"]), Unfit::Macros),
        ("a.docx", streams(&["EncryptedPackage"]), Unfit::Damaged),
        ("a.docx", b"PK\x03\x04 and no more".to_vec(), Unfit::Damaged),
        ("a.docx", [b"PK\x03\x04".as_slice(), &b"PK\x01\x02".repeat(5000)].concat(), Unfit::Damaged),
        // A part of types that grows without end when it is read.
        ("a.docx", parts(&" ".repeat(3 << 20), &["word/document.xml"]), Unfit::Damaged),
    ];
    for (name, bytes, why) in given {
        assert_eq!(Kind::of(name, &bytes), Err(why.clone()), "{name}");
        assert!(!why.to_string().is_empty() && !why.zh().is_empty());
    }
}

#[test]
fn names_follow_the_kind() {
    assert_eq!(renamed("现场.webp", Kind::Jpeg), "现场.jpg");
    assert_eq!(renamed("现场.JPEG", Kind::Jpeg), "现场.JPEG");
    assert_eq!(renamed("现场", Kind::Png), "现场.png");
}

proptest! {
    #[test]
    fn whatever_comes_nothing_panics(
        start in prop::sample::select(vec![
            b"".to_vec(), b"\xFF\xD8\xFF\xE1".to_vec(), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), b"RIFF\0\0\0\0WEBPVP8X".to_vec(),
            b"RIFF\0\0\0\0WEBPVP8L".to_vec(), b"%PDF-".to_vec(), b"PK\x03\x04".to_vec(), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..400),
        ending in prop::sample::select(vec!["jpg", "png", "webp", "pdf", "docx", "doc"]),
    ) {
        let bytes = [start, rest].concat();
        drop(tidy(&format!("a.{ending}"), bytes));
    }

    #[test]
    fn a_document_with_flipped_bytes_panics_nobody(at in 0..400_usize, with in any::<u8>()) {
        let mut bytes = parts("<Types/>", &["word/document.xml"]);
        let at = at % bytes.len();
        bytes[at] = with;
        drop(Kind::of("a.docx", &bytes));
    }
}

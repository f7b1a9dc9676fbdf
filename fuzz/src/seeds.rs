//! The first inputs of each target, written into its corpus when a target starts: a fuzzer that must find out by itself
//! what a workbook looks like finds nothing else.

use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use exif::{Field, In, Rational, Tag, Value};
use hangji_sheets::{Out, OutColumn, OutKind, Writer};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, RgbaImage};

use crate::{archive, ole, sheets};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corpus(target: &str) -> PathBuf {
    let folder = root().join("corpus").join(target);
    std::fs::create_dir_all(&folder).expect("a folder for the corpus");
    folder
}

fn put(target: &str, seeds: impl IntoIterator<Item = Vec<u8>>) {
    let folder = corpus(target);
    for (at, seed) in seeds.into_iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{at:02}")), seed).expect("the corpus can be written");
    }
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root().join("../crates/sheets/tests/fixtures").join(name)).expect("a fixture of crates/sheets")
}

const CSV: &str = "沙坡头区2013年走访台账,,,\n填报单位：滨河镇,,单位：万元,\n姓名,走访日期,计划投资（元）,人口\n\"马建国\",2013年5月1日,\"1,200.50\",4人\n合计,,1200.5,4\n填表人：张三,,,\n";

/// Whole files.
pub fn workbook() {
    let path = corpus("workbook").join("seed-xlsx");
    let columns = ["姓名", "走访日期", "计划投资"].map(|title| OutColumn {
        title: title.to_owned(),
        kind: OutKind::Text,
        width: 12,
        note: None,
        options: Vec::new(),
        required: false,
    });
    let mut writer = Writer::xlsx(&path, "走访", Some("台账"), &columns).expect("the corpus can be written");
    writer.row(&[Out::Text("马建国"), Out::Text("2013-05-01"), Out::Text("12.5万元")]).expect("a row");
    writer.finish().expect("the corpus can be written");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    put(
        "workbook",
        [
            fixture("visits.ods"),
            fixture("visits.xls"),
            CSV.into(),
            CSV.replace(',', "\t").into(),
            [b"\xFF\xFE".as_slice(), &wide(CSV)].concat(),
            // GB 18030, as old programs still write
            b"\xD0\xD5\xC3\xFB;\xC8\xD5\xC6\xDA\r\n\xC2\xED;2013.5.1\r\n".to_vec(),
            sheets::around(7, b"<Types/>"),
            ole("/EncryptedPackage", b"x"),
        ],
    );
}

/// The parts of new workbooks.
pub fn parts() {
    let mut content = String::new();
    zip::ZipArchive::new(Cursor::new(fixture("visits.ods")))
        .expect("the fixture is an archive")
        .by_name("content.xml")
        .expect("the fixture has content")
        .read_to_string(&mut content)
        .expect("the fixture is text");
    let row = r#"<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="date" office:date-value="2013-05-01" table:number-columns-spanned="2"><text:p>a&amp;<text:s text:c="3"/>b</text:p></table:table-cell><table:covered-table-cell/></table:table-row>"#;
    let short = format!(
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="S">{row}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let ods = [content, short].into_iter().map(|content| [&[0], content.as_bytes()].concat());
    let xlsx = sheets::PARTS.iter().zip(1_u8..).map(|((_, part), at)| [&[at], *part].concat());
    put("parts", ods.chain(xlsx));
}

/// The records of an old workbook.
pub fn streams() {
    let mut records = Vec::new();
    cfb::CompoundFile::open(Cursor::new(fixture("visits.xls")))
        .and_then(|mut file| file.open_stream("/Workbook")?.read_to_end(&mut records))
        .expect("the fixture is a workbook");
    put("streams", [records]);
}

/// Single cells.
pub fn values() {
    let texts = [
        "2013-05-01",
        "2013.5",
        "二〇一三年十一月廿五日（星期三）",
        "2013/5/1 12:30:00",
        "2013年5月",
        "1.2万人",
        "１，２３４户",
        "¥-1,234.50万元整",
        "(12.30)",
        "人民币8亿元",
        "'110105 19491231 002X",
        "4.20107E+11",
        "是",
        "无",
        "投资（单位：万元）*必填",
    ];
    let texts = texts.iter().zip([2_u8, 6, 10, 14].into_iter().cycle());
    let numbers = [41_395.5, 2013.1, 20_130_501.0, 0.1 + 0.2, -2320.49, 1.005, 1e18]
        .into_iter()
        .flat_map(|number| [0_u8, 1, 4].map(|which| [&[which], f64::to_le_bytes(number).as_slice()].concat()));
    put("values", texts.map(|(text, which)| [&[which], text.as_bytes()].concat()).chain(numbers));
}

/// Names and the first bytes of attached files.
pub fn kinds() {
    let office =
        |name: &str, part: &str| (name.to_owned(), archive(&[("[Content_Types].xml", b"<Types/>"), (part, b"<x/>")]));
    let old = |name: &str, stream: &str| (name.to_owned(), ole(stream, b"x"));
    let plain = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    let files = [
        office("a.docx", "word/document.xml"),
        office("a.xlsx", "xl/workbook.xml"),
        office("现场.PPTX", "ppt/presentation.xml"),
        office("a.docx", "word/vbaProject.bin"),
        old("a.doc", "/WordDocument"),
        old("a.xls", "/Workbook"),
        old("a.ppt", "/PowerPoint Document"),
        old("a.xls", "/_VBA_PROJECT"),
        plain("a.pdf", b"%PDF-1.7\n"),
        plain("a.pdf", b"\xFF\xD8\xFF\xE0"),
        plain("a", b"\x89PNG\r\n\x1a\n"),
        plain("a.b.webp", b"RIFF\0\0\0\0WEBPVP8 "),
    ];
    put("kinds", files.map(|(name, bytes)| [name.as_bytes(), b"\n", &bytes].concat()));
}

/// Small pictures of each format; one with all that a camera writes beside it.
pub fn photos() {
    let colours: DynamicImage = RgbImage::from_fn(24, 16, |x, y| Rgb([x as u8 * 10, y as u8 * 16, 90])).into();
    let clear: DynamicImage = RgbaImage::new(9, 5).into();
    let encoded = |picture: &DynamicImage, format| {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("memory");
        out.into_inner()
    };
    let jpeg = encoded(&colours, ImageFormat::Jpeg);
    let body = [b"Exif\0\0".as_slice(), &camera()].concat();
    let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
    let with_place = [&jpeg[..2], &[0xFF, 0xE1], &length, &body, &jpeg[2..]].concat();
    put(
        "photos",
        [
            with_place,
            encoded(&colours.to_luma8().into(), ImageFormat::Jpeg),
            encoded(&colours, ImageFormat::Png),
            encoded(&clear, ImageFormat::Png),
            encoded(&colours.to_luma16().into(), ImageFormat::Png),
            encoded(&colours, ImageFormat::WebP),
            encoded(&clear, ImageFormat::WebP),
            // One pixel in the lossy form of WebP, which the library does not write.
            b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0\x30\x01\0\x9D\x01\x2A\x01\0\x01\0\x02\0\x34\x25\xA4\0\x03\x70\0\xFE\xFB\xFD\x50\0".to_vec(),
            jpeg,
        ],
    );
}

fn camera() -> Vec<u8> {
    let angle =
        |d, m, s| Value::Rational([(d, 1), (m, 1), (s, 100)].map(|(num, denom)| Rational { num, denom }).to_vec());
    let word = |s: &str| Value::Ascii(vec![s.as_bytes().to_vec()]);
    let fields = [
        (Tag::Orientation, Value::Short(vec![6])),
        (Tag::GPSLatitudeRef, word("N")),
        (Tag::GPSLatitude, angle(38, 33, 1800)),
        (Tag::GPSLongitudeRef, word("W")),
        (Tag::GPSLongitude, angle(106, 20, 4200)),
    ]
    .map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value });
    let mut writer = exif::experimental::Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, false).expect("memory");
    out.into_inner()
}

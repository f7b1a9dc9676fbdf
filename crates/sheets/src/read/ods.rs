//! Reads .ods as a stream. Not through calamine, which never ends on a cut-off table and repeats cells without limit;
//! here repetition is counted like any other content, and merged cells are kept.

use std::io::{BufRead, BufReader, Cursor};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::gather::{Budget, Gather};
use super::{damaged, iso_cell};
use crate::{Area, Cell, Limits, Seems, Sheet, SheetError};

/// A repetition of empty cells or rows may run to the edge of the sheet and costs nothing; no sheet is larger.
const EDGE: usize = 1 << 20;

pub(super) fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Vec<Sheet>, SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(name, error))?;
    if let Ok(mut manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut manifest, &mut text).map_err(|error| damaged(name, error))?;
        if memchr::memmem::find(&text, b"encryption-data").is_some() {
            return Err(SheetError::NotAWorkbook { file: name.to_owned(), seems: Seems::Encrypted });
        }
    }
    let content = archive.by_name("content.xml").map_err(|error| damaged(name, error))?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let mut content = Content { name, reader, buffer: Vec::new() };
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    loop {
        match content.next()? {
            Step::Open(tag) if tag.is("table") => {
                let title = tag.attribute("name").unwrap_or_default();
                let mut gather = Gather::new(&title, limits, &mut budget);
                content.table(&mut gather)?;
                sheets.push(gather.finish());
            }
            Step::End => return Ok(sheets),
            _ => {}
        }
    }
}

/// What the reader meets, owned so that the buffer can be used again.
enum Step {
    Open(Tag),
    Close(String),
    Text(String),
    End,
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn new(start: &BytesStart<'_>) -> Self {
        let attributes = start
            .attributes()
            .flatten()
            .filter_map(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
                Some((attribute.key.local_name().as_ref().to_owned(), value))
            })
            .collect();
        Self { name: start.local_name().as_ref().to_owned(), attributes }
    }

    fn is(&self, name: &str) -> bool {
        self.name == name
    }

    fn attribute(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    fn count(&self, name: &str) -> usize {
        self.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(1).clamp(1, EDGE)
    }
}

struct Content<'a, R: BufRead> {
    name: &'a str,
    reader: quick_xml::Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Content<'_, R> {
    fn next(&mut self) -> Result<Step, SheetError> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| damaged(self.name, error))?;
            return Ok(match event {
                Event::Start(start) => Step::Open(Tag::new(&start)),
                Event::End(end) => Step::Close(end.local_name().as_ref().to_owned()),
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Step::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(entity) => {
                    let named =
                        quick_xml::escape::resolve_predefined_entity(&entity.xml10_content()).map(str::to_owned);
                    let text = named.or_else(|| entity.resolve_char_ref().ok().flatten().map(String::from));
                    Step::Text(text.unwrap_or_else(|| char::REPLACEMENT_CHARACTER.to_string()))
                }
                Event::Eof => Step::End,
                _ => continue,
            });
        }
    }

    /// Everything after the start of a table up to its end.
    fn table(&mut self, gather: &mut Gather<'_>) -> Result<(), SheetError> {
        let mut row = 1;
        loop {
            match self.next()? {
                Step::Open(tag) if tag.is("table-row") => {
                    let repeat = tag.count("number-rows-repeated");
                    let cells = self.row(row, gather)?;
                    // An empty row repeated to the edge ends the sheet; a full one is paid for row by row.
                    if !cells.is_empty() {
                        for number in row..row + repeat {
                            for (column, repeat, cell) in &cells {
                                for index in *column..column + repeat {
                                    gather.put(number, index, cell.clone())?;
                                }
                            }
                        }
                    }
                    row += repeat;
                }
                Step::Close(name) if name == "table" => return Ok(()),
                Step::End => return Err(damaged(self.name, "the table is cut off")),
                _ => {}
            }
        }
    }

    /// The cells of a row with content: first column, repetitions, value.
    fn row(&mut self, row: usize, gather: &mut Gather<'_>) -> Result<Vec<(usize, usize, Cell)>, SheetError> {
        let mut cells = Vec::new();
        let mut column = 0;
        loop {
            match self.next()? {
                Step::Open(tag) if tag.is("table-cell") || tag.is("covered-table-cell") => {
                    let repeat = tag.count("number-columns-repeated");
                    let (down, across) = (tag.count("number-rows-spanned"), tag.count("number-columns-spanned"));
                    if down > 1 || across > 1 {
                        gather.merge(Area {
                            top: row,
                            bottom: row + down - 1,
                            left: column,
                            right: column + across - 1,
                        });
                    }
                    let cell = self.cell(&tag)?;
                    if !matches!(&cell, Cell::Empty) && !matches!(&cell, Cell::Text(text) if text.is_empty()) {
                        cells.push((column, repeat, cell));
                    }
                    column += repeat;
                }
                Step::Close(name) if name == "table-row" => return Ok(cells),
                Step::End => return Err(damaged(self.name, "a row is cut off")),
                _ => {}
            }
        }
    }

    fn cell(&mut self, tag: &Tag) -> Result<Cell, SheetError> {
        let shown = self.paragraphs(&tag.name)?;
        let number =
            || tag.attribute("value").and_then(|value| value.parse::<f64>().ok()).filter(|value| value.is_finite());
        // LibreOffice marks faults in its own namespace; both attributes are called value-type.
        if tag.attributes.iter().any(|(key, value)| key == "value-type" && value == "error") {
            return Ok(Cell::Fault(shown));
        }
        Ok(match tag.attribute("value-type").as_deref() {
            None => Cell::Empty,
            Some("float" | "percentage" | "currency") => number().map_or(Cell::Text(shown), Cell::Number),
            Some("boolean") => Cell::Bool(tag.attribute("boolean-value").as_deref() == Some("true")),
            Some("date") => tag.attribute("date-value").map_or(Cell::Text(shown), |value| iso_cell(&value)),
            Some(_) => Cell::Text(tag.attribute("string-value").unwrap_or(shown)),
        })
    }

    /// The text of a cell: paragraphs joined by line breaks, comments left out.
    fn paragraphs(&mut self, end: &str) -> Result<String, SheetError> {
        let mut text = String::new();
        let mut paragraphs = 0;
        let mut inside = 0usize;
        let mut comment = false;
        loop {
            match self.next()? {
                Step::Open(tag) if tag.is("annotation") => comment = true,
                Step::Close(name) if name == "annotation" => comment = false,
                Step::Close(name) if name == end => return Ok(text),
                Step::End => return Err(damaged(self.name, "a cell is cut off")),
                _ if comment => {}
                Step::Open(tag) => match tag.name.as_str() {
                    "p" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                        inside += 1;
                    }
                    "s" => text.extend(std::iter::repeat_n(' ', tag.count("c").min(1000))),
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    _ => {}
                },
                Step::Close(name) if name == "p" => inside = inside.saturating_sub(1),
                // White space between the elements is layout of the file.
                Step::Text(piece) if inside > 0 => text.push_str(&piece),
                _ => {}
            }
        }
    }
}

//! What stands in a file, as a person is shown it who decides which column is which. It survives between the steps as
//! JSON; values in it are those of the file.

use hangji_sheets::{Layout, Sheet};
use hangji_store::{Id, Tx};
use serde::{Deserialize, Serialize};

use super::files::cell_text;
use super::{plan, remembered};
use crate::Result;
use crate::ledger::Ledger;
use crate::refusal::{Message, Refusal};

/// A file seen through the header that was found or named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The names of the sheets that hold anything, with their places in the file.
    pub sheets: Vec<(usize, String)>,
    /// The sheet that was taken.
    pub sheet: usize,
    /// The row number of the header.
    pub header_row: usize,
    /// The rows that may be the header: number and beginning.
    pub first_rows: Vec<(usize, String)>,
    /// The columns.
    pub columns: Vec<Seen>,
    /// Rows with content below the header.
    pub rows: usize,
    /// Whether somebody of the territory decided on such a header before.
    pub remembered: bool,
    /// What makes two headers the same.
    pub signature: String,
}

/// A column as it stands in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The 0-based column.
    pub index: usize,
    /// Its title; may be empty.
    pub title: String,
    /// The first values below it.
    pub samples: Vec<String>,
    /// What it is taken for: a field's name, [`plan::ORG`], or nothing.
    pub key: Option<String>,
}

/// Characters shown of a value or a row.
const SHOWN: usize = 40;
/// Sheets searched for a header that only people could read.
const SEARCHED: usize = 5;
/// Sheets that may be chosen from.
const SHEETS: usize = 50;

/// Looks at a file: on one sheet and at one header row where they are named, else where the reader would look. What the
/// territory of `node` decided before for such a header goes before the guess.
///
/// # Errors
/// A refusal if there is no such sheet or row; a fault of the database.
pub fn look(
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    node: Id,
    sheets: &[Sheet],
    sheet: Option<usize>,
    header_row: Option<usize>,
) -> Result<Look> {
    let columns = plan::columns(ledger);
    let known = remembered::all(tx, ledger.name, node)?;
    let none = || {
        Refusal::BadRequest(Message::new(
            "文件中没有这张工作表或这一行：请在列出的行中选择表头",
            "there is no such sheet or row: choose the header among the rows listed",
        ))
    };
    let mut found = hangji_sheets::look(sheets, &columns, sheet, header_row).ok_or_else(none)?;
    let mut mapping = known.get(&remembered::signature(&found)).cloned();
    if mapping.is_none() && header_row.is_none() && !known.is_empty() {
        // A header that only people could read may stand where the guess did not look.
        let places =
            sheets.iter().enumerate().filter(|(at, _)| sheet.is_none_or(|wanted| wanted == *at)).take(SEARCHED);
        let rows = places.flat_map(|(at, s)| hangji_sheets::first_rows(s).into_iter().map(move |(row, _)| (at, row)));
        let mut seen = rows.filter_map(|(at, row)| hangji_sheets::look(sheets, &columns, Some(at), Some(row)));
        if let Some((other, decided)) =
            seen.find_map(|l| known.get(&remembered::signature(&l)).map(|m| (l.clone(), m.clone())))
        {
            (found, mapping) = (other, Some(decided));
        }
    }
    let signature = remembered::signature(&found);
    let short = |text: String| text.chars().take(SHOWN).collect::<String>();
    let key = |index: usize, guess: Option<String>| match &mapping {
        Some(decided) => decided.iter().find(|(at, _)| *at == index).map(|(_, key)| key.clone()),
        None => guess,
    };
    let seen = found.headings.into_iter().map(|h| Seen {
        index: h.index,
        title: short(h.title),
        samples: h.samples.iter().map(|c| short(cell_text(c))).collect(),
        key: key(h.index, h.key).filter(|k| columns.iter().any(|c| c.key == *k)),
    });
    let named = sheets.iter().enumerate().filter(|(_, s)| !s.rows.is_empty()).take(SHEETS);
    Ok(Look {
        sheets: named.map(|(at, s)| (at, short(s.name.clone()))).collect(),
        sheet: found.sheet,
        header_row: found.header_row,
        first_rows: hangji_sheets::first_rows(&sheets[found.sheet])
            .into_iter()
            .map(|(row, texts)| (row, short(texts.join(" | "))))
            .collect(),
        columns: seen.collect(),
        rows: found.rows,
        remembered: mapping.is_some(),
        signature,
    })
}

/// A decision that cannot stand, by the columns and fields it concerns.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Columns of the file that are meant for a field that another column is meant for too.
    pub twice: Vec<usize>,
    /// Required fields without a column.
    pub missing: Vec<&'static str>,
}

impl Look {
    /// The layout in which each column is what `decide` says of it.
    ///
    /// # Errors
    /// What cannot stand.
    pub fn decided(
        &self,
        ledger: &Ledger,
        decide: impl Fn(&Seen) -> Option<String>,
    ) -> std::result::Result<Layout, Doubts> {
        let columns: Vec<(usize, String)> =
            self.columns.iter().filter_map(|c| decide(c).map(|key| (c.index, key))).collect();
        let twice = columns.iter().filter(|(at, key)| columns.iter().any(|(other, k)| k == key && other != at));
        let doubts = Doubts {
            twice: twice.map(|(at, _)| *at).collect(),
            missing: ledger
                .fields
                .iter()
                .filter(|f| f.required && !columns.iter().any(|(_, key)| key == f.name))
                .map(|f| f.name)
                .collect(),
        };
        if doubts != Doubts::default() {
            return Err(doubts);
        }
        Ok(Layout { sheet: self.sheet, header_row: self.header_row, columns })
    }
}

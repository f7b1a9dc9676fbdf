//! Turns single cells into values. Every parser takes a cell and gives `None` when nothing was entered; what it cannot
//! understand without guessing it refuses, with what it saw. Pure functions.

mod date;
mod error;
mod id_card;
mod number;
mod text;
mod yes_no;

pub(crate) use date::serial_of;
pub use date::{date, month_or_date};
pub use error::ValueError;
pub use id_card::id_card;
pub use number::{money_fen, whole, whole_in};
pub use text::{code, half_width_char, text};
pub(crate) use text::{half_width, is_space};
pub use yes_no::yes_no;

use crate::Cell;

/// The text of a cell in which only the characters' meaning counts: half-width, without invisible characters, trimmed,
/// and `None` for what people write when there is nothing to say. Numbers are the caller's affair.
fn plain(cell: &Cell) -> Result<Option<String>, ValueError> {
    let text = match cell {
        Cell::Empty | Cell::Number(_) | Cell::Date(_) => return Ok(None),
        Cell::Bool(value) => return Ok(Some(if *value { "true" } else { "false" }.to_owned())),
        Cell::Fault(fault) => return Err(ValueError::Fault { seen: ValueError::seen(fault) }),
        Cell::Text(text) => half_width(text),
    };
    let text = text.trim_matches(is_space);
    let nothing = text.is_empty() || text == "/" || text.chars().all(|c| matches!(c, '-' | '—' | '–' | '―' | '─'));
    Ok(if nothing { None } else { Some(text.to_owned()) })
}

/// The same where "无" can only mean that there is nothing.
fn plain_or_none(cell: &Cell) -> Result<Option<String>, ValueError> {
    Ok(plain(cell)?.filter(|text| text != "无"))
}

//! A cell taken for every kind of value. What is taken must mean the same when it is written down plainly.

use hangji_sheets::Cell;
use hangji_sheets::values::{self, ValueError};

const MOST_CHARS: usize = 50;

/// Tries every kind of value on a cell under a header with this unit.
pub fn every(cell: &Cell, unit: Option<&str>) {
    if let Some(text) = taken(values::text(cell, MOST_CHARS)) {
        again(&text, &text, |cell| values::text(cell, MOST_CHARS));
    }
    let _ = taken(values::code(cell, MOST_CHARS));
    if let Some(day) = taken(values::date(cell)) {
        again(&day, &day.to_string(), values::date);
        assert_eq!(values::month_or_date(cell), Ok(Some(day)), "{cell:?}");
    }
    if let Some(day) = taken(values::month_or_date(cell)) {
        again(&day, &day.strftime("%Y年%-m月%-d日").to_string(), values::month_or_date);
    }
    for unit in [None, unit] {
        if let Some(number) = taken(values::whole_in(cell, unit)) {
            again(&number, &number.to_string(), values::whole);
        }
        if let Some(fen) = taken(values::money_fen(cell, unit)) {
            let (sign, size) = (if fen < 0 { "-" } else { "" }, fen.abs());
            again(&fen, &format!("{sign}{}.{:02}", size / 100, size % 100), |cell| values::money_fen(cell, None));
        }
    }
    if let Some(id) = taken(values::id_card(cell)) {
        again(&id, &id, values::id_card);
    }
    let _ = taken(values::yes_no(cell));
}

/// What a parser took; if it refused, it must have said why in both languages.
fn taken<T>(result: Result<Option<T>, ValueError>) -> Option<T> {
    result.unwrap_or_else(|error| {
        assert!(!error.to_string().is_empty() && !error.zh().is_empty());
        None
    })
}

fn again<T: std::fmt::Debug + PartialEq>(
    value: &T,
    written: &str,
    parse: impl Fn(&Cell) -> Result<Option<T>, ValueError>,
) {
    match parse(&Cell::Text(written.to_owned())) {
        Ok(Some(other)) if other == *value => {}
        other => panic!("{value:?} written as {written:?} is {other:?}"),
    }
}

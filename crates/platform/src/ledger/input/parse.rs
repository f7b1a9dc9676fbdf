//! From a cell (or what somebody typed) to a value: lenient about form, strict about content.

use hangji_sheets::values::{self, ValueError};
use hangji_sheets::{Cell, normal_title};
use hangji_store::Day;

use crate::ledger::{Choice, Field, Kind, Value};
use crate::refusal::Message;

/// The value of a cell for a field. `unit` is the unit of the column's header or of the sheet (`万元`). References are
/// read as text here and resolved by [`resolve`](mod@super::resolve).
///
/// # Errors
/// What cannot be read, and how to write it.
pub fn read_cell(field: &Field, cell: &Cell, unit: Option<&str>) -> Result<Value, Message> {
    let message =
        |e: ValueError| Message::new(format!("{}：{}", field.title.zh, e.zh()), format!("{}: {e}", field.title.en));
    Ok(match field.kind {
        // Longer texts than fit are told of by the record's check, which names the bound.
        Kind::Text(_) | Kind::Long(_) | Kind::Record(_) => values::text(cell, usize::MAX).map_err(message)?.into(),
        Kind::Code(_) | Kind::Phone => values::code(cell, usize::MAX).map_err(message)?.into(),
        Kind::IdCard => values::id_card(cell).map_err(message)?.into(),
        Kind::Whole(..) => values::whole_in(cell, unit).map_err(message)?.into(),
        Kind::Money(..) => values::money_fen(cell, unit).map_err(message)?.into(),
        Kind::Day => values::date(cell).map_err(message)?.map(Day::from).into(),
        Kind::YesNo => values::yes_no(cell).map_err(message)?.map(i64::from).into(),
        Kind::Choice(choices) => match values::text(cell, usize::MAX).map_err(message)? {
            None => Value::Null,
            Some(text) => {
                chosen(choices, &text).map_or_else(|| Err(not_among(field, choices, &text)), |c| Ok(c.code.into()))?
            }
        },
    })
}

/// The value of what somebody typed into a form.
///
/// # Errors
/// As [`read_cell`].
pub fn read_text(field: &Field, text: &str) -> Result<Value, Message> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    read_cell(field, &Cell::Text(text.to_owned()), None)
}

fn chosen<'c>(choices: &'c [Choice], text: &str) -> Option<&'c Choice> {
    let wanted = normal_title(text);
    choices.iter().find(|c| {
        c.code == text
            || normal_title(c.term.zh) == wanted
            || normal_title(c.term.en) == wanted
            || normal_title(c.code) == wanted
    })
}

fn not_among(field: &Field, choices: &[Choice], text: &str) -> Message {
    let shown: String = text.chars().take(40).collect();
    let zh: Vec<&str> = choices.iter().map(|c| c.term.zh).collect();
    let en: Vec<&str> = choices.iter().map(|c| c.term.en).collect();
    Message::new(
        format!("{}“{shown}”不在可选项中：{}", field.title.zh, zh.join("、")),
        format!("{} `{shown}` is not one of: {}", field.title.en, en.join(", ")),
    )
}

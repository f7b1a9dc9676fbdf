//! Text and codes.

use super::{ValueError, plain_or_none};
use crate::Cell;

/// White space and what looks like it: the ideographic space, zero-width characters, byte order marks.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}')
}

/// A full-width form of ASCII as the usual one; any other character as it is.
#[must_use]
pub fn half_width_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Full-width ASCII and the ideographic space to half width; invisible characters go.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            '\u{3000}' | '\u{A0}' => ' ',
            '￥' => '¥',
            c => half_width_char(c),
        })
        .collect()
}

/// A number as Excel shows it: fifteen digits, no `.0`, no exponent. Beyond fifteen digits a double holds noise, which
/// formulas leave behind (`0.1+0.2`) and nobody typed.
pub(super) fn number_text(number: f64) -> String {
    let shortest = number.to_string();
    let digits = shortest.chars().filter(char::is_ascii_digit).skip_while(|c| *c == '0').count();
    if !number.is_finite() || digits <= 15 || number.fract() == 0.0 {
        return shortest;
    }
    format!("{number:.14e}").parse::<f64>().map_or(shortest, |rounded| rounded.to_string())
}

/// Text as it was entered, trimmed. Numbers become text as Excel shows them (too long ones are
/// refused), dates become ISO dates.
pub fn text(cell: &Cell, max_chars: usize) -> Result<Option<String>, ValueError> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Fault(fault) => return Err(ValueError::Fault { seen: ValueError::seen(fault) }),
        Cell::Text(text) => text.trim_matches(is_space).to_owned(),
        Cell::Number(number) => exact(*number)?,
        Cell::Date(serial) => super::date::iso_of(*serial).unwrap_or_else(|| number_text(*serial)),
        Cell::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
    };
    check(text, max_chars)
}

/// A number as text, unless it is so long that its last digits are Excel's and not the author's.
fn exact(number: f64) -> Result<String, ValueError> {
    if number.abs() >= 1e15 {
        return Err(ValueError::DigitsLost { seen: ValueError::seen(&number.to_string()) });
    }
    Ok(number_text(number))
}

fn check(text: String, max: usize) -> Result<Option<String>, ValueError> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(ValueError::Control { seen: ValueError::seen(&text), code: control as u32 });
    }
    let length = text.chars().count();
    if length > max {
        return Err(ValueError::TooLong { seen: ValueError::seen(&text), length, max });
    }
    Ok(Some(text))
}

/// A code: half-width, without the apostrophe that people put before digits. Numbers are exact or refused.
pub fn code(cell: &Cell, max_chars: usize) -> Result<Option<String>, ValueError> {
    let text = match cell {
        Cell::Number(_) | Cell::Date(_) => return text(cell, max_chars),
        cell => match plain_or_none(cell)? {
            Some(text) => text,
            None => return Ok(None),
        },
    };
    let text = unquoted(&text);
    // 4.20107E+11 is what a CSV keeps of a long code.
    if let Some((mantissa, exponent)) = text.split_once(['E', 'e'])
        && mantissa.contains('.')
        && mantissa.parse::<f64>().is_ok()
        && exponent.strip_prefix('+').is_some_and(|digits| digits.parse::<u16>().is_ok())
    {
        return Err(ValueError::DigitsLost { seen: ValueError::seen(text) });
    }
    check(text.to_owned(), max_chars)
}

/// Without a leading apostrophe, which forces text when it is typed but stays when it comes from elsewhere.
pub(super) fn unquoted(text: &str) -> &str {
    text.strip_prefix(['\'', '`', '‘', '’']).unwrap_or(text)
}

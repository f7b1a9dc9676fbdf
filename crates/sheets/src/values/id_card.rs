//! Identity numbers of GB 11643.

use jiff::civil::Date;

use super::text::unquoted;
use super::{ValueError, plain_or_none};
use crate::Cell;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// An identity number of 18 characters, its birth date and its check character right.
pub fn id_card(cell: &Cell) -> Result<Option<String>, ValueError> {
    if let Cell::Number(number) | Cell::Date(number) = cell {
        let seen = ValueError::seen(&number.to_string());
        // Fifteen digits survive as a number; eighteen do not.
        return Err(if number.abs() < 1e15 && number.abs() >= 1e14 {
            ValueError::OldId { seen }
        } else {
            ValueError::DigitsLost { seen }
        });
    }
    let Some(text) = plain_or_none(cell)? else { return Ok(None) };
    let id: String = unquoted(&text).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let seen = || ValueError::seen(&id);
    let bytes = id.as_bytes();
    if bytes.len() == 15 && bytes.iter().all(u8::is_ascii_digit) {
        return Err(ValueError::OldId { seen: seen() });
    }
    if id.contains("E+") {
        return Err(ValueError::DigitsLost { seen: seen() });
    }
    if bytes.len() != 18
        || !bytes[..17].iter().all(u8::is_ascii_digit)
        || !(bytes[17].is_ascii_digit() || bytes[17] == b'X')
    {
        return Err(ValueError::NotAnId { seen: seen() });
    }
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    if CHECKS[(sum % 11) as usize] != bytes[17] {
        // Excel turns the last three digits of a number into zeros before somebody makes text of it.
        return Err(if id.ends_with("000") {
            ValueError::DigitsLost { seen: seen() }
        } else {
            ValueError::IdChecksum { seen: seen() }
        });
    }
    let number = |range: std::ops::Range<usize>| id[range].parse::<i16>().unwrap_or(0);
    let (year, month, day) = (number(6..10), number(10..12), number(12..14));
    if !(1850..=2100).contains(&year) || Date::new(year, month as i8, day as i8).is_err() {
        return Err(ValueError::IdBirth { seen: seen() });
    }
    Ok(Some(id))
}

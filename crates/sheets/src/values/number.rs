//! Whole numbers and money, in exact decimal arithmetic from the text form.

use super::text::number_text;
use super::{ValueError, plain_or_none};
use crate::Cell;

/// What is counted in the villages; the word after a number is left out.
const COUNTERS: &[&str] = &[
    "人次", "户次", "人", "户", "个", "名", "次", "件", "项", "家", "张", "票", "天", "分", "岁", "处", "条", "支",
    "位", "篇", "期", "场", "册", "本", "份", "组", "村", "对", "只", "头", "台", "套", "座", "辆", "批", "届",
];

/// The largest count that is believed.
const MOST: i128 = 1_000_000_000_000_000;

/// An exact decimal and what follows it.
struct Quantity<'a> {
    /// The digits without the point.
    mantissa: i128,
    /// How many of them stand behind the point.
    scale: u32,
    unit: &'a str,
}

/// A whole number; a counter such as 户 or 人 may follow it.
pub fn whole(cell: &Cell) -> Result<Option<i64>, ValueError> {
    whole_in(cell, None)
}

/// The same under a header with a unit: `万人` multiplies numbers that have no unit of their own.
pub fn whole_in(cell: &Cell, header_unit: Option<&str>) -> Result<Option<i64>, ValueError> {
    let Some(text) = digits(cell)? else { return Ok(None) };
    let seen = || ValueError::seen(&text);
    let quantity = quantity(&text).ok_or_else(|| ValueError::NotANumber { seen: seen() })?;
    let unit = if quantity.unit.is_empty() { header_unit.unwrap_or("") } else { quantity.unit };
    let factor = counter_factor(unit.trim());
    let factor = match factor {
        Some(factor) => factor,
        // A header may carry any remark; a cell may not.
        None if quantity.unit.is_empty() => 1,
        None => return Err(ValueError::NotANumber { seen: seen() }),
    };
    let value = scaled(&quantity, factor).map_err(|wrong| match wrong {
        Wrong::Fraction => ValueError::NotWhole { seen: seen() },
        Wrong::Size => ValueError::TooLarge { seen: seen() },
    })?;
    Ok(Some(value))
}

/// Money in fen. The cell's own unit counts, else the header's (`万元`), else yuan.
pub fn money_fen(cell: &Cell, header_unit: Option<&str>) -> Result<Option<i64>, ValueError> {
    let Some(text) = digits(cell)? else { return Ok(None) };
    let seen = || ValueError::seen(&text);
    let bare = ["人民币", "RMB", "CNY", "¥"]
        .iter()
        .fold(text.as_str(), |rest, mark| rest.strip_prefix(mark).unwrap_or(rest).trim_start());
    // Accountants write a loss in brackets.
    let (bare, negate) = match bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inside) => (inside, true),
        None => (bare, false),
    };
    let mut quantity = quantity(bare).ok_or_else(|| ValueError::NotANumber { seen: seen() })?;
    if negate {
        quantity.mantissa = -quantity.mantissa;
    }
    let own = quantity.unit.trim_end_matches(['整', '正']);
    let factor = match (own, header_unit.map(str::trim)) {
        ("", None | Some("")) => 100,
        // A header unit that is no unit of money (`元/亩` …) must not be guessed at.
        ("", Some(header)) => {
            money_factor(header).ok_or_else(|| ValueError::UnknownUnit { seen: ValueError::seen(header) })?
        }
        (own, _) => money_factor(own).ok_or_else(|| ValueError::UnknownUnit { seen: seen() })?,
    };
    let value = scaled(&quantity, factor).map_err(|wrong| match wrong {
        Wrong::Fraction => ValueError::TooFine { seen: seen() },
        Wrong::Size => ValueError::TooLarge { seen: seen() },
    })?;
    Ok(Some(value))
}

/// How many a unit of counting stands for.
fn counter_factor(unit: &str) -> Option<i128> {
    let (factor, rest) = match unit.chars().next() {
        Some('万') => (10_000, &unit['万'.len_utf8()..]),
        Some('千') => (1_000, &unit['千'.len_utf8()..]),
        Some('百') => (100, &unit['百'.len_utf8()..]),
        _ => (1, unit),
    };
    (rest.is_empty() || COUNTERS.contains(&rest)).then_some(factor)
}

/// How many fen a unit of money is.
fn money_factor(unit: &str) -> Option<i128> {
    let unit = unit.trim().strip_prefix("人民币").unwrap_or(unit.trim());
    Some(match unit {
        "元" | "圆" | "块" | "块钱" | "RMB" | "CNY" | "yuan" => 100,
        "角" => 10,
        "分" => 1,
        "百元" => 10_000,
        "千元" => 100_000,
        "万" | "万元" | "万圆" => 1_000_000,
        "十万元" => 10_000_000,
        "百万元" => 100_000_000,
        "千万元" => 1_000_000_000,
        "亿" | "亿元" => 10_000_000_000,
        _ => return None,
    })
}

enum Wrong {
    Fraction,
    Size,
}

fn scaled(quantity: &Quantity<'_>, factor: i128) -> Result<i64, Wrong> {
    let product = quantity.mantissa.checked_mul(factor).ok_or(Wrong::Size)?;
    let divisor = 10i128.checked_pow(quantity.scale).ok_or(Wrong::Size)?;
    if product % divisor != 0 {
        return Err(Wrong::Fraction);
    }
    let value = product / divisor;
    if value.abs() > MOST * 100 { Err(Wrong::Size) } else { i64::try_from(value).map_err(|_| Wrong::Size) }
}

/// The half-width text of a cell that should hold a number.
fn digits(cell: &Cell) -> Result<Option<String>, ValueError> {
    match cell {
        Cell::Number(number) if !number.is_finite() || number.abs() > 1e20 => {
            Err(ValueError::TooLarge { seen: ValueError::seen(&format!("{number:e}")) })
        }
        Cell::Number(number) => Ok(Some(number_text(*number))),
        Cell::Date(serial) => {
            let seen = super::date::iso_of(*serial).unwrap_or_else(|| number_text(*serial));
            Err(ValueError::NotANumber { seen })
        }
        Cell::Bool(value) => Err(ValueError::NotANumber { seen: if *value { "TRUE" } else { "FALSE" }.to_owned() }),
        cell => plain_or_none(cell),
    }
}

/// Splits `-1,234.50 万元` into an exact decimal and the rest.
fn quantity(text: &str) -> Option<Quantity<'_>> {
    let (text, negative) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (rest.trim_start(), true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    // -¥5 and ¥-5 are both written.
    let text = text.strip_prefix('¥').unwrap_or(text);
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains(['.', ',']) || (whole.is_empty() && fraction.is_empty()) || !grouped(whole) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let digits: String = whole.chars().chain(fraction.chars()).filter(|c| *c != ',').collect();
    // Thirty digits fit into i128 with room for the largest factor to fail cleanly.
    if digits.len() > 30 {
        return None;
    }
    let mantissa: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    Some(Quantity {
        mantissa: if negative { -mantissa } else { mantissa },
        scale: fraction.len() as u32,
        unit: unit.trim(),
    })
}

/// Thousands separators must separate thousands: `1,5` is not fifteen.
fn grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3))
}

//! Dates as people write them: serials, ISO, dots and slashes, Chinese characters.

use jiff::civil::{Date, DateTime};

use super::{ValueError, plain_or_none};
use crate::Cell;
use crate::values::text::number_text;

/// What a text or number says.
enum Message {
    Day(Date),
    Month(Date),
    Year,
}

/// A day between 1900-01-01 and 2100-12-31.
pub fn date(cell: &Cell) -> Result<Option<Date>, ValueError> {
    match message(cell)? {
        None => Ok(None),
        Some((Message::Day(day), _)) => Ok(Some(day)),
        Some((_, seen)) => Err(ValueError::DayMissing { seen }),
    }
}

/// A month (its first day), or the day if one is given.
pub fn month_or_date(cell: &Cell) -> Result<Option<Date>, ValueError> {
    // As a number 2013.10 has become 2013.1.
    if let Cell::Number(number) = cell
        && (1900.0..2101.0).contains(number)
        && number_text(*number).split_once('.').is_some_and(|(_, month)| month == "1")
    {
        return Err(ValueError::MonthUnclear { seen: number_text(*number) });
    }
    match message(cell)? {
        None => Ok(None),
        Some((Message::Day(day) | Message::Month(day), _)) => Ok(Some(day)),
        Some((Message::Year, seen)) => Err(ValueError::NotADate { seen }),
    }
}

fn message(cell: &Cell) -> Result<Option<(Message, String)>, ValueError> {
    let (text, serial) = match cell {
        Cell::Date(serial) => (number_text(*serial), Some(*serial)),
        Cell::Number(number) => {
            let text = number_text(*number);
            // A bare 2013 is a year and 2013.5 a month, not a day of 1905; 20130501 and 201305 are digits of a date.
            let serial = (!(1900.0..2101.0).contains(number) && *number < 100_000.0).then_some(*number);
            (text, serial)
        }
        cell => match plain_or_none(cell)? {
            Some(text) => (text, None),
            None => return Ok(None),
        },
    };
    let seen = ValueError::seen(&text);
    if let Some(serial) = serial {
        let day = day_of(serial).ok_or_else(|| ValueError::DateOutOfRange { seen: seen.clone() })?;
        return Ok(Some((Message::Day(day), seen)));
    }
    let (year, month, day) = parts(&text).ok_or_else(|| ValueError::NotADate { seen: seen.clone() })?;
    let found = match (month, day) {
        (None, _) => within(year, 1, 1).map(|_| Message::Year),
        (Some(month), None) => within(year, month, 1).map(Message::Month),
        (Some(month), Some(day)) => within(year, month, day).map(Message::Day),
    };
    found.map(|found| Some((found, seen.clone()))).ok_or(ValueError::DateOutOfRange { seen })
}

fn within(year: u16, month: u8, day: u8) -> Option<Date> {
    if !(1900..=2100).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Year, month and day as far as they are written.
fn parts(text: &str) -> Option<(u16, Option<u8>, Option<u8>)> {
    let text = without_weekday(text);
    if let Some((year, rest)) = text.split_once('年') {
        return chinese(year, rest);
    }
    let (date, time) = split_time(text);
    if !time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | ' ' | 'T')) {
        return None;
    }
    if date.bytes().all(|byte| byte.is_ascii_digit()) {
        return match date.len() {
            8 => Some((date[..4].parse().ok()?, Some(date[4..6].parse().ok()?), Some(date[6..].parse().ok()?))),
            6 => Some((date[..4].parse().ok()?, Some(date[4..].parse().ok()?), None)),
            4 => Some((date.parse().ok()?, None, None)),
            _ => None,
        };
    }
    let date = date.trim_end_matches(['.', '。']);
    let pieces: Vec<&str> = date.split(['-', '/', '.', '。', '—', '–', '、', '\\']).map(str::trim).collect();
    let number = |piece: &str| (1..=2).contains(&piece.len()).then(|| piece.parse::<u8>().ok()).flatten();
    // The year must be whole: 13-5-1 and 5/1/2013 can be read in several ways.
    let year = pieces.first().filter(|year| year.len() == 4)?.parse().ok()?;
    match pieces.len() {
        2 => Some((year, Some(number(pieces[1])?), None)),
        3 => Some((year, Some(number(pieces[1])?), Some(number(pieces[2])?))),
        _ => None,
    }
}

/// The date before a `T` or before white space that a time follows; white space elsewhere is only untidy.
fn split_time(text: &str) -> (&str, &str) {
    if let Some((date, time)) = text.split_once('T') {
        return (date, time);
    }
    match text.find(':').and_then(|colon| text[..colon].rfind(' ')) {
        Some(space) => (text[..space].trim_end(), text[space..].trim()),
        None => (text, ""),
    }
}

fn without_weekday(text: &str) -> &str {
    let cut = ["(星期", "(周", "星期", "周"].iter().filter_map(|mark| text.find(mark)).min();
    cut.map_or(text, |cut| text[..cut].trim_end())
}

/// What stands after 年: month and day in digits or characters, then perhaps a time.
fn chinese(year: &str, rest: &str) -> Option<(u16, Option<u8>, Option<u8>)> {
    let year = year.trim();
    let year = if year.chars().count() == 4 { u16::try_from(chinese_number(year)?).ok()? } else { return None };
    let rest = rest.trim();
    if rest.is_empty() {
        return Some((year, None, None));
    }
    let (month, rest) = rest.split_once('月')?;
    let month = u8::try_from(chinese_number(month.trim())?).ok()?;
    let rest = rest.trim();
    if rest.is_empty() || rest == "份" {
        return Some((year, Some(month), None));
    }
    // The day's own character is often forgotten; a time needs it.
    let (day, time) = rest.split_once(['日', '号']).unwrap_or((rest, ""));
    let time_like =
        |c: char| c.is_ascii_digit() || matches!(c, ':' | ' ' | '时' | '分' | '秒' | '点' | '上' | '下' | '午');
    if !time.chars().all(time_like) {
        return None;
    }
    Some((year, Some(month), Some(u8::try_from(chinese_number(day.trim())?).ok()?)))
}

/// `2013`, `二〇一三`, `十一`, `二十五`, `廿五`, `三十`.
fn chinese_number(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    let digit = |c: char| match c {
        '0'..='9' => c.to_digit(10),
        '〇' | '○' | '零' | 'О' | 'O' | '０' => Some(0),
        _ => "一二三四五六七八九".chars().position(|d| d == c).map(|position| position as u32 + 1),
    };
    let expanded = text.replace('廿', "二十").replace('卅', "三十");
    if let Some((tens, ones)) = expanded.split_once('十') {
        let one = |text: &str| match text.chars().collect::<Vec<_>>()[..] {
            [c] => digit(c),
            _ => None,
        };
        let tens = if tens.is_empty() { 1 } else { one(tens)? };
        return Some(tens * 10 + if ones.is_empty() { 0 } else { one(ones)? });
    }
    expanded.chars().try_fold(0, |number, c| Some(number * 10 + digit(c)?))
}

/// The day of a serial. The 1900 system counts a 29 February 1900 that never was; that serial is no day.
fn day_of(serial: f64) -> Option<Date> {
    if !(1.0..73_416.0).contains(&serial) {
        return None;
    }
    let whole = serial.floor() as i64;
    let days = match whole {
        60 => return None,
        1..60 => whole,
        _ => whole - 1,
    };
    Date::constant(1899, 12, 31).checked_add(jiff::Span::new().days(days)).ok()
}

/// The serial of a moment, if the 1900 system has one.
pub(crate) fn serial_of(moment: DateTime) -> Option<f64> {
    let days = moment.date().since((jiff::Unit::Day, Date::constant(1899, 12, 31))).ok()?.get_days();
    let days = if days >= 60 { days + 1 } else { days };
    let time = moment.time();
    let seconds = f64::from(time.hour()) * 3600.0 + f64::from(time.minute()) * 60.0 + f64::from(time.second());
    (days >= 1).then_some(f64::from(days) + seconds / 86_400.0)
}

/// A serial as `2013-05-01`, with the time when there is one.
pub(super) fn iso_of(serial: f64) -> Option<String> {
    let day = day_of(serial)?;
    let minutes = (serial.fract() * 1440.0).round() as i64;
    Some(match minutes {
        0 | 1440.. => day.to_string(),
        _ => format!("{day} {:02}:{:02}", minutes / 60, minutes % 60),
    })
}

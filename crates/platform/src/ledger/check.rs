//! What is wrong with a record, said field by field. Pure: no database.

use std::collections::HashSet;

use hangji_store::Day;

use super::declare::{Field, FieldReader, Kind, Ledger};
use super::value::Value;
use crate::refusal::{Message, Problem};

/// All problems of a record's values.
#[must_use]
pub fn problems(ledger: &Ledger, values: &[Value], today: Day) -> Vec<Problem> {
    let mut out: Vec<Problem> = ledger
        .fields
        .iter()
        .zip(values)
        .filter_map(|(f, v)| field_problem(f, v, today).map(|message| Problem::at(f.name, message)))
        .collect();
    if out.is_empty() {
        out.extend(ledger.checks.iter().filter_map(|check| check(&FieldReader { ledger, values }, today)));
    }
    let mut seen = HashSet::new();
    out.retain(|p| seen.insert((p.field, p.message.en.clone())));
    out
}

/// What is wrong with one field's value.
#[must_use]
pub fn field_problem(field: &Field, value: &Value, today: Day) -> Option<Message> {
    let (zh, en) = (field.title.zh, field.title.en);
    match (value, field.kind) {
        (Value::Null, _) => field.required.then(|| Message::new(format!("缺少{zh}"), format!("{en} is missing"))),
        (Value::Int(i), Kind::Whole(least, most)) => bounds(field, *i, least, most, 1),
        (Value::Int(i), Kind::Money(least, most)) => bounds(field, *i, least, most, 100),
        (Value::Int(i), Kind::YesNo) => (*i != 0 && *i != 1).then(|| unfit(field)),
        (Value::Int(_), Kind::Record(_)) => None,
        (Value::Text(s), Kind::Day) => day_problem(field, s, today),
        (Value::Text(s), Kind::Choice(choices)) => (!choices.iter().any(|c| c.code == &**s)).then(|| {
            let list = |pick: fn(&super::Choice) -> &'static str| choices.iter().map(pick).collect::<Vec<_>>();
            Message::new(
                format!("{zh}“{}”不在可选项中：{}", short(s), list(|c| c.term.zh).join("、")),
                format!("{en} `{}` is not one of: {}", short(s), list(|c| c.code).join(", ")),
            )
        }),
        (Value::Text(s), Kind::Text(most) | Kind::Code(most)) => text_problem(field, s, most, false),
        (Value::Text(s), Kind::Long(most)) => text_problem(field, s, most, true),
        (Value::Text(s), Kind::Phone) => text_problem(field, s, 30, false).or_else(|| phone_problem(field, s)),
        (Value::Text(s), Kind::IdCard) => (!id_card_holds(s)).then(|| {
            Message::new(
                format!("{zh}应为18位公民身份号码且校验码正确"),
                format!("{en} must be an 18-character identity number with the right check character"),
            )
        }),
        _ => Some(unfit(field)),
    }
}

fn short(s: &str) -> String {
    s.chars().take(40).collect()
}

fn unfit(field: &Field) -> Message {
    Message::new(format!("{}的内容类型不对", field.title.zh), format!("{} has the wrong type", field.title.en))
}

fn bounds(field: &Field, i: i64, least: i64, most: i64, divisor: i64) -> Option<Message> {
    let shown = |i: i64| match divisor {
        1 => i.to_string(),
        _ => {
            let (sign, i, divisor) = (if i < 0 { "-" } else { "" }, i.unsigned_abs(), divisor.unsigned_abs());
            format!("{sign}{}.{:02}", i / divisor, i % divisor)
        }
    };
    (i < least || i > most).then(|| {
        Message::new(
            format!("{}“{}”超出范围：应在 {} 到 {} 之间", field.title.zh, shown(i), shown(least), shown(most)),
            format!("{} {} is out of range: between {} and {}", field.title.en, shown(i), shown(least), shown(most)),
        )
    })
}

/// No record is older than the Party.
const EARLIEST_YEAR: i32 = 1900;
const LATEST_YEAR: i32 = 2100;

fn day_problem(field: &Field, s: &str, today: Day) -> Option<Message> {
    let (zh, en) = (field.title.zh, field.title.en);
    let Ok(day) = s.parse::<Day>() else {
        return Some(Message::new(
            format!("{zh}“{}”不是日期：写成 2013-05-01", short(s)),
            format!("{en} `{}` is not a date: write 2013-05-01", short(s)),
        ));
    };
    if !(EARLIEST_YEAR..=LATEST_YEAR).contains(&day.year()) {
        return Some(Message::new(format!("{zh}{day}的年份不合理"), format!("{en} {day} has an impossible year")));
    }
    (day > today && !field.may_be_future).then(|| {
        Message::new(
            format!("{zh}{day}晚于业务日期{today}：尚未发生的事不能登记"),
            format!("{en} {day} is after the business day {today}: what has not happened cannot be entered"),
        )
    })
}

fn text_problem(field: &Field, s: &str, most: usize, lines: bool) -> Option<Message> {
    let (zh, en) = (field.title.zh, field.title.en);
    if s.trim().is_empty() {
        return Some(Message::new(format!("{zh}是空白"), format!("{en} is blank")));
    }
    let n = s.chars().count();
    if n > most {
        return Some(Message::new(
            format!("{zh}有{n}个字，最多{most}个"),
            format!("{en} has {n} characters, at most {most} fit"),
        ));
    }
    let control = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
    // Bidirectional overrides make a text look like another one.
    let deceives = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    s.chars().any(|c| control(c) || deceives(c)).then(|| {
        Message::new(format!("{zh}含有控制字符：请重新键入"), format!("{en} has control characters: type it anew"))
    })
}

fn phone_problem(field: &Field, s: &str) -> Option<Message> {
    let digits = s.chars().filter(char::is_ascii_digit).count();
    let fits =
        s.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ' | '(' | ')')) && (7..=15).contains(&digits);
    (!fits).then(|| {
        Message::new(
            format!("{}不像电话号码", field.title.zh),
            format!("{} does not look like a telephone number", field.title.en),
        )
    })
}

/// GB 11643: seventeen digits and a check character by ISO 7064 MOD 11-2, with a possible birth date inside.
#[must_use]
pub fn id_card_holds(s: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let b = s.as_bytes();
    if b.len() != 18 || !b[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let digits = |r: std::ops::Range<usize>| b[r].iter().fold(0u32, |n, c| n * 10 + u32::from(c - b'0'));
    let sum: u32 = b.iter().zip(WEIGHTS).map(|(c, w)| u32::from(c - b'0') * w).sum();
    let born = Day::new(digits(6..10) as i32, digits(10..12), digits(12..14));
    CHECK[(sum % 11) as usize] == b[17] && born.is_ok_and(|d| (EARLIEST_YEAR..=LATEST_YEAR).contains(&d.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_checked_to_the_last_character() {
        // The standard's own example (GB 11643-1999, annex).
        assert!(id_card_holds("11010519491231002X"));
        assert!(!id_card_holds("110105194912310021"));
        assert!(!id_card_holds("11010519491331002X"));
        assert!(!id_card_holds("11010519491231002x"));
        assert!(!id_card_holds("130503670401001"));
    }

    #[test]
    fn texts_are_bounded_and_clean() {
        let today = Day::new(2013, 12, 31).expect("a day");
        let f = Field::new("note", "备注", "Note", Kind::Text(5));
        let bad = |s: &str| field_problem(&f, &Value::from(s), today).is_some();
        assert!(
            !bad("五个字刚好")
                && bad("这就是六个字")
                && bad("  ")
                && bad("a\u{7}b")
                && bad("a\nb")
                && bad("\u{202e}abc")
        );
        let d = Field::new("on", "日期", "Day", Kind::Day);
        let bad = |s: &str| field_problem(&d, &Value::from(s), today).is_some();
        assert!(!bad("2013-12-31") && bad("2014-01-01") && bad("1850-01-01") && bad("2013-02-30"));
    }
}

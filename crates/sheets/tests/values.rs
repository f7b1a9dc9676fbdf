//! Every value parser against tables of what people write, and against noise.
#![expect(clippy::unwrap_used, reason = "tests")]

use hangji_sheets::Cell;
use hangji_sheets::values::{self, ValueError};
use proptest::prelude::*;

fn t(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// The name of an error variant.
fn kind(error: &ValueError) -> String {
    format!("{error:?}").split([' ', '{']).next().unwrap().to_owned()
}

fn check<T: ToString>(cases: &[(Cell, &str)], parse: impl Fn(&Cell) -> Result<Option<T>, ValueError>) {
    for (cell, expected) in cases {
        let got = match parse(cell) {
            Ok(None) => String::new(),
            Ok(Some(value)) => value.to_string(),
            Err(error) => {
                assert!(!error.to_string().is_empty() && !error.zh().is_empty());
                format!("!{}", kind(&error))
            }
        };
        assert_eq!(&got, expected, "{cell:?}");
    }
}

#[test]
fn text() {
    check(
        &[
            (Cell::Empty, ""),
            (t("　 "), ""),
            (t("　马建国\u{200B} "), "马建国"),
            (t("无"), "无"),
            (t("-"), "-"),
            (t("全角ＡＢ１"), "全角ＡＢ１"),
            (t("两\n行"), "两\n行"),
            (t("坏\u{7}字"), "!Control"),
            (t("坏\u{0}字"), "!Control"),
            (t("一二三四五六七八九十一"), "!TooLong"),
            (Cell::Number(12.0), "12"),
            (Cell::Number(0.1 + 0.2), "0.3"),
            (Cell::Number(-2.5), "-2.5"),
            (Cell::Number(640502198001011234.0), "!DigitsLost"),
            (Cell::Date(41395.0), "2013-05-01"),
            (Cell::Bool(true), "TRUE"),
            (Cell::Fault("#REF!".into()), "!Fault"),
        ],
        |cell| values::text(cell, 10),
    );
}

#[test]
fn code() {
    check(
        &[
            (t("ＮＸ０１"), "NX01"),
            (t("'640502"), "640502"),
            (t("—"), ""),
            (t("无"), ""),
            (t("/"), ""),
            (Cell::Number(640502001001.0), "640502001001"),
            (Cell::Number(999_999_999_999_999.0), "999999999999999"),
            (Cell::Number(640502198001011234.0), "!DigitsLost"),
            (t("6.40502E+17"), "!DigitsLost"),
            (t("5E+3"), "5E+3"),
            (t("a\u{1}"), "!Control"),
        ],
        |cell| values::code(cell, 20),
    );
}

#[test]
fn date() {
    check(
        &[
            (Cell::Date(1.0), "1900-01-01"),
            (Cell::Date(59.0), "1900-02-28"),
            (Cell::Date(60.0), "!DateOutOfRange"),
            (Cell::Date(61.0), "1900-03-01"),
            (Cell::Date(41395.75), "2013-05-01"),
            (Cell::Number(41395.0), "2013-05-01"),
            (Cell::Date(73415.0), "2100-12-31"),
            (Cell::Date(73416.0), "!DateOutOfRange"),
            (Cell::Date(0.5), "!DateOutOfRange"),
            (Cell::Date(f64::NAN), "!DateOutOfRange"),
            (Cell::Number(20130501.0), "2013-05-01"),
            (Cell::Number(2013.0), "!DayMissing"),
            (Cell::Number(2013.5), "!DayMissing"),
            (t("2013年5月1日"), "2013-05-01"),
            (t("2013年05月01日 08:30"), "2013-05-01"),
            (t("2013 年 5 月 1 日"), "2013-05-01"),
            (t("2013年5月1号"), "2013-05-01"),
            (t("2013年5月1"), "2013-05-01"),
            (t("2013年5月"), "!DayMissing"),
            (t("2013年"), "!DayMissing"),
            (t("2013.5.1"), "2013-05-01"),
            (t("2013.05.01."), "2013-05-01"),
            (t("2013/5/1"), "2013-05-01"),
            (t("2013-05-01"), "2013-05-01"),
            (t("2013-5-1 8:30"), "2013-05-01"),
            (t("2013-05-01T08:30:00"), "2013-05-01"),
            (t("2013-05-01 星期三"), "2013-05-01"),
            (t("20130501"), "2013-05-01"),
            (t("２０１３－０５－０１"), "2013-05-01"),
            (t("二〇一三年五月一日"), "2013-05-01"),
            (t("二○一三年十二月三十一日"), "2013-12-31"),
            (t("二零一三年十月廿五日"), "2013-10-25"),
            (t("2013-02-30"), "!DateOutOfRange"),
            (t("1899-12-31"), "!DateOutOfRange"),
            (t("2101-01-01"), "!DateOutOfRange"),
            (t("13.5.1"), "!NotADate"),
            (t("5/1/2013"), "!NotADate"),
            (t("昨天"), "!NotADate"),
            (t("2013-05-01至2013-05-03"), "!NotADate"),
            (t("—"), ""),
            (t("无"), ""),
            (Cell::Bool(true), "!NotADate"),
            (Cell::Fault("#N/A".into()), "!Fault"),
        ],
        values::date,
    );
}

#[test]
fn month_or_date() {
    check(
        &[
            (t("2013/5"), "2013-05-01"),
            (t("2013年5月"), "2013-05-01"),
            (t("2013年5月份"), "2013-05-01"),
            (t("2013.5"), "2013-05-01"),
            (t("2013.10"), "2013-10-01"),
            (t("201305"), "2013-05-01"),
            (Cell::Number(201305.0), "2013-05-01"),
            (Cell::Number(2013.5), "2013-05-01"),
            (Cell::Number(2013.05), "2013-05-01"),
            (Cell::Number(2013.12), "2013-12-01"),
            (Cell::Number(2013.1), "!MonthUnclear"),
            (Cell::Number(2013.0), "!NotADate"),
            (t("2013.13"), "!DateOutOfRange"),
            (t("2013-05-17"), "2013-05-17"),
            (Cell::Date(41395.0), "2013-05-01"),
        ],
        values::month_or_date,
    );
}

#[test]
fn whole() {
    check(
        &[
            (t("1,234"), "1234"),
            (t("１２人"), "12"),
            (t("12 户"), "12"),
            (t("3.0"), "3"),
            (t("-5"), "-5"),
            (t("1.2万人"), "12000"),
            (t("0"), "0"),
            (Cell::Number(3.0), "3"),
            (Cell::Number(2.999_999_999_999_999_6), "3"),
            (t("1.2"), "!NotWhole"),
            (Cell::Number(1.2), "!NotWhole"),
            (t("约50"), "!NotANumber"),
            (t("50多"), "!NotANumber"),
            (t("1,5"), "!NotANumber"),
            (t("1.2.3"), "!NotANumber"),
            (t("."), "!NotANumber"),
            (Cell::Number(1e18), "!TooLarge"),
            (Cell::Number(f64::INFINITY), "!TooLarge"),
            (t("99999999999999999999999999999999999999999999"), "!NotANumber"),
            (Cell::Bool(true), "!NotANumber"),
            (Cell::Date(41395.0), "!NotANumber"),
            (t("—"), ""),
            (t("无"), ""),
        ],
        values::whole,
    );
    assert_eq!(values::whole_in(&t("1.5"), Some("万人")), Ok(Some(15_000)));
    assert_eq!(values::whole_in(&t("15人"), Some("万人")), Ok(Some(15)));
    assert_eq!(values::whole_in(&t("15"), Some("户")), Ok(Some(15)));
}

#[test]
fn money() {
    check(
        &[
            (t("2320.49万元"), "2320490000"),
            (t("2,320.49"), "232049"),
            (t("¥8000"), "800000"),
            (t("￥ 8,000.50"), "800050"),
            (t("8000元整"), "800000"),
            (t("1.2亿元"), "12000000000"),
            (t("5角"), "50"),
            (t("-12.3"), "-1230"),
            (t("(12.30)"), "-1230"),
            (t("0.1"), "10"),
            (Cell::Number(2320.49), "232049"),
            (Cell::Number(1.15), "115"),
            (Cell::Number(0.1 + 0.2), "30"),
            (t("0.005"), "!TooFine"),
            (Cell::Number(1.005), "!TooFine"),
            (t("100美元"), "!UnknownUnit"),
            (t("约100"), "!NotANumber"),
            (Cell::Number(1e19), "!TooLarge"),
            (t("/"), ""),
        ],
        |cell| values::money_fen(cell, None),
    );
    check(
        &[
            (Cell::Number(2320.49), "2320490000"),
            (t("12"), "12000000"),
            (t("500元"), "50000"),
            (t("0.000001"), "1"),
            (t("0.0000001"), "!TooFine"),
        ],
        |cell| values::money_fen(cell, Some("万元")),
    );
    check(&[(t("5"), "!UnknownUnit"), (t("5元"), "500")], |cell| values::money_fen(cell, Some("元/亩")));
}

#[test]
fn id_card() {
    check(
        &[
            (t("11010519491231002X"), "11010519491231002X"),
            (t("11010519491231002x"), "11010519491231002X"),
            (t("１１０１０５１９４９１２３１００２Ｘ"), "11010519491231002X"),
            (t("'110105 19491231 002X"), "11010519491231002X"),
            (t("110105194912310021"), "!IdChecksum"),
            (t("110105491231002"), "!OldId"),
            (Cell::Number(110105491231002.0), "!OldId"),
            (Cell::Number(110105194912310020.0), "!DigitsLost"),
            (t("1.10105E+17"), "!DigitsLost"),
            (t("110105194912310000"), "!DigitsLost"),
            (t("440524188001010014"), "440524188001010014"),
            (t("11010519491331002X"), "!IdChecksum"),
            (t("1101051949123100"), "!NotAnId"),
            (t("张三"), "!NotAnId"),
            (t("无"), ""),
        ],
        values::id_card,
    );
}

#[test]
fn yes_no() {
    check(
        &[
            (t("是"), "true"),
            (t("√"), "true"),
            (t("Ｙ"), "true"),
            (t("Yes"), "true"),
            (t("有"), "true"),
            (Cell::Number(1.0), "true"),
            (Cell::Bool(false), "false"),
            (t("否"), "false"),
            (t("×"), "false"),
            (t("无"), "false"),
            (t("0"), "false"),
            (t("—"), ""),
            (t("也许"), "!NotYesNo"),
            (Cell::Number(2.0), "!NotYesNo"),
        ],
        values::yes_no,
    );
}

fn every_parser(cell: &Cell) {
    let _ = values::text(cell, 50);
    let _ = values::code(cell, 50);
    let _ = values::date(cell);
    let _ = values::month_or_date(cell);
    let _ = values::whole_in(cell, Some("万人"));
    let _ = values::money_fen(cell, Some("万元"));
    let _ = values::id_card(cell);
    let _ = values::yes_no(cell);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn never_panic_on_text(text in ".{0,60}") {
        every_parser(&t(&text));
    }

    #[test]
    fn never_panic_near_the_mark(text in "[0-9一二十〇年月日号./:, \\-万亿元人户TEX+¥（）()。-]{0,24}") {
        every_parser(&t(&text));
    }

    #[test]
    fn never_panic_on_numbers(number in any::<f64>()) {
        every_parser(&Cell::Number(number));
        every_parser(&Cell::Date(number));
    }

    #[test]
    fn money_is_exact(fen in -100_000_000_000_000i64..100_000_000_000_000) {
        let yuan = format!("{}{}.{:02}", if fen < 0 { "-" } else { "" }, fen.abs() / 100, fen.abs() % 100);
        prop_assert_eq!(values::money_fen(&t(&yuan), None).unwrap(), Some(fen));
        prop_assert_eq!(values::money_fen(&Cell::Number(fen as f64 / 100.0), None).unwrap(), Some(fen));
    }

    #[test]
    fn dates_survive(serial in 61i32..73_416) {
        let day = values::date(&Cell::Date(f64::from(serial))).unwrap().unwrap();
        prop_assert_eq!(values::date(&t(&day.to_string())).unwrap(), Some(day));
        prop_assert_eq!(values::date(&t(&day.strftime("%Y年%-m月%-d日").to_string())).unwrap(), Some(day));
    }
}

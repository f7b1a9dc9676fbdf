//! Civil days (Asia/Shanghai), kept in the database as ISO text.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A civil day as the number yyyymmdd: ordered, cheap to compare, and its month is a division away.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Day(u32);

/// A text or number that is not a day of the calendar.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a day of the calendar (write 2013-05-01)")]
pub struct DayError(String);

impl Day {
    /// "Until further notice": the end of an open validity period.
    pub const OPEN: Day = Day(99_991_231);
    /// Before every record.
    pub const FIRST: Day = Day(10_000_101);

    /// The day of a year, month and day of month.
    ///
    /// # Errors
    /// If the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, DayError> {
        let fits = (1000..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1;
        if !fits || day > days_in_month(year, month) {
            return Err(DayError(format!("{year}-{month}-{day}")));
        }
        Ok(Day(year as u32 * 10_000 + month * 100 + day))
    }

    /// The last day of its month.
    #[must_use]
    pub fn last_of_month(self) -> Day {
        Day(self.0 / 100 * 100 + days_in_month(self.year(), self.month()))
    }

    /// The number yyyymmdd.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }
    /// The number yyyymm.
    #[must_use]
    pub fn month_number(self) -> i64 {
        i64::from(self.0 / 100)
    }
    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        (self.0 / 10_000) as i32
    }
    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0 / 100 % 100
    }
    /// The day of the month.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0 % 100
    }
    /// The calendar date.
    #[must_use]
    pub fn date(self) -> Date {
        Date::new(self.year() as i16, self.month() as i8, self.day() as i8).unwrap_or(Date::constant(9999, 12, 31))
    }
    /// The day `n` days later (or earlier); stays within years 1000 to 9999.
    #[must_use]
    pub fn plus_days(self, n: i64) -> Day {
        let span = jiff::Span::new().try_days(n);
        span.and_then(|s| self.date().checked_add(s)).map_or(Day::OPEN, Day::from)
    }
    /// How many days from this day to another: negative if that one is earlier.
    #[must_use]
    pub fn days_until(self, other: Day) -> i64 {
        self.date().until(other.date()).map_or(0, |span| i64::from(span.get_days()))
    }
    /// The civil day in Asia/Shanghai (UTC+8, no summer time since 1991) of Unix milliseconds.
    #[must_use]
    pub fn of_ms(ms: i64) -> Day {
        let days = (ms + 8 * 3_600_000).div_euclid(86_400_000);
        Day(19_700_101).plus_days(days)
    }
}

/// Days of a month (Gregorian). By hand, because every record's day passes here.
fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl From<Date> for Day {
    fn from(d: Date) -> Self {
        Day(d.year() as u32 * 10_000 + d.month() as u32 * 100 + d.day() as u32)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl FromStr for Day {
    type Err = DayError;
    fn from_str(s: &str) -> Result<Self, DayError> {
        let wrong = || DayError(s.chars().take(20).collect());
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = s.as_bytes() else { return Err(wrong()) };
        let mut number = 0;
        for digit in [y1, y2, y3, y4, m1, m2, d1, d2] {
            if !digit.is_ascii_digit() {
                return Err(wrong());
            }
            number = number * 10 + u32::from(digit - b'0');
        }
        Day::new((number / 10_000) as i32, number / 100 % 100, number % 100).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar() {
        assert_eq!("2012-02-29".parse::<Day>().map(Day::number), Ok(20_120_229));
        for bad in ["2013-02-29", "2013-13-01", "2013-5-1", "20130501", "", "２013-05-0"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn month_ends_agree_with_the_calendar() {
        for year in [1900, 2000, 2012, 2013] {
            for month in 1..=12 {
                let first = Day::new(year, month, 1).expect("a first day");
                assert_eq!(Day::from(first.date().last_of_month()), first.last_of_month());
                assert!(Day::new(year, month, first.last_of_month().day() + 1).is_err());
            }
        }
    }

    #[test]
    fn days_move_over_year_ends_and_time_zones() {
        let d = Day::new(2013, 12, 31).expect("a real day");
        assert_eq!(d.plus_days(1).to_string(), "2014-01-01");
        // 2013-12-31T16:00Z is already 2014 in Shanghai.
        assert_eq!(Day::of_ms(1_388_505_600_000).to_string(), "2014-01-01");
        assert_eq!(Day::of_ms(1_388_505_599_999).to_string(), "2013-12-31");
    }
}

//! Periods: a year, quarter, month, or any two days.

use std::fmt;
use std::str::FromStr;

use hangji_store::Day;

use crate::refusal::Refusal;

/// A period; both its days belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
}

impl Period {
    /// A calendar year.
    #[must_use]
    pub fn year(year: i32) -> Period {
        Self::months(year, 1, 12)
    }

    /// Months of one year, both included; months are clamped to 1–12.
    #[must_use]
    pub fn months(year: i32, first: u32, last: u32) -> Period {
        let (first, last) = (first.clamp(1, 12), last.clamp(1, 12));
        let start = Day::new(year, first, 1).unwrap_or(Day::FIRST);
        let end = Day::new(year, last, 1).map_or(Day::OPEN, Day::last_of_month);
        Period { first: start, last: end }
    }

    /// The quarter that holds a day.
    #[must_use]
    pub fn quarter_of(day: Day) -> Period {
        let first = (day.month() - 1) / 3 * 3 + 1;
        Self::months(day.year(), first, first + 2)
    }

    /// The month that holds a day.
    #[must_use]
    pub fn month_of(day: Day) -> Period {
        Self::months(day.year(), day.month(), day.month())
    }

    /// Slot of a whole year (2013), quarter (20132) or month (201305); none for other periods. See `figure_sum`.
    #[must_use]
    pub fn slot(self) -> Option<i64> {
        let (year, month) = (i64::from(self.first.year()), self.first.month());
        if self == Self::year(self.first.year()) {
            Some(year)
        } else if self == Self::quarter_of(self.first) {
            Some(year * 10 + i64::from((month - 1) / 3 + 1))
        } else if self == Self::month_of(self.first) {
            Some(year * 100 + i64::from(month))
        } else {
            None
        }
    }

    /// First and last month as yyyymm, if the period is made of whole months.
    #[must_use]
    pub fn whole_months(self) -> Option<(i64, i64)> {
        let whole = self.first.day() == 1 && self.last == Self::month_of(self.last).last;
        whole.then(|| (self.first.month_number(), self.last.month_number()))
    }

    /// The period just before, of the same make: the month before a month, the year before a year; else as many days.
    #[must_use]
    pub fn prior(self) -> Period {
        let last = self.first.plus_days(-1);
        match self.slot() {
            Some(slot) if slot < 10_000 => Self::year(last.year()),
            Some(slot) if slot < 100_000 => Self::quarter_of(last),
            Some(_) => Self::month_of(last),
            None => Period { first: last.plus_days(-self.first.days_until(self.last)), last },
        }
    }

    /// So many periods of the same make, the last of them this one.
    #[must_use]
    pub fn course(self, count: usize) -> Vec<Period> {
        let mut course: Vec<Period> = std::iter::successors(Some(self), |p| Some(p.prior())).take(count).collect();
        course.reverse();
        course
    }

    /// The same period one year before (29 February becomes 28).
    #[must_use]
    pub fn year_before(self) -> Period {
        let back = |d: Day| {
            Day::new(d.year() - 1, d.month(), d.day())
                .or_else(|_| Day::new(d.year() - 1, d.month(), 28))
                .unwrap_or(Day::FIRST)
        };
        let mut p = Period { first: back(self.first), last: back(self.last) };
        if self.last == Self::month_of(self.last).last {
            p.last = Self::month_of(p.last).last;
        }
        p
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.first.year();
        match self.slot() {
            Some(s) if s < 10_000 => write!(f, "{year}"),
            Some(s) if s < 100_000 => write!(f, "{year}Q{}", s % 10),
            Some(_) => write!(f, "{year}-{:02}", self.first.month()),
            None => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

impl FromStr for Period {
    type Err = Refusal;
    fn from_str(s: &str) -> Result<Period, Refusal> {
        let wrong = || {
            let shown: String = s.chars().take(40).collect();
            Refusal::bad(
                format!("“{shown}”不是期间：写成 2013、2013Q2、2013-05 或 2013-01-01..2013-06-30"),
                format!("`{shown}` is not a period: write 2013, 2013Q2, 2013-05 or 2013-01-01..2013-06-30"),
            )
        };
        if !s.is_ascii() {
            return Err(wrong());
        }
        if let Some((a, b)) = s.split_once("..") {
            let (first, last): (Day, Day) = (a.parse().map_err(|_| wrong())?, b.parse().map_err(|_| wrong())?);
            return if first <= last { Ok(Period { first, last }) } else { Err(wrong()) };
        }
        let year: i32 =
            s.get(..4).and_then(|y| y.parse().ok()).filter(|y| (1900..=2100).contains(y)).ok_or_else(wrong)?;
        let number = |t: &str| t.bytes().all(|b| b.is_ascii_digit()).then(|| t.parse::<u32>().ok()).flatten();
        match s.as_bytes().get(4) {
            None => Ok(Self::year(year)),
            Some(b'Q') if s.len() == 6 => {
                let q = number(&s[5..]).filter(|q| (1..=4).contains(q)).ok_or_else(wrong)?;
                Ok(Self::months(year, q * 3 - 2, q * 3))
            }
            Some(b'-') if s.len() == 7 => {
                let m = number(&s[5..]).filter(|m| (1..=12).contains(m)).ok_or_else(wrong)?;
                Ok(Self::months(year, m, m))
            }
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_written_and_refused() {
        for (text, first, last, slot) in [
            ("2013", "2013-01-01", "2013-12-31", Some(2013)),
            ("2013Q2", "2013-04-01", "2013-06-30", Some(20132)),
            ("2012-02", "2012-02-01", "2012-02-29", Some(201_202)),
            ("2013-01-05..2013-06-30", "2013-01-05", "2013-06-30", None),
        ] {
            let p: Period = text.parse().expect("a period");
            assert_eq!((p.first.to_string(), p.last.to_string()), (first.into(), last.into()));
            assert_eq!(p.slot(), slot);
            assert_eq!(p.to_string(), text);
        }
        for bad in ["", "13", "2013Q5", "2013-13", "2013-1", "2013q1", "2013-06-30..2013-01-01", "二〇一三", "2013-+1"]
        {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_period_before_is_of_the_same_make() {
        for (text, before) in [
            ("2013", "2012"),
            ("2013Q1", "2012Q4"),
            ("2013-03", "2013-02"),
            ("2013-01", "2012-12"),
            ("2013-01-11..2013-01-20", "2013-01-01..2013-01-10"),
        ] {
            let p: Period = text.parse().expect("a period");
            assert_eq!(p.prior().to_string(), before);
        }
        let course: Vec<String> = Period::months(2013, 2, 2).course(4).iter().map(ToString::to_string).collect();
        assert_eq!(course, ["2012-11", "2012-12", "2013-01", "2013-02"]);
    }

    #[test]
    fn a_year_before_keeps_month_ends() {
        let p: Period = "2013-02".parse().expect("a period");
        assert_eq!(p.year_before().to_string(), "2012-02");
        assert_eq!(Period::year(2013).year_before(), Period::year(2012));
    }
}

//! The declaration of a task, and the arithmetic of its days: pure.

use std::borrow::Cow;

use hangji_store::Day;

use crate::term::{Term, t};

/// The day by which a record's task is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// So many days after a day field of the record; 0 is that day itself. Records without it have no such task.
    After(&'static str, i64),
    /// The last day of the business day's year.
    YearEnd,
}

/// How a task stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Its day is past.
    Overdue,
    /// Its day is today or within the days of warning.
    Soon,
    /// Its day is farther off.
    Later,
}

impl Standing {
    /// All of them, the most pressing first.
    pub const ALL: [Standing; 3] = [Standing::Overdue, Standing::Soon, Standing::Later];

    /// The name in addresses and in the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Standing::Overdue => "overdue",
            Standing::Soon => "soon",
            Standing::Later => "later",
        }
    }

    /// From its name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|s| s.code() == code)
    }

    /// How something due on a day stands `today`, with so many days of warning.
    #[must_use]
    pub fn of(due: Day, today: Day, warning: i64) -> Standing {
        if due < today {
            Standing::Overdue
        } else if due <= today.plus_days(warning) {
            Standing::Soon
        } else {
            Standing::Later
        }
    }
}

/// A task that records of a ledger carry while they fulfil a condition.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its id, `ledger.act` (`rectifications.accept`).
    pub id: &'static str,
    /// The ledger whose records carry it, where that is another one than the ledger that declares it: then it is done by
    /// entering a record there.
    pub about: Option<&'static str>,
    /// The kind of work in a word or two.
    pub title: Term,
    /// What is to be done, in a sentence.
    pub asks: Term,
    /// SQL condition over the record (alias `r`, in force): while it holds the task is open. `{year}` stands for the
    /// first day of the business day's year, as text.
    pub open: Cow<'static, str>,
    /// By when.
    pub due: Due,
    /// Days before the due day from which it is shown as pressing.
    pub warning: i64,
    /// The ledger that is written when it is done, and which those who must act may write. None: the record's own.
    pub done_in: Option<&'static str>,
    /// Fields naming persons who must act too, whatever their role and territory.
    pub named: &'static [&'static str],
    /// The rule that it follows from, where there is one.
    pub source: Option<Term>,
}

impl Task {
    /// A task with seven days of warning.
    #[must_use]
    pub fn new(id: &'static str, zh: &'static str, en: &'static str, due: Due) -> Task {
        let title = t(zh, en);
        let open = Cow::Borrowed("1 = 1");
        Task { id, about: None, title, asks: title, open, due, warning: 7, done_in: None, named: &[], source: None }
    }
    /// Records of another ledger carry it: the ledger that declares it is the one whose record answers.
    #[must_use]
    pub fn about(mut self, ledger: &'static str) -> Task {
        self.about = Some(ledger);
        self
    }
    /// What is to be done, in a sentence.
    #[must_use]
    pub fn asks(mut self, zh: &'static str, en: &'static str) -> Task {
        self.asks = t(zh, en);
        self
    }
    /// The SQL condition under which it is open.
    #[must_use]
    pub fn while_(mut self, open: impl Into<Cow<'static, str>>) -> Task {
        self.open = open.into();
        self
    }
    /// Days of warning.
    #[must_use]
    pub fn warning(mut self, days: i64) -> Task {
        self.warning = days;
        self
    }
    /// The ledger that is written when it is done, where that is another one.
    #[must_use]
    pub fn done_in(mut self, ledger: &'static str) -> Task {
        self.done_in = Some(ledger);
        self
    }
    /// Fields naming persons who must act.
    #[must_use]
    pub fn named(mut self, fields: &'static [&'static str]) -> Task {
        self.named = fields;
        self
    }
    /// The rule that it follows from.
    #[must_use]
    pub fn source(mut self, zh: &'static str, en: &'static str) -> Task {
        self.source = Some(t(zh, en));
        self
    }

    /// The due day of a record whose field holds `day`; for [`Due::YearEnd`] the field does not matter.
    #[must_use]
    pub fn due_on(&self, day: Option<Day>, today: Day) -> Option<Day> {
        match self.due {
            Due::After(_, days) => day.map(|d| d.plus_days(days)),
            Due::YearEnd => Some(year_end(today)),
        }
    }

    /// The condition with its year filled in.
    #[must_use]
    pub fn condition(&self, today: Day) -> String {
        self.open.replace("{year}", &format!("'{:04}-01-01'", today.year()))
    }
}

fn year_end(today: Day) -> Day {
    Day::new(today.year(), 12, 31).unwrap_or(Day::OPEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn days_decide_how_a_task_stands() {
        for (due, today, warning, expected) in [
            ("2013-12-30", "2013-12-31", 7, Standing::Overdue),
            ("2013-12-31", "2013-12-31", 0, Standing::Soon),
            ("2014-01-01", "2013-12-31", 0, Standing::Later),
            ("2014-01-07", "2013-12-31", 7, Standing::Soon),
            ("2014-01-08", "2013-12-31", 7, Standing::Later),
        ] {
            assert_eq!(Standing::of(day(due), day(today), warning), expected, "{due} on {today}");
        }
    }

    #[test]
    fn the_due_day_follows_from_the_record_or_the_year() {
        let after = |days| Task::new("x.y", "事", "deed", Due::After("on_day", days));
        for (days, from, expected) in
            [(0, "2013-02-28", "2013-02-28"), (1, "2013-02-28", "2013-03-01"), (365, "2012-03-01", "2013-03-01")]
        {
            assert_eq!(after(days).due_on(Some(day(from)), day("2013-06-01")), Some(day(expected)));
        }
        assert_eq!(after(3).due_on(None, day("2013-06-01")), None);
        let year = Task::new("x.z", "事", "deed", Due::YearEnd).while_("r.on_day < {year}");
        assert_eq!(year.due_on(None, day("2013-06-01")), Some(day("2013-12-31")));
        assert_eq!(year.condition(day("2013-06-01")), "r.on_day < '2013-01-01'");
    }

    #[test]
    fn standings_are_read_by_their_names() {
        for standing in Standing::ALL {
            assert_eq!(Standing::from_code(standing.code()), Some(standing));
        }
        assert_eq!(Standing::from_code("late"), None);
    }
}

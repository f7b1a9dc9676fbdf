//! An axis of time: days as shares of it, years as its ticks.

use hangji_store::Day;

/// From a day to another.
pub(super) struct Axis {
    from: Day,
    to: Day,
}

/// So many years are told along the axis.
const MOST_TICKS: i32 = 10;
/// A shorter axis would show a day as an age.
const LEAST_DAYS: i64 = 365;

impl Axis {
    /// The axis that holds all days and today; what is still open ends it.
    pub(super) fn over(days: impl Iterator<Item = Day>, today: Day) -> Axis {
        let (mut from, mut to) = (today, today);
        for day in days.filter(|d| *d != Day::OPEN) {
            (from, to) = (from.min(day), to.max(day));
        }
        Axis { from: from.min(to.plus_days(-LEAST_DAYS)), to }
    }

    /// Where a day lies, from 0 to 1.
    pub(super) fn share(&self, day: Day) -> f64 {
        let whole = self.from.days_until(self.to).max(1) as f64;
        (self.from.days_until(day.min(self.to)) as f64 / whole).clamp(0.0, 1.0)
    }

    /// The beginnings of years.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let (first, last) = (self.from.year() + 1, self.to.year());
        let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|s| (last - first) / s < MOST_TICKS).unwrap_or(1000);
        let years = (first..=last).filter(|y| y % step == 0);
        years.filter_map(|y| Some((self.share(Day::new(y, 1, 1).ok()?), y.to_string()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn an_axis_holds_every_day_and_tells_some_years() {
        let axis = Axis::over([day("2004-05-20"), Day::OPEN].into_iter(), day("2013-12-31"));
        assert!(axis.share(day("2004-05-20")) == 0.0 && axis.share(Day::OPEN) == 1.0);
        let ticks = axis.ticks();
        assert_eq!(ticks.len(), 9);
        assert_eq!((ticks[0].1.as_str(), ticks[8].1.as_str()), ("2005", "2013"));
        assert!(ticks.windows(2).all(|t| t[0].0 < t[1].0));
        let long = Axis::over(std::iter::once(day("1921-07-01")), day("2013-12-31"));
        assert!(long.ticks().len() <= 11, "{:?}", long.ticks());
        let short = Axis::over(std::iter::empty(), day("2013-12-31"));
        assert!(short.share(day("2013-12-31")) == 1.0 && !short.ticks().is_empty());
    }
}

//! Reading figures: from the maintained sums, and as numbers people see.

use hangji_store::{Id, Tx};

use super::declare::{Counting, Figure, Measure, Target, Timing};
use super::parts::ReadyPart;
use super::period::Period;
use super::scan;
use crate::{Result, System};

/// A figure at a node in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The value, exact: a numerator and a denominator in units of the stored whole numbers.
    pub value: Fraction,
    /// Numerator and denominator, for ratios.
    pub ratio: Option<(i64, i64)>,
    /// How many facts stand behind it.
    pub records: i64,
}

/// An exact number. A denominator of 0 means that there is nothing to divide by: no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Numerator.
    pub n: i128,
    /// Denominator, never negative.
    pub d: i128,
}

impl Fraction {
    /// A whole number.
    #[must_use]
    pub fn whole(n: i64) -> Self {
        Self { n: n.into(), d: 1 }
    }

    /// The difference; no value if either has none.
    #[must_use]
    pub fn minus(self, other: Fraction) -> Fraction {
        Fraction { n: self.n * other.d - other.n * self.d, d: self.d * other.d }
    }

    /// The number times 10^decimals, divided by `divisor`, rounded half away from zero.
    #[must_use]
    pub fn rounded(self, divisor: i64, decimals: u32) -> Option<i64> {
        if self.d == 0 {
            return None;
        }
        let (n, d) = (self.n * 10_i128.pow(decimals), self.d * i128::from(divisor));
        let twice = n.abs() * 2 + d;
        i64::try_from(n.signum() * (twice / (2 * d))).ok()
    }
}

/// A number ready to be shown: scaled by a power of ten, without rounding error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The number times 10^decimals.
    pub scaled: i64,
    /// Decimals.
    pub decimals: u32,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.decimals == 0 {
            return write!(f, "{}", self.scaled);
        }
        let ten = 10_i64.pow(self.decimals);
        let sign = if self.scaled < 0 { "-" } else { "" };
        let (whole, part) = (self.scaled.abs() / ten, self.scaled.abs() % ten);
        write!(f, "{sign}{whole}.{part:0width$}", width = self.decimals as usize)
    }
}

impl Reading {
    /// The value in the figure's unit, rounded as declared; none where there is nothing to divide by. A rate in per cent is
    /// shown as 0 or 100 only where it is: 289 of 290 are not all.
    #[must_use]
    pub fn shown(&self, figure: &Figure) -> Option<Shown> {
        let decimals = figure.unit.decimals;
        let scaled = self.value.rounded(figure.unit.divisor, decimals)?;
        let scaled = match (&figure.measure, self.ratio) {
            (Measure::Ratio(.., 100), Some((n, d))) => not_quite(scaled, 100 * 10_i64.pow(decimals), n, d),
            _ => scaled,
        };
        Some(Shown { scaled, decimals })
    }

    /// What this reading gained on an earlier one.
    #[must_use]
    pub fn gain_on(&self, before: &Reading) -> Reading {
        let value = self.value.minus(before.value);
        Reading { value, ratio: None, records: self.records + before.records }
    }

    /// Whether the target in force in the period's last year is met.
    #[must_use]
    pub fn meets(&self, figure: &Figure, target: &Target) -> bool {
        let Some(Shown { scaled, decimals }) = self.shown(figure) else { return false };
        let ten = 10_i64.pow(decimals);
        scaled >= target.least * ten && target.most.is_none_or(|most| scaled <= most * ten)
    }
}

/// A rounded rate, kept from 0 and from `all` unless it is that.
fn not_quite(rounded: i64, all: i64, n: i64, d: i64) -> i64 {
    if rounded == 0 {
        n.signum()
    } else if rounded == all {
        all + (n - d).signum()
    } else {
        rounded
    }
}

impl Figure {
    /// The id of the figure whose parts it is made of: its own, or that of the figure whose gain it is.
    #[must_use]
    pub fn base(&self) -> &'static str {
        if let Measure::GainOnLastYear(of) = self.measure { of } else { self.id }
    }

    /// The target in force in a year.
    #[must_use]
    pub fn target(&self, year: i32) -> Option<&'static Target> {
        self.targets.iter().find(|t| t.from_year <= year && t.to_year.is_none_or(|last| year <= last))
    }
}

/// Reads a figure at a node in a period, from the maintained sums where the period allows.
///
/// # Errors
/// If the database fails.
pub fn read(tx: &mut Tx<'_>, sys: &System, figure: &Figure, node: Id, period: Period) -> Result<Reading> {
    read_by(tx, sys, figure, node, period, kept)
}

/// Reads a figure by scanning the records: what [`read`] must equal.
///
/// # Errors
/// If the database fails.
pub fn rescan(tx: &mut Tx<'_>, sys: &System, figure: &Figure, node: Id, period: Period) -> Result<Reading> {
    read_by(tx, sys, figure, node, period, scan::count)
}

type Count = fn(&mut Tx<'_>, &ReadyPart, Id, Period) -> Result<(i64, i64)>;

fn read_by(tx: &mut Tx<'_>, sys: &System, figure: &Figure, node: Id, period: Period, count: Count) -> Result<Reading> {
    let mut numbers = Vec::with_capacity(2);
    for part in sys.parts.of(figure.id) {
        numbers.push(count(tx, part, node, period)?);
    }
    if let Measure::GainOnLastYear(of) = figure.measure {
        let of = sys.figure(of)?;
        let now = read_by(tx, sys, of, node, period, count)?;
        return Ok(now.gain_on(&read_by(tx, sys, of, node, period.year_before(), count)?));
    }
    Ok(compose(&figure.measure, &numbers))
}

/// What the numbers of a figure's parts make, each with the facts it stands on.
pub(super) fn compose(measure: &Measure, numbers: &[(i64, i64)]) -> Reading {
    match (measure, numbers) {
        (Measure::Ratio(.., factor), [(n, records), (d, _)]) => Reading {
            value: Fraction { n: i128::from(*n) * i128::from(*factor), d: (*d).into() },
            ratio: Some((*n, *d)),
            records: *records,
        },
        (_, numbers) => {
            let (value, records) = numbers.first().copied().unwrap_or((0, 0));
            Reading { value: Fraction::whole(value), ratio: None, records }
        }
    }
}

/// A part's number from the maintained sums; periods that they do not hold are scanned.
///
/// # Errors
/// If the database fails.
pub fn kept(tx: &mut Tx<'_>, part: &ReadyPart, node: Id, period: Period) -> Result<(i64, i64)> {
    let Some((from, to)) = slots(part, period) else { return scan::count(tx, part, node, period) };
    let sql = "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT), CAST(COALESCE(SUM(facts), 0) AS BIGINT)
               FROM figure_sum WHERE part = $1 AND org = $2 AND slot BETWEEN $3 AND $4";
    let params = [part.id.into(), node.into(), from.into(), to.into()];
    Ok(tx.first(sql, &params, |r| Ok((r.int(0)?, r.int(1)?)))?.unwrap_or((0, 0)))
}

/// First and last slot of the maintained sums that make up a part's number; none if it must be scanned.
pub(super) fn slots(part: &ReadyPart, period: Period) -> Option<(i64, i64)> {
    match (part.timing, part.counting) {
        (Timing::AtEnd, _) => Some((hangji_store::Day::FIRST.number(), period.last.number())),
        (Timing::During, Counting::Distinct(_)) => period.slot().map(|s| (s, s)),
        (Timing::During, _) => period.whole_months(),
    }
}

/// Whether a figure of a period is read from the maintained sums; else it is scanned.
#[must_use]
pub fn is_kept(sys: &System, figure: &Figure, period: Period) -> bool {
    sys.parts.of(figure.base()).all(|part| slots(part, period).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_all_or_nothing_only_where_it_is() {
        for (n, d, decimals, expected) in [
            (289, 290, 0, 99),
            (290, 290, 0, 100),
            (1, 290, 0, 1),
            (0, 290, 0, 0),
            (291, 290, 0, 101),
            (19_999, 20_000, 2, 9_999),
            (1, 30_000, 2, 1),
            (701, 1_000, 1, 701),
        ] {
            let rounded = Fraction { n: i128::from(n) * 100, d: d.into() }.rounded(1, decimals).expect("a rate");
            assert_eq!(not_quite(rounded, 100 * 10_i64.pow(decimals), n, d), expected, "{n} of {d}");
        }
    }
}

//! What the declarations of several mechanisms share: periods of validity, percent units, sentences, measures of figures.
//! Pure: declarations and checks of a record by itself.

use hangji_platform::figures::{Counting, Facts, Measure, Part, Timing};
use hangji_platform::ledger::declare::FieldReader;
use hangji_platform::ledger::{Clash, Field, Kind, Uniqueness};
use hangji_platform::{Message, Problem, Term, Unit, t};
use hangji_store::Day;

/// Who needs the days of validity, and where they are reused.
const DATED: (Term, Term) = (
    t("党务干部，用以确定当时有效的情况", "Party-affairs officers, to know what held when"),
    t("按时点统计的各项指标、履历", "figures as of a day, histories"),
);

/// The percent unit with so many decimals.
#[must_use]
pub const fn percent(decimals: u32) -> Unit {
    Unit { code: "percent", term: t("%", "%"), divisor: 1, decimals }
}

/// First day in force.
#[must_use]
pub fn began(zh: &'static str, en: &'static str, also: &'static [&'static str]) -> Field {
    Field::new("began_on", zh, en, Kind::Day).required().also(also).purpose(DATED.0, DATED.1)
}

/// Day from which it is no longer in force; empty while it is.
#[must_use]
pub fn ended(zh: &'static str, en: &'static str, also: &'static [&'static str]) -> Field {
    Field::new("ended_on", zh, en, Kind::Day)
        .also(also)
        .may_be_future()
        .purpose(DATED.0, DATED.1)
        .hint("从这一天起不再有效；仍然有效则留空", "the day from which it no longer holds; leave empty while it does")
}

/// That records differ while they hold, from [`began`] until [`ended`], and what is said at a field of two that do not.
#[must_use]
pub fn while_in_force(at: &'static str, says: fn(&Clash) -> Message) -> Uniqueness {
    Uniqueness::between("began_on", "ended_on").says(at, says)
}

/// A problem at a field, in both languages.
#[must_use]
pub fn at(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::at(field, Message::new(zh, en))
}

/// Two days in order: refused if the later one is not after (or, where the same day will do, before) the earlier.
#[must_use]
pub fn in_order(
    v: &FieldReader<'_>,
    first: &'static str,
    then: &'static str,
    same_day_will_do: bool,
) -> Option<Problem> {
    let (a, b) = (v.day(first)?, v.day(then)?);
    if a < b || (same_day_will_do && a == b) {
        return None;
    }
    let title = |name: &str| v.ledger.position(name).map_or(t("", ""), |i| v.ledger.fields[i].title);
    let (first, last) = (title(first), title(then));
    let (zh, en) = if same_day_will_do { ("不能早于", "before") } else { ("必须晚于", "not after") };
    Some(at(
        then,
        format!("{}（{b}）{zh}{}（{a}）", last.zh, first.zh),
        format!("{} ({b}) is {en} {} ({a})", last.en, first.en),
    ))
}

/// Ends after it began.
#[must_use]
pub fn ends_after_it_began(v: &FieldReader<'_>, _: Day) -> Option<Problem> {
    in_order(v, "began_on", "ended_on", false)
}

/// Events counted one by one.
#[must_use]
pub fn events(facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Facts, Timing::During, facts))
}

/// Events whose keys are counted once.
#[must_use]
pub fn distinct_events(key: &'static str, facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Distinct(key), Timing::During, facts))
}

/// The sum over events.
#[must_use]
pub fn sum(value: &'static str, facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Sum(value), Timing::During, facts))
}

/// What stands at the end of the period, counted one by one.
#[must_use]
pub fn stock(facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Facts, Timing::AtEnd, facts))
}

/// What stands at the end of the period, keys counted once.
#[must_use]
pub fn distinct_stock(key: &'static str, facts: Facts) -> Measure {
    Measure::Amount(Part::new(Counting::Distinct(key), Timing::AtEnd, facts))
}

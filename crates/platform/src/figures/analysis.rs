//! Analysis: figures taken apart by territory, kind, field or time, in one or two directions, with totals that fit.
//!
//! Every number is a reading of the figure at a node in a period (perhaps of a group of its facts), totals too: they are
//! read for the whole and never added up, so that ratios and distinct keys come out right.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hangji_store::{Day, Id, Tx};

use super::declare::{Figure, Measure};
use super::grid::{self, Cells, Group, Key};
use super::period::Period;
use super::read::{Reading, compose};
use crate::access::Scope;
use crate::ledger::{Field, Kind, Ledger, Sensitivity};
use crate::refusal::Refusal;
use crate::tree::lookup::{self, Org};
use crate::{Result, System};

/// A direction in which figures are taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By what stands directly below the node.
    Below,
    /// By month.
    Month,
    /// By quarter.
    Quarter,
    /// By year.
    Year,
    /// By the kind of organisation that the facts count for.
    OrgKind,
    /// By a field of the facts' ledger that has a choice of values.
    Field(&'static str),
}

impl By {
    /// Whether it goes along time.
    #[must_use]
    pub fn is_time(self) -> bool {
        matches!(self, By::Month | By::Quarter | By::Year)
    }

    /// How facts are told apart, where it is neither place nor time.
    #[must_use]
    pub fn group(self) -> Option<Group> {
        match self {
            By::OrgKind => Some(Group::OrgKind),
            By::Field(field) => Some(Group::Field(field)),
            By::Below | By::Month | By::Quarter | By::Year => None,
        }
    }

    /// Whether two directions cannot stand together: both are places, times, or groups.
    #[must_use]
    pub fn clashes(self, other: By) -> bool {
        let kind = |by: By| (by == By::Below, by.is_time(), by.group().is_some());
        kind(self) == kind(other)
    }
}

/// What figures are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The same period a year before.
    YearBefore,
    /// The period just before.
    Prior,
}

impl Compare {
    /// The period that one is compared with.
    #[must_use]
    pub fn of(self, period: Period) -> Period {
        match self {
            Compare::YearBefore => period.year_before(),
            Compare::Prior => period.prior(),
        }
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question<'q> {
    /// The figures, at least one.
    pub figures: Vec<&'q Figure>,
    /// Where; the caller has seen that the viewer sees it.
    pub node: Id,
    /// When.
    pub period: Period,
    /// What the rows are.
    pub rows: By,
    /// What the columns of each figure are; none is one column.
    pub across: Option<By>,
    /// What each row is compared with.
    pub compare: Option<Compare>,
}

/// A row or a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slice {
    /// An organisation with all below it.
    Place(Org),
    /// A period.
    When(Period),
    /// A kind or a field's value; none where the field is empty.
    Group(Key),
}

/// The readings of one figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    /// By row, then by column; no columns if there is no second direction.
    pub cells: Vec<Vec<Reading>>,
    /// Of each row, the whole.
    pub rows: Vec<Reading>,
    /// Of each column, the whole.
    pub columns: Vec<Reading>,
    /// Of everything.
    pub whole: Reading,
    /// What each row and the whole are compared with, if they are.
    pub before: Option<(Vec<Reading>, Reading)>,
}

/// What comes out.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The rows in their natural order.
    pub rows: Vec<Slice>,
    /// The columns in their natural order.
    pub across: Vec<Slice>,
    /// The period of the whole: that of the question, or the years that it was widened to.
    pub period: Period,
    /// One for each figure.
    pub figures: Vec<Readings>,
}

/// Numbers in one answer, at most.
const MOST_CELLS: usize = 60_000;
/// Stretches of time in one answer, at most.
const MOST_PERIODS: usize = 60;
/// Years shown where the question is about one of them.
const YEARS: usize = 5;

/// Answers a question.
///
/// # Errors
/// A refusal if it is too large or takes figures apart by what they do not have; a fault of the database.
pub fn answer(tx: &mut Tx<'_>, sys: &System, scope: &Scope, question: &Question<'_>, today: Day) -> Result<Answer> {
    check(sys, question)?;
    let directions = [Some(question.rows), question.across];
    let time = directions.into_iter().flatten().find(|by| by.is_time());
    let (period, times) = match time {
        Some(by) => stretches(question.period, by, today)?,
        None => (question.period, Vec::new()),
    };
    let places = match directions.contains(&Some(By::Below)) {
        true => lookup::children(tx, scope, question.node, period.last.min(today))?,
        false => Vec::new(),
    };
    let ground = Ground::new(question, period, times, places);
    let group = directions.into_iter().flatten().find_map(By::group);
    let mut read = Vec::with_capacity(question.figures.len());
    let mut keys: BTreeSet<Key> = BTreeSet::new();
    for figure in &question.figures {
        let whole = grid::read(tx, sys, figure, &ground.nodes, &ground.periods)?;
        let groups = match group {
            Some(group) => grid::grouped(tx, sys, figure, &ground.nodes, &ground.periods, group)?,
            None => BTreeMap::new(),
        };
        keys.extend(groups.keys().cloned());
        read.push((figure, whole, groups));
    }
    let keys = in_order(sys, question, group, keys);
    let slices = |by: Option<By>| by.map_or_else(Vec::new, |by| ground.slices(by, &keys));
    let (rows, across) = (slices(Some(question.rows)), slices(question.across));
    let size = rows.len() * (across.len() + 1) * question.figures.len();
    if size > MOST_CELLS {
        return Err(too_large());
    }
    let figures = read.iter().map(|(figure, whole, groups)| {
        let all = All { ground: &ground, figure, whole, groups };
        all.readings(&rows, &across, question.compare.is_some())
    });
    Ok(Answer { figures: figures.collect(), rows, across, period })
}

fn check(sys: &System, question: &Question<'_>) -> Result<()> {
    if question.across.is_some_and(|across| across.clashes(question.rows)) {
        let zh = "行与列须是不同的分组：地区、类别、时间各取其一";
        return Err(Refusal::bad(zh, "rows and columns must differ: one each of place, kind and time").into());
    }
    for by in [Some(question.rows), question.across].into_iter().flatten() {
        if let By::Field(name) = by
            && fields(sys, &question.figures).iter().all(|(_, f)| f.name != name)
        {
            let known: Vec<&str> = fields(sys, &question.figures).iter().map(|(_, f)| f.name).collect();
            return Err(Refusal::bad(
                format!("所选指标不能按“{name}”分组；可用的字段：{}", known.join("、")),
                format!("these figures cannot be taken apart by `{name}`; there are: {}", known.join(", ")),
            )
            .into());
        }
    }
    Ok(())
}

fn too_large() -> anyhow::Error {
    Refusal::bad(
        "分析结果过大：请缩小范围、缩短期间或减少指标",
        "too large: narrow the place, the period or the figures",
    )
    .into()
}

/// The fields by which all of these figures can be taken apart: choices of the one ledger that all their facts come from.
#[must_use]
pub fn fields<'s>(sys: &'s System, figures: &[&Figure]) -> Vec<(&'s Ledger, &'s Field)> {
    let parts = figures.iter().flat_map(|f| sys.parts.of(f.base()));
    let mut ledgers: Vec<&str> = parts.flat_map(|p| p.sources.iter().map(|s| s.ledger)).collect();
    ledgers.dedup();
    let [one] = ledgers[..] else { return Vec::new() };
    let Ok(ledger) = sys.ledger(one) else { return Vec::new() };
    // What is personal stays with the records: small groups would tell it of people.
    let open = |f: &&Field| f.sensitivity == Sensitivity::Open && matches!(f.kind, Kind::Choice(_) | Kind::YesNo);
    ledger.fields.iter().filter(open).map(|f| (ledger, f)).collect()
}

/// The whole period and its parts that have begun; a single year is widened to the years up to it.
fn stretches(period: Period, by: By, today: Day) -> Result<(Period, Vec<Period>)> {
    let whole = match by {
        By::Year if period.first.year() == period.last.year() => {
            let last = period.last.year();
            Period { first: Period::year(last - YEARS as i32 + 1).first, last: Period::year(last).last }
        }
        _ => period,
    };
    let around = |day: Day| match by {
        By::Year => Period::year(day.year()),
        By::Quarter => Period::quarter_of(day),
        _ => Period::month_of(day),
    };
    let mut out = Vec::new();
    let mut day = whole.first;
    while day <= whole.last && (day <= today || out.is_empty()) {
        let natural = around(day);
        out.push(Period { first: natural.first.max(whole.first), last: natural.last.min(whole.last) });
        if out.len() > MOST_PERIODS {
            return Err(too_large());
        }
        day = natural.last.plus_days(1);
    }
    Ok((whole, out))
}

/// Fields' values in the order of their declaration, kinds in that of the ledger of organisations; empty ones last.
fn in_order(sys: &System, question: &Question<'_>, group: Option<Group>, keys: BTreeSet<Key>) -> Vec<Key> {
    let declared: Vec<&str> = match group {
        None => Vec::new(),
        Some(group) => choices(sys, question, group),
    };
    let place = |key: &Key| match key {
        None => usize::MAX,
        Some(code) => declared.iter().position(|c| c == code).unwrap_or(usize::MAX - 1),
    };
    let mut keys: Vec<Key> = keys.into_iter().collect();
    keys.sort_by_key(place);
    keys
}

fn choices(sys: &System, question: &Question<'_>, group: Group) -> Vec<&'static str> {
    let field = match group {
        Group::OrgKind => {
            sys.ledger(crate::tree::ORGANISATIONS).ok().and_then(|l| l.fields.iter().find(|f| f.name == "kind"))
        }
        Group::Field(name) => fields(sys, &question.figures).into_iter().map(|(_, f)| f).find(|f| f.name == name),
    };
    match field.map(|f| f.kind) {
        Some(Kind::Choice(choices)) => choices.iter().map(|c| c.code).collect(),
        Some(Kind::YesNo) => vec!["1", "0"],
        _ => Vec::new(),
    }
}

/// The nodes and periods that are read: the parts of each direction, then the whole, then what that is compared with.
struct Ground {
    places: Vec<Org>,
    times: Vec<Period>,
    place_of: HashMap<Id, usize>,
    nodes: Vec<Id>,
    periods: Vec<Period>,
}

impl Ground {
    fn new(question: &Question<'_>, whole: Period, times: Vec<Period>, places: Vec<Org>) -> Ground {
        let nodes: Vec<Id> = places.iter().map(|o| o.id).chain([question.node]).collect();
        let place_of = places.iter().enumerate().map(|(i, o)| (o.id, i)).collect();
        let mut periods: Vec<Period> = times.iter().copied().chain([whole]).collect();
        if let Some(compare) = question.compare {
            let before: Vec<Period> = periods.iter().map(|p| compare.of(*p)).collect();
            periods.extend(before);
        }
        Ground { places, times, place_of, nodes, periods }
    }

    fn slices(&self, by: By, keys: &[Key]) -> Vec<Slice> {
        match by {
            By::Below => self.places.iter().cloned().map(Slice::Place).collect(),
            By::Month | By::Quarter | By::Year => self.times.iter().copied().map(Slice::When).collect(),
            By::OrgKind | By::Field(_) => keys.iter().cloned().map(Slice::Group).collect(),
        }
    }
}

/// Everything read of one figure.
struct All<'a> {
    ground: &'a Ground,
    figure: &'a Figure,
    whole: &'a Cells,
    groups: &'a BTreeMap<Key, Cells>,
}

impl All<'_> {
    fn readings(&self, rows: &[Slice], across: &[Slice], compared: bool) -> Readings {
        let row = |row| across.iter().map(move |column| self.at(&[row, column], false)).collect();
        Readings {
            cells: rows.iter().map(row).collect(),
            rows: rows.iter().map(|row| self.at(&[row], false)).collect(),
            columns: across.iter().map(|column| self.at(&[column], false)).collect(),
            whole: self.at(&[], false),
            before: compared.then(|| (rows.iter().map(|row| self.at(&[row], true)).collect(), self.at(&[], true))),
        }
    }

    /// The reading of what lies in all of the slices, or what that is compared with.
    fn at(&self, slices: &[&Slice], before: bool) -> Reading {
        let (mut node, mut time) = (self.ground.places.len(), self.ground.times.len());
        let mut cells = Some(self.whole);
        for slice in slices {
            match slice {
                Slice::Place(org) => node = self.ground.place_of.get(&org.id).copied().unwrap_or(node),
                Slice::When(period) => time = self.ground.times.iter().position(|p| p == period).unwrap_or(time),
                Slice::Group(key) => cells = self.groups.get(key),
            }
        }
        let time = if before { time + self.ground.times.len() + 1 } else { time };
        cells.map_or_else(|| nothing(self.figure), |cells| cells[node][time])
    }
}

/// The reading of no facts.
fn nothing(figure: &Figure) -> Reading {
    match figure.measure {
        Measure::GainOnLastYear(_) => {
            let none = compose(&figure.measure, &[]);
            none.gain_on(&none)
        }
        _ => compose(&figure.measure, &[(0, 0), (0, 0)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn periods_fall_into_what_has_begun() {
        for (period, by, today, whole, parts) in [
            ("2013", By::Quarter, "2013-12-31", "2013", "2013Q1 2013Q2 2013Q3 2013Q4"),
            ("2013", By::Month, "2013-03-05", "2013", "2013-01 2013-02 2013-03"),
            ("2013", By::Year, "2013-03-05", "2009-01-01..2013-12-31", "2009 2010 2011 2012 2013"),
            ("2012-01-01..2013-12-31", By::Year, "2013-12-31", "2012-01-01..2013-12-31", "2012 2013"),
            ("2013-05", By::Month, "2013-12-31", "2013-05", "2013-05"),
            (
                "2013-01-20..2013-02-10",
                By::Month,
                "2013-12-31",
                "2013-01-20..2013-02-10",
                "2013-01-20..2013-01-31 2013-02-01..2013-02-10",
            ),
            ("2014", By::Month, "2013-12-31", "2014", "2014-01"),
        ] {
            let (found, times) = stretches(period.parse().expect("a period"), by, day(today)).expect("not too long");
            let times: Vec<String> = times.iter().map(ToString::to_string).collect();
            assert_eq!((found.to_string().as_str(), times.join(" ").as_str()), (whole, parts), "{period} {by:?}");
        }
        let long = "1990-01-01..2013-12-31".parse().expect("a period");
        assert!(stretches(long, By::Month, day("2013-12-31")).is_err());
    }

    #[test]
    fn directions_of_one_sort_clash() {
        for (a, b, clash) in [
            (By::Below, By::Month, false),
            (By::Month, By::Year, true),
            (By::OrgKind, By::Field("kind"), true),
            (By::Field("kind"), By::Below, false),
            (By::Below, By::Below, true),
        ] {
            assert_eq!(a.clashes(b), clash, "{a:?} {b:?}");
        }
    }
}

//! The evidence list: the records behind a figure, newest first, within the viewer's scope.

use hangji_store::{Day, Id, Tx};

use super::declare::Figure;
use super::parts::ReadyPart;
use super::period::Period;
use super::scan::facts_at;
use crate::access::scope::{Plan, Scope};
use crate::ledger::list::{self, Line};
use crate::ledger::page::{self, Cursor};
use crate::query::Query;
use crate::{Result, System};

/// One record behind a figure.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Ledger of the record.
    pub ledger: &'static str,
    /// The record as lists show it.
    pub line: Line,
}

/// Which records behind a figure are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The node the figure is read at.
    pub node: Id,
    /// Its period.
    pub period: Period,
    /// Position of the part: 0 the amount or the numerator, 1 the denominator.
    pub part: usize,
    /// How many to pass over.
    pub skip: i64,
    /// How many at most.
    pub take: i64,
}

/// The records behind a figure. A gain on last year stands on the records of both years.
///
/// # Errors
/// If the database fails.
pub fn list(tx: &mut Tx<'_>, sys: &System, scope: &Scope, figure: &Figure, wanted: Wanted) -> Result<Vec<Witness>> {
    if let super::Measure::GainOnLastYear(of) = figure.measure {
        let of = sys.figure(of)?;
        let now = list(tx, sys, scope, of, wanted)?;
        let left = wanted.take - now.len() as i64;
        if left <= 0 {
            return Ok(now);
        }
        let here = super::read::read(tx, sys, of, wanted.node, wanted.period)?.records;
        let skip = (wanted.skip - here).max(0);
        let before = Wanted { period: wanted.period.year_before(), skip, take: left, ..wanted };
        let mut both = now;
        both.extend(list(tx, sys, scope, of, before)?);
        return Ok(both);
    }
    let Some(part) = sys.parts.of(figure.id).nth(wanted.part) else { return Ok(Vec::new()) };
    let found = stretch(tx, sys, scope, part, wanted, None)?;
    Ok(found.into_iter().map(|(witness, ..)| witness).collect())
}

/// Where a page of evidence ended: the last fact's day, its record and which of the figure's sources it is from. Facts
/// that come in between move nothing, because the next page begins after this place in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Whether it lies in the year before, of a gain on last year.
    before: bool,
    from: Day,
    source: usize,
    record: Id,
}

/// Sources that a part may have, in a place of a list.
const SOURCES: i64 = 64;

impl Mark {
    /// As a place of a list, which cursors are made of.
    #[must_use]
    pub fn cursor(self) -> Cursor {
        let entry = (self.from.number() * SOURCES + self.source as i64) * 2 + i64::from(self.before);
        Cursor { record: self.record, entry }
    }

    /// From a place of a list.
    ///
    /// # Errors
    /// A refusal if it is none of an evidence list.
    pub fn of_cursor(place: Cursor) -> Result<Mark> {
        let (rest, before) = (place.entry / 2, place.entry % 2 == 1);
        let (day, source) = (rest / SOURCES, (rest % SOURCES) as usize);
        let part = |n: i64| u32::try_from(n).unwrap_or_default();
        let year = i32::try_from(day / 10_000).unwrap_or_default();
        let from = Day::new(year, part(day / 100 % 100), part(day % 100)).map_err(|_| page::foreign())?;
        Ok(Mark { before, from, source, record: place.record })
    }
}

/// The records behind a figure after a place (or from the beginning), at most `wanted.take`, and the place where they end
/// if there are more. `wanted.skip` means nothing here.
///
/// # Errors
/// If the database fails.
pub fn after(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    figure: &Figure,
    wanted: Wanted,
    place: Option<Mark>,
) -> Result<(Vec<Witness>, Option<Mark>)> {
    let Some(part) = sys.parts.of(figure.base()).nth(wanted.part) else { return Ok((Vec::new(), None)) };
    let gain = matches!(figure.measure, super::Measure::GainOnLastYear(_));
    let halves: &[bool] = match (gain, place.is_some_and(|m| m.before)) {
        (false, _) => &[false],
        (true, false) => &[false, true],
        (true, true) => &[true],
    };
    let mut found: Vec<(Witness, Mark)> = Vec::new();
    for before in halves.iter().copied() {
        let period = if before { wanted.period.year_before() } else { wanted.period };
        // One more than asked for tells whether there is another page.
        let take = wanted.take + 1 - found.len() as i64;
        let here = Wanted { period, skip: 0, take, ..wanted };
        let after = place.filter(|m| m.before == before);
        found.extend(stretch(tx, sys, scope, part, here, after)?.into_iter().map(|(witness, source, from)| {
            let record = witness.line.record.id;
            (witness, Mark { before, from, source, record })
        }));
    }
    let more = found.len() as i64 > wanted.take;
    found.truncate(usize::try_from(wanted.take).unwrap_or(0));
    let end = found.last().map(|(_, mark)| *mark).filter(|_| more);
    Ok((found.into_iter().map(|(witness, _)| witness).collect(), end))
}

/// One stretch of a part's list: each record with its source and the fact's day.
fn stretch(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    part: &ReadyPart,
    wanted: Wanted,
    after: Option<Mark>,
) -> Result<Vec<(Witness, usize, Day)>> {
    let mut out = Vec::new();
    for (source, id, from) in ids(tx, sys, scope, part, wanted, after)? {
        let ledger = sys.ledger(part.sources[source].ledger)?;
        if let Some(line) = list::one(tx, sys, scope, ledger, id)? {
            out.push((Witness { ledger: ledger.name, line }, source, from));
        }
    }
    Ok(out)
}

/// Source, id and day of the facts of one stretch of the list.
fn ids(
    tx: &mut Tx<'_>,
    sys: &System,
    scope: &Scope,
    part: &ReadyPart,
    wanted: Wanted,
    after: Option<Mark>,
) -> Result<Vec<(usize, Id, Day)>> {
    let mut query = Query::default();
    let (_, facts) = super::read::kept(tx, part, wanted.node, wanted.period)?;
    let root = crate::tree::lookup::root(tx)?.map_or(wanted.node, |o| o.id);
    let (_, all) = super::read::kept(tx, part, root, wanted.period)?;
    let plan = Plan::weigh(wanted.skip + wanted.take, facts, facts, all);
    for (i, source) in part.sources.iter().enumerate() {
        let select = format!("SELECT {i}, r.id, {} {}", source.from, facts_at(source, part.timing, plan));
        if i == 0 {
            let period = wanted.period;
            query = Query::new(&select);
            query.stand_for([period.first.to_string(), period.last.to_string()], wanted.node.0);
        } else {
            query.push(" UNION ALL ");
            query.push(&select);
        }
        query.push(" AND ");
        scope.restrict(&mut query, sys.ledger(source.ledger)?, Plan::Walk);
        if let Some(mark) = after {
            // Of facts of one day and record, those of an earlier source come first.
            let sign = if i > mark.source { "<=" } else { "<" };
            query.push(&format!(" AND ({}, r.id) {sign} (", source.from));
            query.bind_text(mark.from.to_string());
            query.push(", ");
            query.bind_int(mark.record.0);
            query.push(")");
        }
    }
    query.push(" ORDER BY 3 DESC, 2 DESC, 1 LIMIT ");
    query.bind_int(wanted.take);
    query.push(" OFFSET ");
    query.bind_int(wanted.skip);
    tx.all(query.text(), &query.params(), |r| Ok((r.int(0)? as usize, r.id(1)?, r.text(2)?.parse()?)))
}

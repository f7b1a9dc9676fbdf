//! What is held about a person: the record of people that is them, and every record that involves them, in all ledgers,
//! whatever their role reads (PIPL §45).

use std::path::Path;

use hangji_sheets::{Out, OutColumn, OutKind, Writer};
use hangji_store::{Id, Tx};

use crate::access::Viewer;
use crate::access::scope::Scope;
use crate::ledger::declare::PEOPLE;
use crate::ledger::list::{self, Filter, Line, States, Wanted};
use crate::ledger::{Ledger, Record};
use crate::refusal::Refusal;
use crate::term::{Lang, t};
use crate::{Result, System};

/// The records of one ledger that are about a person.
pub struct Held<'s> {
    /// The ledger.
    pub ledger: &'s Ledger,
    /// How many there are, withdrawn ones included.
    pub count: i64,
    /// The newest of them, those in force first.
    pub lines: Vec<Line>,
}

/// What is held about a person: the ledgers that have something, with at most `take` records each. For the person
/// themselves all of it; for a `viewer` who serves them, what that viewer sees of it. Their own requests are told of by
/// [`super::requests`].
///
/// # Errors
/// If the database fails.
pub fn held<'s>(
    tx: &mut Tx<'_>,
    sys: &'s System,
    viewer: Option<&Viewer>,
    person: Id,
    take: i64,
) -> Result<Vec<Held<'s>>> {
    let mut out = Vec::new();
    for ledger in &sys.ledgers {
        let Some((scope, wanted)) = seen(viewer, ledger, person) else { continue };
        let mut held = Held { ledger, count: 0, lines: Vec::new() };
        for states in [States::InForce, States::Withdrawn] {
            let wanted = Wanted { states, ..wanted.clone() };
            let count = list::totals(tx, sys, &scope, ledger, &wanted)?.count;
            let left = take - held.lines.len() as i64;
            held.count += count;
            if count > 0 && left > 0 {
                held.lines.extend(list::lines(tx, sys, &scope, ledger, &wanted, count, 0, left)?);
            }
        }
        if held.count > 0 {
            out.push(held);
        }
    }
    Ok(out)
}

/// Where records of a ledger about a person are looked for; none where there are none to be seen.
fn seen(viewer: Option<&Viewer>, ledger: &Ledger, person: Id) -> Option<(Scope, Wanted)> {
    match viewer {
        _ if !concerns_people(ledger) => None,
        None => Some((Scope::involved(Some(person)), Wanted::default())),
        Some(viewer) => viewer
            .reads(ledger.name)
            .then(|| (viewer.scope(), Wanted { filters: vec![Filter::Involves(person)], ..Wanted::default() })),
    }
}

/// Whether records of a ledger may be about somebody who has an account.
fn concerns_people(ledger: &Ledger) -> bool {
    ledger.name == PEOPLE || !ledger.involves.is_empty() && ledger.name != super::LEDGER
}

/// A record about a person: for themselves whatever their role reads, for a viewer who serves them if they see it.
///
/// # Errors
/// If the database fails.
pub fn one(
    tx: &mut Tx<'_>,
    sys: &System,
    viewer: Option<&Viewer>,
    ledger: &Ledger,
    person: Id,
    id: Id,
) -> Result<Option<Line>> {
    let Some((scope, mut wanted)) = seen(viewer, ledger, person) else { return Ok(None) };
    wanted.filters.push(Filter::Records(vec![id]));
    wanted.states = States::All;
    Ok(list::lines(tx, sys, &scope, ledger, &wanted, 1, 0, 1)?.pop())
}

/// Whether a record is the person: its masked fields are their own, those of others are not.
#[must_use]
pub fn is_self(ledger: &Ledger, record: &Record, person: Id) -> bool {
    ledger.name == PEOPLE && record.id == person
}

/// Writes what is held about a person into a workbook, a line for each value; tells how many records. With `open` their
/// own masked values are open.
///
/// # Errors
/// A refusal if the file cannot be written.
pub fn write(held: &[Held<'_>], person: Id, open: bool, lang: Lang, path: &Path) -> Result<usize> {
    let refused = |e: hangji_sheets::SheetError| -> anyhow::Error { Refusal::bad(e.zh(), e.to_string()).into() };
    let titles = [
        t("台账", "Ledger"),
        t("记录编号", "Record"),
        t("所属党组织", "Organisation"),
        t("字段", "Field"),
        t("内容", "Value"),
    ];
    let columns = titles.map(|title| OutColumn {
        title: title.in_(lang).to_owned(),
        width: 20,
        note: None,
        options: Vec::new(),
        kind: OutKind::Text,
        required: false,
    });
    let title = t("个人信息", "Personal data").in_(lang);
    let mut writer = Writer::xlsx(path, title, None, &columns).map_err(refused)?;
    let mut count = 0;
    for held in held {
        for line in &held.lines {
            count += 1;
            let own = open && is_self(held.ledger, &line.record, person);
            let id = line.record.id.to_string();
            for (i, field) in held.ledger.fields.iter().enumerate() {
                let text = list::shown(field, &line.record.values[i], line.names[i].as_deref(), lang, own);
                if text.is_empty() {
                    continue;
                }
                let cells = [held.ledger.title.in_(lang), &id, &line.org_name, field.title.in_(lang), &text];
                writer.row(&cells.map(Out::Text)).map_err(refused)?;
            }
        }
    }
    writer.finish().map_err(refused)?;
    Ok(count)
}

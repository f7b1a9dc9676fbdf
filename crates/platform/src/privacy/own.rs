//! What is held about a person: the record of people that is them, and every record that involves them, in all ledgers,
//! whatever their role reads (PIPL §45).

use std::path::Path;

use hangji_sheets::{Out, OutColumn, OutKind, Writer};
use hangji_store::{Id, Tx};

use crate::access::scope::Scope;
use crate::ledger::declare::PEOPLE;
use crate::ledger::list::{self, Line, Wanted};
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

/// What is held about a person: the ledgers that have something, with at most `take` records each. Their own requests
/// are told of by [`super::requests`].
///
/// # Errors
/// If the database fails.
pub fn held<'s>(tx: &mut Tx<'_>, sys: &'s System, person: Id, take: i64) -> Result<Vec<Held<'s>>> {
    let scope = Scope::involved(Some(person));
    let mut out = Vec::new();
    for ledger in sys.ledgers.iter().filter(|l| concerns_people(l)) {
        let mut held = Held { ledger, count: 0, lines: Vec::new() };
        for withdrawn in [false, true] {
            let wanted = Wanted { withdrawn, ..Wanted::default() };
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

/// Whether records of a ledger may be about somebody who has an account.
fn concerns_people(ledger: &Ledger) -> bool {
    ledger.name == PEOPLE || !ledger.involves.is_empty() && ledger.name != super::requests::LEDGER
}

/// A record about a person, whatever their role reads.
///
/// # Errors
/// If the database fails.
pub fn one(tx: &mut Tx<'_>, sys: &System, ledger: &Ledger, person: Id, id: Id) -> Result<Option<Line>> {
    if !concerns_people(ledger) {
        return Ok(None);
    }
    list::one(tx, sys, &Scope::involved(Some(person)), ledger, id)
}

/// Whether a record is the person: its masked fields are their own, those of others are not.
#[must_use]
pub fn is_self(ledger: &Ledger, record: &Record, person: Id) -> bool {
    ledger.name == PEOPLE && record.id == person
}

/// Writes all that is held about a person into a workbook, a line for each value, own masked ones open; tells how many
/// records.
///
/// # Errors
/// A refusal if the file cannot be written; a fault of the database.
pub fn write(tx: &mut Tx<'_>, sys: &System, person: Id, most: i64, lang: Lang, path: &Path) -> Result<usize> {
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
    let title = t("我的个人信息", "My data").in_(lang);
    let mut writer = Writer::xlsx(path, title, None, &columns).map_err(refused)?;
    let mut count = 0;
    for held in held(tx, sys, person, most)? {
        for line in &held.lines {
            count += 1;
            let (id, own) = (line.record.id.to_string(), is_self(held.ledger, &line.record, person));
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

//! What is held about a person: the record of people that is them, and every record that involves them, in all ledgers,
//! whatever their role reads (PIPL §45).

use hangji_store::{Id, Tx};

use crate::access::scope::Scope;
use crate::ledger::declare::PEOPLE;
use crate::ledger::list::{self, Line, Wanted};
use crate::ledger::{Ledger, Record};
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

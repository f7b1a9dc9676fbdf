//! What happened, for the audit administrator: events of the journal listed within a scope. Writing them is
//! [`crate::journal::events`]' affair.

use hangji_store::{Day, Id, Tx};

use super::permissions::AdminAction;
use super::scope::{Plan, Scope};
use super::{ACCOUNTS, Viewer};
use crate::journal::events::{Event, PERSONAL, about};
use crate::ledger::Ledger;
use crate::query::Query;
use crate::tree::lookup;
use crate::{Result, System};

/// An event read back.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The entry's number.
    pub seq: i64,
    /// Unix milliseconds of the journal's clock.
    pub at: i64,
    /// Who acted: log-in name and name; none is nobody known, or the operator at the command line.
    pub actor: Option<(Id, String, String)>,
    /// What happened.
    pub event: Event,
    /// The account concerned, if it is one: id and log-in name.
    pub subject: Option<(Id, String)>,
    /// What the event is about: that account, or the record that was looked at.
    pub record: Id,
    /// What else is known, by name.
    pub about: Vec<(String, String)>,
    /// Why.
    pub reason: String,
}

/// Which events are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Those an account did or suffered.
    pub account: Option<Id>,
    /// Those of these kinds; none named are all.
    pub events: Vec<Event>,
    /// Those about a ledger: exports of it, looks at its masked fields.
    pub ledger: Option<&'static str>,
    /// Those about a record, or any other subject.
    pub record: Option<Id>,
    /// Those of this day and later.
    pub from: Option<Day>,
    /// Those of this day and earlier.
    pub to: Option<Day>,
    /// Those before this entry: the next page.
    pub before: Option<i64>,
}

/// Adds what is wanted to the conditions of a query.
fn narrow(query: &mut Query<'_>, wanted: &Wanted) {
    let numbers = [
        (" AND j.seq < ", wanted.before),
        (" AND j.at >= ", wanted.from.map(begins)),
        (" AND j.at < ", wanted.to.map(|day| begins(day.plus_days(1)))),
        (" AND j.record = ", wanted.record.map(|id| id.0)),
    ];
    for (words, number) in numbers {
        if let Some(number) = number {
            query.push(words);
            query.bind_int(number);
        }
    }
    if let Some(account) = wanted.account {
        query.push(" AND (j.actor = ");
        query.bind_int(account.0);
        query.push(" OR j.record = ");
        query.bind_int(account.0);
        query.push(")");
    }
    if !wanted.events.is_empty() {
        // Codes of ours need no binding.
        let codes: Vec<String> = wanted.events.iter().map(|e| format!("'{}'", e.code())).collect();
        query.push(&format!(" AND j.act IN ({})", codes.join(", ")));
    }
    if let Some(ledger) = wanted.ledger {
        query.push(" AND j.body LIKE ");
        query.bind_text(format!("%\"ledger\":\"{ledger}\"%"));
    }
}

/// Milliseconds at which a day begins in China.
fn begins(day: Day) -> i64 {
    let hours = day.date().duration_since(jiff::civil::date(1970, 1, 1)).as_hours();
    (hours - 8) * 3_600_000
}

/// Events of the accounts that the viewer sees, newest first: for the audit administrator. Those that are nobody's
/// (failures of unknown names, the operator) belong to the whole district and are seen from its root only.
///
/// # Errors
/// A refusal if the viewer holds another office; a fault.
pub fn list(tx: &mut Tx<'_>, sys: &System, viewer: &Viewer, wanted: &Wanted, take: i64) -> Result<Vec<Passage>> {
    viewer.holds(AdminAction::ReadEvents.offices())?;
    let accounts = viewer.may_read(sys, ACCOUNTS)?;
    let at_root = lookup::root(tx)?.is_some_and(|root| root.id == viewer.org);
    let scope = if at_root { Scope::everything() } else { viewer.scope() };
    of(tx, &scope, accounts, wanted, take)
}

/// Events of the accounts of a scope, newest first.
pub(crate) fn of(
    tx: &mut Tx<'_>,
    scope: &Scope,
    accounts: &Ledger,
    wanted: &Wanted,
    take: i64,
) -> Result<Vec<Passage>> {
    let mut query = Query::new(
        "SELECT j.seq, j.at, j.actor, a.login, a.name, j.act, s.id, s.login, j.body, j.reason, j.record FROM journal j
         LEFT JOIN accounts a ON a.id = j.actor LEFT JOIN accounts s ON s.id = j.record
         WHERE j.ledger = 'events'",
    );
    if !scope.is_everything() {
        query.push(" AND EXISTS (SELECT 1 FROM accounts r WHERE (r.id = j.actor OR r.id = j.record) AND ");
        scope.restrict(&mut query, accounts, Plan::Walk);
        query.push(")");
    }
    narrow(&mut query, wanted);
    query.push(" ORDER BY j.seq DESC LIMIT ");
    query.bind_int(take);
    tx.all(query.text(), &query.params(), |r| {
        let text = |i: usize| r.opt_text(i).map(|t| t.unwrap_or_default().to_owned());
        let actor = match r.opt_text(3)? {
            Some(login) => Some((r.id(2)?, login.to_owned(), text(4)?)),
            None => None,
        };
        let subject = r.opt_int(6)?.map(|id| Ok::<_, anyhow::Error>((Id(id), text(7)?))).transpose()?;
        let event = Event::from_code(r.text(5)?).ok_or_else(|| anyhow::anyhow!("an unknown event in the journal"))?;
        Ok(Passage {
            seq: r.int(0)?,
            record: r.id(10)?,
            at: r.int(1)?,
            actor,
            event,
            subject,
            about: about(r.text(8)?)?.into_iter().filter(|(name, _)| !PERSONAL.contains(&name.as_str())).collect(),
            reason: text(9)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let day = Day::new(2014, 1, 1).expect("a day");
        assert_eq!(begins(day), 1_388_505_600_000);
    }
}

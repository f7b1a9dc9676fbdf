//! What happened beside the records: log-ins, exports, looks at masked fields. Entries of the same chain under the
//! name [`LEDGER`], which is no ledger's, so that "who looked" is as hard to forge as "who changed".

use hangji_store::{Day, Id, Tx};

use super::{Entry, append, hash};
use crate::access::scope::Plan;
use crate::access::{ACCOUNTS, AdminAction, Viewer};
use crate::ledger::body;
use crate::query::Query;
use crate::tree::lookup;
use crate::{Cx, Refusal, Result, System};

/// What stands in the journal's column `ledger` for events.
pub const LEDGER: &str = "events";

/// What happened. The entry's record is the account concerned, or the record that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// Somebody signed in.
    LogIn,
    /// A sign-in failed.
    LogInFailed,
    /// Somebody signed out.
    LogOut,
    /// A session or token was ended by its owner or an administrator.
    SessionEnded,
    /// A token for scripts was given.
    Token,
    /// A password was set.
    Password,
    /// A second factor was added or removed.
    SecondFactor,
    /// Records were taken away as a file.
    Export,
    /// Masked fields of a record were shown open.
    Unmask,
    /// An account was unlocked.
    Unlocked,
    /// Of whom a second factor is demanded was set anew.
    SessionRules,
    /// A file was attached to a record.
    Attach,
    /// An attached file was withdrawn.
    Detach,
    /// A remark was made on a record.
    Remark,
    /// A remark was withdrawn.
    RemarkWithdrawn,
}

impl Event {
    /// All of them.
    pub const ALL: [Event; 15] = [
        Event::LogIn,
        Event::LogInFailed,
        Event::LogOut,
        Event::SessionEnded,
        Event::Token,
        Event::Password,
        Event::SecondFactor,
        Event::Export,
        Event::Unmask,
        Event::Unlocked,
        Event::SessionRules,
        Event::Attach,
        Event::Detach,
        Event::Remark,
        Event::RemarkWithdrawn,
    ];

    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Event::LogIn => "log_in",
            Event::LogInFailed => "log_in_failed",
            Event::LogOut => "log_out",
            Event::SessionEnded => "session_ended",
            Event::Token => "token",
            Event::Password => "password",
            Event::SecondFactor => "second_factor",
            Event::Export => "export",
            Event::Unmask => "unmask",
            Event::Unlocked => "unlocked",
            Event::SessionRules => "policy",
            Event::Attach => "attach",
            Event::Detach => "detach",
            Event::Remark => "remark",
            Event::RemarkWithdrawn => "remark_withdrawn",
        }
    }

    /// From the stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|e| e.code() == code)
    }
}

/// What an event may say about a person: erased with the record that it belongs to (`super::erase`), and told to nobody
/// by [`list`]. Nothing else that events say is personal.
pub const PERSONAL: [&str; 6] = ["file", "sha256", "small", "latitude", "longitude", "text"];

/// Writes an event down in the caller's transaction. `about` says more by name (what is personal under one of the names of
/// [`PERSONAL`]), `reason` why, where there is one.
///
/// # Errors
/// A refusal if the reason looks like an erased one; a fault if the database fails.
pub fn note(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    event: Event,
    subject: Id,
    about: &[(&str, &str)],
    reason: &str,
) -> Result<()> {
    note_each(tx, cx, event, &[subject], about, reason, Id(0))
}

/// As [`note`], for each of several subjects; `batch` is what they have in common (`Id(0)`: nothing).
///
/// # Errors
/// As [`note`].
pub fn note_each(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    event: Event,
    subjects: &[Id],
    about: &[(&str, &str)],
    reason: &str,
    batch: Id,
) -> Result<()> {
    if hash::erased(reason).is_some() {
        return Err(Refusal::bad("理由不能写成这种形式", "a reason cannot have this form").into());
    }
    let text = text_of(about);
    let entry =
        |subject: &Id| Entry { act: event.code(), ledger: LEDGER, record: *subject, prior: 0, body: text.clone() };
    append(tx, cx, reason, batch, &subjects.iter().map(entry).collect::<Vec<_>>())
}

/// What an event says, as it is stored.
pub(crate) fn text_of(about: &[(&str, &str)]) -> String {
    let mut text = String::from("{");
    for (i, (name, value)) in about.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        body::quote(&mut text, name);
        text.push(':');
        body::quote(&mut text, value);
    }
    text.push('}');
    text
}

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
    let scope = if at_root { crate::access::Scope::everything() } else { viewer.scope() };
    of(tx, &scope, accounts, wanted, take)
}

/// Events of the accounts of a scope, newest first.
pub(crate) fn of(
    tx: &mut Tx<'_>,
    scope: &crate::access::Scope,
    accounts: &crate::ledger::Ledger,
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

/// What an event's text says by name.
pub(crate) fn about(text: &str) -> Result<Vec<(String, String)>> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text)?;
    Ok(object.into_iter().map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned())).collect())
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

//! What happened beside the records: log-ins, exports, looks at masked fields. Entries of the same chain under the
//! name [`LEDGER`], which is no ledger's, so that "who looked" is as hard to forge as "who changed".

use hangji_store::{Id, Tx};

use super::{Entry, append};
use crate::ledger::body;
use crate::{Cx, Result};

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
}

impl Event {
    /// All of them.
    pub const ALL: [Event; 9] = [
        Event::LogIn,
        Event::LogInFailed,
        Event::LogOut,
        Event::SessionEnded,
        Event::Token,
        Event::Password,
        Event::SecondFactor,
        Event::Export,
        Event::Unmask,
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
        }
    }

    /// From the stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Event> {
        Event::ALL.into_iter().find(|e| e.code() == code)
    }
}

/// Writes an event down in the caller's transaction. `about` says more by name (never personal data: events are not
/// erased), `reason` why, where there is one.
///
/// # Errors
/// If the database fails.
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
/// If the database fails.
pub fn note_each(
    tx: &mut Tx<'_>,
    cx: &mut Cx,
    event: Event,
    subjects: &[Id],
    about: &[(&str, &str)],
    reason: &str,
    batch: Id,
) -> Result<()> {
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
    let entry =
        |subject: &Id| Entry { act: event.code(), ledger: LEDGER, record: *subject, prior: 0, body: text.clone() };
    append(tx, cx, reason, batch, &subjects.iter().map(entry).collect::<Vec<_>>())
}

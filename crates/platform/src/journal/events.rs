//! What happened beside the records: log-ins, exports, looks at masked fields. Entries of the same chain under the
//! name [`LEDGER`], which is no ledger's, so that "who looked" is as hard to forge as "who changed".

use hangji_store::{Id, Tx};

use super::{Entry, append, canonical, hash};
use crate::{Cx, Refusal, Result};

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
/// by `access::security_events`. Nothing else that events say is personal.
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
        canonical::quote(&mut text, name);
        text.push(':');
        canonical::quote(&mut text, value);
    }
    text.push('}');
    text
}

/// What an event's text says by name.
pub(crate) fn about(text: &str) -> Result<Vec<(String, String)>> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text)?;
    Ok(object.into_iter().map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned())).collect())
}

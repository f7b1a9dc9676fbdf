//! Uniqueness through time: no two records in force whose days overlap have the same values in some fields.
//!
//! Declared with the ledger (`unique_while`) and asked where records are written, with the guards. Pure: a declaration.

use crate::refusal::Message;

/// The days through which records must differ, and what is said of two that do not.
#[derive(Debug, Clone, Copy)]
pub struct Uniqueness {
    /// The fields whose values must differ (`org` is the organisation); records that lack one are not concerned.
    pub(crate) same: &'static [&'static str],
    /// The day field from which a record holds.
    pub(crate) from: &'static str,
    /// The day field with the first day no longer.
    pub(crate) until: &'static str,
    /// A text field and the value it must have for records to be concerned.
    pub(crate) only: Option<(&'static str, &'static str)>,
    /// The field that the refusal stands at.
    pub(crate) at: &'static str,
    /// What is said of two that clash.
    pub(crate) says: fn(&Clash) -> Message,
}

/// Two records that must not hold at the same time.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The days of the record that is refused, in words.
    pub mine: Message,
    /// The days of the other one, in words.
    pub theirs: Message,
    /// Whom the record that is refused names first, where its ledger involves people.
    pub me: String,
    /// Whom the other one names.
    pub them: String,
}

impl Uniqueness {
    /// Between two day fields: from the first, until the second or for good.
    #[must_use]
    pub fn between(from: &'static str, until: &'static str) -> Uniqueness {
        Uniqueness { same: &[], from, until, only: None, at: from, says: already }
    }
    /// Only for records whose text field has a value.
    #[must_use]
    pub fn only(mut self, field: &'static str, value: &'static str) -> Uniqueness {
        self.only = Some((field, value));
        self
    }
    /// What is said of two that clash, and at which field.
    #[must_use]
    pub fn says(mut self, at: &'static str, says: fn(&Clash) -> Message) -> Uniqueness {
        (self.at, self.says) = (at, says);
        self
    }
    /// The fields whose values must differ.
    pub(super) fn of(mut self, same: &'static [&'static str]) -> Uniqueness {
        self.same = same;
        self
    }

    /// The fields that it names.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'static str> {
        let only = self.only.map(|(field, _)| field);
        self.same.iter().copied().chain([self.from, self.until, self.at]).chain(only)
    }
}

/// What is said where a ledger says nothing else.
fn already(clash: &Clash) -> Message {
    Message::new(
        format!("同时已有另一条相同的记录（{}）", clash.theirs.zh),
        format!("there is another such record at the same time already ({})", clash.theirs.en),
    )
}

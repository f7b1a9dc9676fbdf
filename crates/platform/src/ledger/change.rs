//! A change of one record, as it is about to be stored.

use hangji_store::Id;

use super::value::{Record, State, Value};
use crate::journal::ChangeKind;

/// A change of one record: its new state and the entry that wrote the one before (0 for a new record).
#[derive(Debug, Clone)]
pub struct Change {
    /// What is done.
    pub kind: ChangeKind,
    /// Number of the entry that wrote the state before: the state the change starts from must still be that one.
    pub prior: i64,
    /// The new state; its `entry` is set when it is stored.
    pub record: Record,
}

impl Change {
    /// A new record in force. One of the tree is its own organisation.
    #[must_use]
    pub fn add(id: Id, org: Id, values: Vec<Value>) -> Change {
        Change { kind: ChangeKind::Add, prior: 0, record: Record { id, org, state: State::InForce, entry: 0, values } }
    }
    /// A present record with other values.
    #[must_use]
    pub fn amend(present: Record, values: Vec<Value>) -> Change {
        Change { kind: ChangeKind::Amend, prior: present.entry, record: Record { values, ..present } }
    }
    /// A present record out of force.
    #[must_use]
    pub fn withdraw(present: Record) -> Change {
        let prior = present.entry;
        Change { kind: ChangeKind::Withdraw, prior, record: Record { state: State::Withdrawn, ..present } }
    }
    /// A withdrawn record back in force.
    #[must_use]
    pub fn restore(present: Record) -> Change {
        let prior = present.entry;
        Change { kind: ChangeKind::Restore, prior, record: Record { state: State::InForce, ..present } }
    }
    /// A present record without its personal values.
    #[must_use]
    pub fn erase(present: Record, values: Vec<Value>) -> Change {
        Change { kind: ChangeKind::Erase, prior: present.entry, record: Record { values, ..present } }
    }
}

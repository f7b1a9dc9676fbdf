//! Answers to counts, kept so that a list of a million records is counted once for each change.

use std::collections::HashMap;
use std::sync::Mutex;

/// How many records there are, and the sums of the totalled fields in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// How many.
    pub count: i64,
    /// Sums of the fields declared as totalled.
    pub sums: Vec<i64>,
}

/// Answers to counts, remembered until the ledger or the tree changes.
#[derive(Default)]
pub struct Counted {
    pub(super) known: Mutex<HashMap<(String, bool), (i64, Totals)>>,
}

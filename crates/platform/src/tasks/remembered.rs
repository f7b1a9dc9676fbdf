//! Counts of open tasks, kept between requests.

use std::collections::HashMap;
use std::sync::Mutex;

/// Counts remembered until a ledger they depend on changes, because the menu of every page asks for them.
#[derive(Default)]
pub struct Remembered {
    pub(super) known: Mutex<HashMap<String, Known>>,
}

/// The last entry that can have changed counts, and the counts by standing of each task.
pub(super) type Known = (Vec<u8>, Vec<[i64; 3]>);

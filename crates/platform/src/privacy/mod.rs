//! What people are owed about what is held on them: who looked and what for ([`access_log`]), what is held ([`subject_access`]), and
//! their requests to correct ([`requests`]) or erase it ([`erasure`]). PIPL §44–50.
//!
//! It may touch records through `ledger` and the journal through `journal`; pages are the web's.

pub mod access_log;
pub mod erasure;
pub mod requests;
pub mod subject_access;

/// Name of the ledger of requests.
pub const LEDGER: &str = "requests";

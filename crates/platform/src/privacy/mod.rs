//! What people are owed about what is held on them: who looked and what for ([`looks`]), what is held ([`own`]), and
//! their requests to correct or erase it ([`requests`]). PIPL §44–50.
//!
//! It may touch records through `ledger` and the journal through `journal`; pages are the web's.

pub mod access_log;
pub mod requests;
pub mod subject_access;

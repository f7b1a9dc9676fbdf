//! What the demo district is written with: 沙坡头区 with its real townships and villages, everybody in it invented.
//!
//! What this crate is for: each mechanism writes its own part of the demonstration (`demo.rs` of its folder) with what is
//! here. A part has its own stream of chance and its own block of ids, which follow from its code alone; the cast comes
//! first; what a part offers to later ones it puts on the [`Stage`]. So a part added in the middle changes no record of
//! any other, and the records are the same every time, ids included. Only the journal's times differ, because its clock
//! is always the real one.
//!
//! What it may not touch: tables (it stores through `ledger::write`), and mechanisms: it names none.
//!
//! [`book`] what is to be stored · [`chance`], [`invent`], [`divisions`], [`firms`] what it is made from · [`cast`] who and
//! what everybody refers to · [`stage`] what a part finds · [`mod@load`] storing it.

pub mod book;
pub mod cast;
pub mod chance;
pub mod divisions;
pub mod firms;
pub mod invent;
pub mod load;
pub mod stage;

use hangji_store::Day;

pub use book::Book;
pub use chance::{Chance, day};
pub use invent::Inventor;
pub use load::load;
pub use stage::{Part, Scene, Stage};

/// The business day of the demo district.
#[must_use]
pub fn business_day() -> Day {
    day(2013, 12, 31)
}

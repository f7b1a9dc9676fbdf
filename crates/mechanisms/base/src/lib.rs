//! What every mechanism refers to: organisations through time, units, people and posts ([`register`]), the registers of
//! enterprises and households, the codes of roles, and what declarations share.
//!
//! What this crate is for: names and facts that stand still. A mechanism names another's ledger by the constant that its
//! folder offers, never by a text of its own. [`enterprises`] and [`households`] are registers that several mechanisms
//! point to; the mechanism whose menu they stand in takes their ledger up.
//!
//! What it may not touch: any mechanism beside it, HTML, HTTP.

pub mod common;
pub mod enterprises;
pub mod households;
pub mod register;
pub mod roles;

use hangji_demokit::Part;

/// What stands here of the demo district: the cast, then the registers.
pub const DEMO: &[Part] = &[register::DEMO, enterprises::DEMO, households::DEMO];

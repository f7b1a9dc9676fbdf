//! Enterprises: who is in operation, with how many employees and members.
//!
//! A register only: links and visits point to it as coverage does, and the mechanism `enterprises` takes the ledger up, so
//! that it stands in its menu. It points to units of the register.

mod demo;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

pub use demo::{DEMO, Enterprises};
pub use ledgers::ledger;

/// The ledger of enterprises.
pub const ENTERPRISES: &str = "enterprises";

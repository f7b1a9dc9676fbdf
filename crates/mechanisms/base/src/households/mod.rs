//! Households: whom cadres visit and keep contact with.
//!
//! A register only: the mechanism `contact` takes the ledger up, so that it stands in its menu. It points to units of the
//! register.

mod demo;
mod ledgers;
#[cfg(test)]
mod tests;

pub use demo::{DEMO, House, Houses};
pub use ledgers::ledger;

/// The ledger of households.
pub const HOUSEHOLDS: &str = "households";

//! Venues (活动场所, B3): places of activity, works on them, money put into them, and their equipment.
//!
//! It touches only its own ledgers.

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use figures::figures;
pub(crate) use ledgers::ledgers;

//! Volunteers (志愿者队伍, B6): teams and their people.
//!
//! It points to people of the register.

mod figures;
mod ledgers;
#[cfg(test)]
mod tests;

pub(crate) use figures::figures;
pub(crate) use ledgers::ledgers;

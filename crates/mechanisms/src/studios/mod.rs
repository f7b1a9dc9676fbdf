//! Delegate studios (党代表工作室, B5): studios and the delegates, heads and liaison officers in them.
//!
//! It points to people of the register; what visitors bring up there is a matter (`matters`).

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use figures::figures;
pub(crate) use ledgers::ledgers;

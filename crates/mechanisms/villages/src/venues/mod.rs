//! Venues (活动场所, B3): places of activity, works on them, money put into them, and their equipment.
//!
//! It touches only its own ledgers.

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("venues", "活动阵地", "Venues").ledgers(ledgers::ledgers()).figures(figures::figures())
}

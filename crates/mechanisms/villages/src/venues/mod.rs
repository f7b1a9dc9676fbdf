//! Venues (活动场所, B3): places of activity, works on them, money put into them, and their equipment.
//!
//! It touches only its own ledgers.

mod demo;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

pub use demo::DEMO;

/// The ledger of venues.
pub const VENUES: &str = "venues";
/// The ledger of works on them.
pub const VENUE_WORKS: &str = "venue_works";
/// The ledger of money put into them.
pub const VENUE_INVESTMENTS: &str = "venue_investments";
/// The ledger of their equipment.
pub const EQUIPMENT: &str = "equipment";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("venues", "活动阵地", "Venues").ledgers(ledgers::ledgers()).figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("venues").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

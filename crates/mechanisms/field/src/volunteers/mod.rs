//! Volunteers (志愿者队伍, B6): teams and their people.
//!
//! It points to people of the register.

mod demo;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

pub use demo::DEMO;

/// The ledger of teams.
pub const VOLUNTEER_TEAMS: &str = "volunteer_teams";
/// The ledger of the people in them.
pub const VOLUNTEERS: &str = "volunteers";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("volunteers", "志愿者队伍", "Volunteers").ledgers(ledgers::ledgers()).figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("volunteers").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

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

pub use demo::DEMO;

/// The ledger of teams.
pub const VOLUNTEER_TEAMS: &str = "volunteer_teams";
/// The ledger of the people in them.
pub const VOLUNTEERS: &str = "volunteers";

/// Help, in Chinese and in English.
pub const HELP: [&str; 2] = [include_str!("help.zh.md"), include_str!("help.en.md")];

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("volunteers", "志愿者队伍", "Volunteers").ledgers(ledgers::ledgers()).figures(figures::figures())
}

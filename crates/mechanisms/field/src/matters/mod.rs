//! Matters (群众事项, B9): opinions, disputes, problems and appeals, followed until they are answered.
//!
//! It may point to the visit or studio where a matter was raised, and is never shown to whom it complains about.

mod demo;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

pub use demo::DEMO;

/// The ledger of matters.
pub const MATTERS: &str = "matters";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("matters", "群众事项", "Matters").ledgers(ledgers::ledgers()).figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("matters").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

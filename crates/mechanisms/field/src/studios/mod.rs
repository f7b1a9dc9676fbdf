//! Delegate studios (党代表工作室, B5): studios and the delegates, heads and liaison officers in them.
//!
//! It points to people of the register; what visitors bring up there is a matter (`matters`).

mod demo;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

pub use demo::{DEMO, Studio, Studios};

/// The ledger of studios.
pub const STUDIOS: &str = "studios";
/// The ledger of the people in them.
pub const STUDIO_PEOPLE: &str = "studio_people";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("studios", "党代表工作室", "Delegate studios")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("studios").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

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

pub use demo::{DEMO, Studio, Studios};

/// The ledger of studios.
pub const STUDIOS: &str = "studios";
/// The ledger of the people in them.
pub const STUDIO_PEOPLE: &str = "studio_people";

/// Help, in Chinese and in English.
pub const HELP: [&str; 2] = [include_str!("help.zh.md"), include_str!("help.en.md")];

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("studios", "党代表工作室", "Delegate studios")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

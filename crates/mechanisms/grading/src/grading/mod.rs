//! Grading rounds (分类定级, A2): the yearly grade of every primary-level organisation, step by step.
//!
//! It records the result; the facts behind a grade belong to other mechanisms.

mod demo;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

pub use demo::{DEMO, Lagging, Rounds};

/// The ledger of gradings.
pub const GRADINGS: &str = "gradings";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("grading", "分类定级", "Grading").ledgers(ledgers::ledgers()).figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("grading").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

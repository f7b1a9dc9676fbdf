//! Rectifying weak and lax organisations (整顿软弱涣散, A4): one file per organisation, from opening to acceptance.
//!
//! It starts from a lagging grade (gradings), answers the task that such a grade sets, and counts secretaries replaced from posts.

mod demo;
mod figures;
mod guards;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

pub use demo::DEMO;

/// The ledger of rectification files.
pub const RECTIFICATIONS: &str = "rectifications";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("rectification", "整顿提升", "Rectification").ledgers(ledgers::ledgers()).figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("rectification").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

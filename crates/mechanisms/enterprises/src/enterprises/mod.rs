//! Private enterprises and social organisations (非公党建, C1–C4): who is in operation, who is covered, how alive it is.
//!
//! It points to organisations and units of the register.

mod demo;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

pub use demo::DEMO;

/// The ledger of coverage.
pub const COVERAGE: &str = "coverage";
/// The ledger of demonstration points.
pub const DEMONSTRATION_POINTS: &str = "demonstration_points";
/// The ledger of activities.
pub const ACTIVITIES: &str = "activities";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("enterprises", "非公企业", "Private enterprises")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("enterprises").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

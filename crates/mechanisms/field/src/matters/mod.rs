//! Matters (群众事项, B9): opinions, disputes, problems and appeals, followed until they are answered.
//!
//! It may point to the visit or studio where a matter was raised, and is never shown to whom it complains about.

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("matters", "群众事项", "Matters").ledgers(ledgers::ledgers()).figures(figures::figures())
}

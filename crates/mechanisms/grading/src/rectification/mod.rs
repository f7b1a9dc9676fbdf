//! Rectifying weak and lax organisations (整顿软弱涣散, A4): one file per organisation, from opening to acceptance.
//!
//! It starts from a lagging grade (gradings) and counts secretaries replaced from posts.

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("rectification", "整顿提升", "Rectification").ledgers(ledgers::ledgers()).figures(figures::figures())
}

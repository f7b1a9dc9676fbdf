//! Grading rounds (分类定级, A2): the yearly grade of every primary-level organisation, step by step.
//!
//! It records the result; the facts behind a grade belong to other mechanisms.

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("grading", "分类定级", "Grading").ledgers(ledgers::ledgers()).figures(figures::figures())
}

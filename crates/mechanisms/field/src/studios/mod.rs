//! Delegate studios (党代表工作室, B5): studios and the delegates, heads and liaison officers in them.
//!
//! It points to people of the register; what visitors bring up there is a matter (`matters`).

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("studios", "党代表工作室", "Delegate studios")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

//! Private enterprises and social organisations (非公党建, C1–C4): who is in operation, who is covered, how alive it is.
//!
//! It points to organisations and units of the register.

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("enterprises", "非公企业", "Private enterprises")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

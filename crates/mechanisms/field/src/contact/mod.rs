//! Going to the grassroots (下基层, B7) and fixed-point contact (“321”, B8): links, cadres sent down, visits, talks, plans.
//!
//! One visit is entered once and feeds every counter; what people bring up on it is a matter (`matters`).

mod field_work;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("contact", "联系走访", "Contact with the grass roots")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

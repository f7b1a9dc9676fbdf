//! Survey and register (调查摸底, A1): the dated tree of organisations, the units they serve, people and posts.
//!
//! Every other mechanism points here; this one touches nothing but its own ledgers.

mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("register", "组织与队伍", "Organisations and people")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

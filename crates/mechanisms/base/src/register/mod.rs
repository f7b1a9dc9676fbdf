//! Survey and register (调查摸底, A1): the dated tree of organisations, the units they serve, people and posts.
//!
//! Every other mechanism points here; this one touches nothing but its own ledgers. The platform knows three of them by
//! name: the tree is made from organisations and their changes, accounts and scope point to people.

mod demo;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
pub use hangji_platform::ledger::declare::PEOPLE;
pub use hangji_platform::tree::{CHANGES as ORGANISATION_CHANGES, ORGANISATIONS};
use hangji_web_core::MechanismUi;

pub use demo::DEMO;

/// The ledger of units.
pub const UNITS: &str = "units";
/// The ledger of posts.
pub const POSTS: &str = "posts";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("register", "组织与队伍", "Organisations and people")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("register").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

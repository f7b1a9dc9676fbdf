//! Going to the grassroots (下基层, B7) and fixed-point contact (“321”, B8): links, cadres sent down, visits, talks, plans.
//!
//! One visit is entered once and feeds every counter; what people bring up on it is a matter (`matters`).

mod demo;
mod figures;
mod ledgers;
mod rules;
#[cfg(test)]
mod tests;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

pub use demo::{DEMO, Visit, Visits};

/// The ledger of links.
pub const CONTACT_LINKS: &str = "contact_links";
/// The ledger of cadres sent down.
pub const CAMPAIGN_CADRES: &str = "campaign_cadres";
/// The ledger of visits.
pub const VISITS: &str = "visits";
/// The ledger of policy talks.
pub const POLICY_TALKS: &str = "policy_talks";
/// The ledger of development plans.
pub const DEVELOPMENT_PLANS: &str = "development_plans";
/// The ledger of development projects.
pub const DEVELOPMENT_PROJECTS: &str = "development_projects";

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("contact", "联系走访", "Contact with the grass roots")
        .ledgers(ledgers::ledgers())
        .figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("contact").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

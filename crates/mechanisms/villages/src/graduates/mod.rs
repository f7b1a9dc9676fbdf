//! One graduate per village (一村一名大学生, B2): a figure on posts; the posting itself is a post like any other.
//!
//! It has no ledger of its own and reads posts of the register.

mod figures;

use hangji_platform::Mechanism;
use hangji_web_core::MechanismUi;

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("graduates", "大学生村官", "Graduate officials").figures(figures::figures())
}

/// What it brings to the pages.
#[must_use]
pub fn ui() -> MechanismUi {
    MechanismUi::new("graduates").help_page(include_str!("help.zh.md"), include_str!("help.en.md"))
}

//! One graduate per village (一村一名大学生, B2): a figure on posts; the posting itself is a post like any other.
//!
//! It has no ledger of its own and reads posts of the register.

mod figures;

use hangji_platform::Mechanism;

/// Help, in Chinese and in English.
pub const HELP: [&str; 2] = [include_str!("help.zh.md"), include_str!("help.en.md")];

/// The mechanism.
#[must_use]
pub fn mechanism() -> Mechanism {
    Mechanism::new("graduates", "大学生村官", "Graduate officials").figures(figures::figures())
}

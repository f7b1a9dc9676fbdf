//! The mechanisms of Party building in a district, a folder each: what each records and which figures that gives.
//!
//! What this crate is for: declarations. Every folder has the same rooms: `ledgers` (what is recorded), `figures` (what
//! is counted), `rules` (pure judgement of facts, where there is some). Adding a mechanism is one folder and one line in
//! [`mechanisms()`].
//!
//! What it may not touch: clocks, HTML, HTTP; and no mechanism reaches into another's tables except by naming its
//! ledgers in a figure or a reference.

mod common;
pub mod contact;
pub mod enterprises;
pub mod grading;
pub mod graduates;
pub mod matters;
pub mod rectification;
pub mod register;
mod report;
mod roles;
pub mod studios;
pub mod venues;
pub mod volunteers;

pub use report::REPORT;
pub use roles::roles;

use hangji_platform::{Mechanism, Result, System};

/// The mechanisms, in the order of the menu.
#[must_use]
pub fn mechanisms() -> Vec<Mechanism> {
    vec![
        register::mechanism(),
        grading::mechanism(),
        rectification::mechanism(),
        graduates::mechanism(),
        venues::mechanism(),
        studios::mechanism(),
        volunteers::mechanism(),
        contact::mechanism(),
        matters::mechanism(),
        enterprises::mechanism(),
    ]
}

/// Everything declared, put together.
///
/// # Errors
/// If the declarations contradict each other: a mistake of the programmer, found by the tests.
pub fn system() -> Result<System> {
    System::new(mechanisms(), roles(), REPORT)
}

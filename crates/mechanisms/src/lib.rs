//! The mechanisms of Party building in a district, a folder each: what each records and which figures that gives.
//!
//! What this crate is for: declarations. Every folder has the same rooms: `ledgers` (what is recorded), `figures` (what
//! is counted), `rules` (pure judgement of facts, where there is some). Adding a mechanism is one folder and one line in
//! [`ledgers()`] and [`figures()`].
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

use hangji_platform::figures::Figure;
use hangji_platform::ledger::Ledger;
use hangji_platform::{Result, System};

/// The ledgers of all mechanisms, in the order of the menu.
#[must_use]
pub fn ledgers() -> Vec<Ledger> {
    [
        register::ledgers(),
        grading::ledgers(),
        rectification::ledgers(),
        venues::ledgers(),
        studios::ledgers(),
        volunteers::ledgers(),
        contact::ledgers(),
        matters::ledgers(),
        enterprises::ledgers(),
    ]
    .concat()
}

/// The figures of all mechanisms: those of the work report first, in its order.
#[must_use]
pub fn figures() -> Vec<Figure> {
    let all = [
        register::figures(),
        grading::figures(),
        rectification::figures(),
        graduates::figures(),
        venues::figures(),
        studios::figures(),
        volunteers::figures(),
        contact::figures(),
        matters::figures(),
        enterprises::figures(),
    ];
    report::in_order(all.concat())
}

/// Everything declared, put together.
///
/// # Errors
/// If the declarations contradict each other: a mistake of the programmer, found by the tests.
pub fn system() -> Result<System> {
    System::new(ledgers(), figures(), roles())
}

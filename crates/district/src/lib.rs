//! The district: its mechanisms, roles, report and demonstration, put together.
//!
//! What this crate is for: it alone knows all mechanisms. Adding one is a folder in an area of `crates/mechanisms` and a
//! line in [`members`]; `docs/adding-a-mechanism.md` shows it. The tests here walk the real system.
//!
//! What it may not touch: HTML, HTTP, SQL; and no judgement stands here, which belongs to a mechanism.

mod demo;
mod report;
mod roles;

use hangji_base::register;
use hangji_demokit::Part;
use hangji_enterprises::enterprises;
use hangji_field::{contact, matters, studios, volunteers};
use hangji_grading::{grading, rectification};
use hangji_platform::{Mechanism, Result, System};
use hangji_villages::{graduates, venues};

pub use demo::{Account, annotate, load, load_of, password, photo};
pub use hangji_demokit::business_day;
pub use report::REPORT;
pub use roles::roles;

/// A mechanism as it is registered.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its declarations.
    pub mechanism: Mechanism,
    /// Its help, in Chinese and in English.
    pub help: [&'static str; 2],
    /// Its part of the demo district.
    pub demo: &'static [Part],
}

/// The mechanisms, a line each, in the order of the menu. Their parts of the demo district are written in the same order:
/// a mechanism may point to those before it.
#[must_use]
pub fn members() -> Vec<Member> {
    let member = |mechanism, help, demo| Member { mechanism, help, demo };
    vec![
        member(register::mechanism(), register::HELP, hangji_base::DEMO),
        member(grading::mechanism(), grading::HELP, &[grading::DEMO]),
        member(rectification::mechanism(), rectification::HELP, &[rectification::DEMO]),
        member(graduates::mechanism(), graduates::HELP, &[]),
        member(venues::mechanism(), venues::HELP, &[venues::DEMO]),
        member(studios::mechanism(), studios::HELP, &[studios::DEMO]),
        member(volunteers::mechanism(), volunteers::HELP, &[volunteers::DEMO]),
        member(contact::mechanism(), contact::HELP, &[contact::DEMO]),
        member(matters::mechanism(), matters::HELP, &[matters::DEMO]),
        member(enterprises::mechanism(), enterprises::HELP, &[enterprises::DEMO]),
    ]
}

/// Everything declared, put together.
///
/// # Errors
/// If the declarations contradict each other: a mistake of the programmer, found by the tests.
pub fn system() -> Result<System> {
    system_of(&members())
}

/// Some mechanisms, put together with the roles and the report of the district.
///
/// # Errors
/// If the declarations contradict each other.
pub fn system_of(members: &[Member]) -> Result<System> {
    System::new(members.iter().map(|m| m.mechanism.clone()).collect(), roles(), REPORT)
}

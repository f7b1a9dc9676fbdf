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
use hangji_web_core::MechanismUi;

pub use demo::{Account, annotate, load, load_of, password, photo};
pub use hangji_demokit::business_day;
pub use report::REPORT;
pub use roles::roles;

/// A mechanism as it is registered.
#[derive(Clone)]
pub struct Member {
    /// Its declarations.
    pub mechanism: Mechanism,
    /// What it brings to the pages.
    pub ui: MechanismUi,
    /// Its part of the demo district.
    pub demo: &'static [Part],
}

/// The mechanisms, a line each, in the order of the menu. Their parts of the demo district are written in the same order:
/// a mechanism may point to those before it.
#[must_use]
pub fn members() -> Vec<Member> {
    let member = |mechanism, ui, demo| Member { mechanism, ui, demo };
    vec![
        member(register::mechanism(), register::ui(), hangji_base::DEMO),
        member(grading::mechanism(), grading::ui(), &[grading::DEMO]),
        member(rectification::mechanism(), rectification::ui(), &[rectification::DEMO]),
        member(graduates::mechanism(), graduates::ui(), &[]),
        member(venues::mechanism(), venues::ui(), &[venues::DEMO]),
        member(studios::mechanism(), studios::ui(), &[studios::DEMO]),
        member(volunteers::mechanism(), volunteers::ui(), &[volunteers::DEMO]),
        member(contact::mechanism(), contact::ui(), &[contact::DEMO]),
        member(matters::mechanism(), matters::ui(), &[matters::DEMO]),
        member(enterprises::mechanism(), enterprises::ui(), &[enterprises::DEMO]),
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

/// What the pages and the API are made of: the generic part, and what each mechanism brings.
#[must_use]
pub fn uis() -> Vec<MechanismUi> {
    std::iter::once(hangji_web::ui()).chain(members().into_iter().map(|m| m.ui)).collect()
}

/// Method and pattern of every route, for tests that call them all.
#[must_use]
pub fn routes() -> Vec<(&'static str, &'static str)> {
    uis().iter().flat_map(MechanismUi::all_routes).map(|r| (r.method, r.path)).collect()
}

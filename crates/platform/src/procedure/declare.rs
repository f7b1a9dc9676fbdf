//! The declaration of a procedure.

use crate::term::{Term, t};

/// What happens to a case after its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// It stands so.
    To(&'static str),
    /// It stands as the value of a choice field of the step's record says: code, state.
    By(&'static str, &'static [(&'static str, &'static str)]),
    /// It stands as the steps before say, which this one confirms after what they stood on was corrected.
    Confirms,
}

/// A step of a procedure: records of a ledger that refer to the case.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its code, within the procedure.
    pub code: &'static str,
    /// What it is called.
    pub title: Term,
    /// The ledger of its records; one ledger is one step.
    pub ledger: &'static str,
    /// Its reference field that names the case (`file` unless said otherwise).
    pub case: &'static str,
    /// Its day field: the day it happened.
    pub on: &'static str,
    /// Steps that must stand before it, by code.
    pub after: &'static [&'static str],
    /// How the case stands from then on.
    pub leads: Leads,
    /// Roles that take it although its ledger is not theirs to write, by code.
    pub by: &'static [&'static str],
    /// By when: so many days after another step, or after the case was opened (no step).
    pub due: Option<(Option<&'static str>, i64)>,
}

impl Step {
    /// A step of a ledger.
    #[must_use]
    pub fn new(code: &'static str, zh: &'static str, en: &'static str, ledger: &'static str, leads: Leads) -> Step {
        Step { code, title: t(zh, en), ledger, case: "file", on: "on_day", after: &[], leads, by: &[], due: None }
    }
    /// The reference field that names the case.
    #[must_use]
    pub fn of_case(mut self, field: &'static str) -> Step {
        self.case = field;
        self
    }
    /// Steps that must stand before it.
    #[must_use]
    pub fn after(mut self, steps: &'static [&'static str]) -> Step {
        self.after = steps;
        self
    }
    /// Roles that take it although its ledger is not theirs to write.
    #[must_use]
    pub fn by(mut self, roles: &'static [&'static str]) -> Step {
        self.by = roles;
        self
    }
    /// Due so many days after another step.
    #[must_use]
    pub fn due_after(mut self, step: &'static str, days: i64) -> Step {
        self.due = Some((Some(step), days));
        self
    }
    /// Due so many days after the case was opened.
    #[must_use]
    pub fn due_after_opening(mut self, days: i64) -> Step {
        self.due = Some((None, days));
        self
    }
}

/// A procedure: how the cases of a ledger go.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Its code, which never changes.
    pub code: &'static str,
    /// What it is called.
    pub title: Term,
    /// The ledger of its cases.
    pub cases: &'static str,
    /// The day field from which a case runs.
    pub opened_on: &'static str,
    /// How a case stands when it is opened.
    pub opens: &'static str,
    /// Its steps.
    pub steps: Vec<Step>,
}

impl Procedure {
    /// The step of a code.
    #[must_use]
    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.code == code)
    }
}

//! How the records of a ledger stand on the page of their organisation: declared with the ledger, so that the page names
//! no mechanism.

use crate::term::Term;

/// A section of the page of an organisation, made of the records of a ledger.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its heading.
    pub title: Term,
    /// What is shown of the records.
    pub view: SectionView,
}

/// What a section shows.
#[derive(Debug, Clone, Copy)]
pub enum SectionView {
    /// The one record that the organisation's own record names in this field of the ledger of organisations.
    Named(&'static str),
    /// How many there are, and the first of them by name.
    Names,
    /// What held from when until when, drawn over time.
    OverTime(OverTime),
}

/// Records that hold for a time, told apart by a choice: who held which post, which grade was in force.
#[derive(Debug, Clone, Copy)]
pub struct OverTime {
    /// The choice field whose values are the lanes, in the order of their declaration.
    pub lane: &'static str,
    /// The field that says who or what held it.
    pub label: &'static str,
    /// The day field from which a record holds.
    pub from: &'static str,
    /// The day field with the first day no longer; without one, a record holds until the next one begins.
    pub until: Option<&'static str>,
}

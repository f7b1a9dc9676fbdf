//! Records, journal, tree, figures and access.
//!
//! What this crate is for: a mechanism declares its ledgers and figures once ([`ledger::Ledger`], [`figures::Figure`])
//! and everything that follows from a declaration happens here: tables, validation, the journal, the maintained
//! figures, scope, import and export. Data runs one way: record → journal → figure.
//!
//! What it may not touch: anything of Party building (that is the mechanisms), HTML and HTTP.

pub mod access;
pub mod annotations;
pub mod backup;
pub mod cx;
pub mod field_encryption;
pub mod figures;
pub mod idempotency;
pub mod import;
pub mod journal;
pub mod ledger;
pub mod mechanism;
pub mod pins;
pub mod privacy;
pub mod procedure;
pub mod query;
pub mod refusal;
pub mod rekeying;
pub mod search;
pub mod setting;
pub mod setup;
pub mod status;
pub mod system;
pub mod tasks;
pub mod term;
pub mod tree;
pub mod verify;
pub mod workspace;

pub use cx::Cx;
pub use mechanism::{Mechanism, Report};
pub use procedure::Procedure;
pub use refusal::{Message, Problem, Refusal};
pub use system::System;
pub use term::{Lang, Term, Unit, t};

/// Faults; what a user did wrong is a [`Refusal`] inside (`err.downcast_ref::<Refusal>()`).
pub type Result<T> = anyhow::Result<T>;

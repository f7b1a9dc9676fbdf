//! Records, journal, tree, figures and access.
//!
//! What this crate is for: a mechanism declares its ledgers and figures once ([`ledger::Ledger`], [`figures::Figure`])
//! and everything that follows from a declaration happens here: tables, validation, the journal, the maintained
//! figures, scope, import and export. Data runs one way: record → journal → figure.
//!
//! What it may not touch: anything of Party building (that is `hangji-mechanisms`), HTML and HTTP.

pub mod access;
pub mod backup;
pub mod beside;
pub mod cx;
pub mod duty;
pub mod figures;
pub mod import;
pub mod journal;
pub mod ledger;
pub mod operation;
pub mod pins;
pub mod privacy;
pub mod query;
pub mod refusal;
pub mod repeats;
pub mod seal;
pub mod search;
pub mod setting;
pub mod system;
pub mod term;
pub mod tree;
pub mod verify;
pub mod work;

pub use cx::Cx;
pub use refusal::{Problem, Refusal, Said};
pub use system::System;
pub use term::{Lang, Term, Unit, t};

/// Faults; what a user did wrong is a [`Refusal`] inside (`err.downcast_ref::<Refusal>()`).
pub type Result<T> = anyhow::Result<T>;

//! Access: who may see or do what = role × territory × own involvement.
//!
//! [`scope`] holds the one predicate that decides which records a person sees; every list, count, tree, export, figure,
//! evidence list and search applies it in SQL. [`rights`] are types: what changes records asks for a [`MayWrite`], which
//! only [`Viewer::may_write`] makes. [`accounts`] and [`sessions`] keep people and their log-ins.

mod account;
pub mod rights;
pub mod scope;
pub mod sessions;

pub use account::{accounts, set_password};
pub use rights::{MayWrite, Reach, Role, Viewer};
pub use scope::Scope;

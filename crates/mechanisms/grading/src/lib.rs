//! Grading primary-level organisations ([`grading`]) and rectifying those that lag ([`rectification`]).
//!
//! What this crate is for: a folder a mechanism, with all its rooms. What it may not touch: areas to its right, HTML and
//! HTTP; and no mechanism reaches into another's tables except by the names its `mod.rs` offers.

pub mod grading;
pub mod rectification;

//! Procedures: cases that go through steps. A step is a record of an ordinary ledger that refers to its case; where a case
//! stands is derived from its records and stored as spans that figures join, as the tree is derived from two ledgers.
//! **No state is stored that records do not give.**
//!
//! [`declare`] what a procedure is · [`mod@standing`] where a case stands: pure · `spans` keeps what it gives, in the write.
//!
//! This is the kernel that the trial of issue C left (docs/decisions/0028): versions, policies, clocks, forms and tasks of
//! steps are built on it.

pub mod declare;
pub(crate) mod spans;
pub mod standing;

pub use declare::{Procedure, Step};
pub use spans::{first_difference, of_case};
pub use standing::{Mark, Span, Standing, Taken, standing};

/// The table of spans: `case_span`, which figures join like `org`.
pub const SPANS: &str = "case_span";

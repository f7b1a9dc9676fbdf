//! Duties: which records ask somebody to act, and by which day.
//!
//! A ledger declares its duties ([`Duty`]) as it declares its fields; from the declaration follow the desk's list of what
//! to do, the counts of what is overdue, and the number beside the desk in the menu ([`open`]). Nothing is stored: a duty
//! is met when its record no longer fulfils the duty's condition, and no sooner.
//!
//! What it may touch: ledgers and scope. Words of a duty stand in its declaration; it knows no mechanism.

pub mod declare;
pub mod open;

pub use declare::{Due, Duty, Standing};
pub use open::{Count, Open, Remembered, Whose};

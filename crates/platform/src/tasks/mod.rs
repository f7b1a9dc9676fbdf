//! Tasks: which records ask somebody to act, and by which day.
//!
//! A ledger declares its tasks ([`Task`]) as it declares its fields; from the declaration follow the desk's list of what
//! to do, the counts of what is overdue, and the number beside the desk in the menu ([`open`]). Nothing is stored: a task
//! is met when its record no longer fulfils the task's condition, and no sooner.
//!
//! What it may touch: ledgers and scope. Words of a task stand in its declaration; it knows no mechanism.

pub mod declare;
pub mod open;
mod remembered;

pub use declare::{Due, Standing, Task};
pub use open::{Count, Open, Whose};
pub use remembered::Remembered;

//! Import of the files people have: read, planned row by row, and stored as one act that can be undone as one.
//!
//! [`cells`] from a cell to a value · [`names`] from the name of something to its record · [`plan`] what each row would
//! do, and why not · [`run`] dry run, all or nothing, or the good rows · [`undo`] · [`files`] templates, exports and the
//! workbook of refused rows.

pub mod cells;
pub mod files;
pub mod names;
pub mod plan;
pub mod run;
pub mod undo;

pub use plan::{Fate, Plan, RowPlan};
pub use run::{Options, Outcome, import};

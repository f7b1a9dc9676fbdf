//! Import of the files people have: read, planned row by row, and stored as one act that can be undone as one.
//!
//! [`names`] from the name of something to its record · [`plan`] what each row would
//! do, and why not · [`run`] dry run, all or nothing, or the good rows · [`undo`] · [`files`] templates, exports and the
//! workbook of refused rows.
//!
//! For those who decide step by step in a browser: [`waiting`] keeps their file between the steps, [`look`] tells what
//! stands in it, [`remembered`] which column was which last time, [`preview`] keeps the plan as it was shown, [`done`]
//! lists what was imported.

pub mod done;
pub mod files;
pub mod look;
pub mod names;
pub mod plan;
pub mod preview;
pub mod remembered;
pub mod run;
pub mod undo;
pub mod waiting;

pub use plan::{Fate, Plan, RowPlan};
pub use run::{Options, Outcome, import};

//! Ledgers: declared once, stored in one table each, amended or withdrawn but never silently changed.
//!
//! [`declare`] what a ledger is · [`value`] what its records hold · [`schema`] its table · [`body`] its canonical text
//! (what the journal keeps) · [`check`] what is wrong with a record · [`rows`] reading and writing rows · [`mod@write`]
//! **the one way to change records**, [`change`] one of them · [`acts`] what people do ·
//! [`list`] filtered, scoped, counted pages, [`filter`] by which conditions · [`naming`] what a record is called · [`suggest`] what may be meant by a few letters ·
//! [`input`] what somebody typed, as a value · [`section`] how records stand on the page of their organisation · [`unique`]
//! what no two records may have at the same time.

pub mod acts;
pub mod body;
pub mod change;
pub mod check;
pub mod counted;
pub mod declare;
pub mod filter;
pub mod input;
pub mod line;
pub mod list;
pub mod naming;
pub mod page;
pub mod rows;
pub mod schema;
pub mod section;
pub mod stretches;
pub mod suggest;
pub mod unique;
pub mod value;
pub mod write;

pub use change::Change;
pub use declare::{Choice, Field, Kind, Ledger, Link, Purpose, Refers, Sensitivity, choice};
pub use unique::{Clash, Uniqueness};
pub use value::{Record, State, Value};
pub use write::{Authority, Write, Writer, write};

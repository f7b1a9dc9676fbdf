//! Foreign workbooks in, tidy workbooks out: knows cells and headers, nothing of records.
//!
//! [`read()`] turns an untrusted file into [`Sheet`]s, [`find_table`] finds the header row and the columns that were asked
//! for ([`look()`] tells what it would take, [`table_at`] takes what a person named instead), [`values`] turns single cells into dates, numbers, money and codes, [`Writer`] streams tables out and
//! [`template()`] makes the workbook that people fill in. Nothing here touches a database, the network or the clock.

mod cell;
mod csv_out;
mod error;
mod layout;
mod out;
mod partial;
mod read;
mod table;
mod template;
mod title;
pub mod values;
mod write;

pub use cell::{Area, Cell, Limits, Row, Sheet, column_letters};
pub use error::{Seems, SheetError};
pub use layout::{Heading, Layout, Look, first_rows, look, signature, table_at};
pub use out::{Out, OutColumn, OutKind};
pub use read::{read, read_bytes};
pub use table::{Column, Found, Skip, Table, find_table};
pub use template::{EXAMPLE_MARKS, Guide, template};
pub use title::{normal_title, title_unit};
pub use write::Writer;

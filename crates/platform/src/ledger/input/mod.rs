//! From what people type or a cell holds to a value of a record: [`parse`] reads one field's text, [`mod@resolve`] finds the
//! record that a name or code means, by index. A file, which names thousands, has a resolver of its own
//! (`import/names`).

pub mod parse;
pub mod resolve;

pub use parse::{read_cell, read_text};
pub use resolve::resolve;

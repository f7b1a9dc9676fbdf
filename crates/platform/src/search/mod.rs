//! Search over records: Chinese words of any length, pinyin and first letters of names, codes, within the viewer's scope.
//!
//! What this room is for: [`words`] says what a text is found by and what a question means (pure), [`index`] keeps that
//! for every record in force by following the journal (record → journal → index), [`find`] asks it. The engines' own
//! full-text search differs in `engine` and nowhere else.
//!
//! What it may not touch: masked fields, which are never indexed; the way records change (`ledger/commit`), which does
//! not know of the index.

mod engine;
pub mod find;
pub mod index;
pub mod words;

pub use find::{Found, MOST, in_ledger};
pub use index::{behind, catch_up};
pub use words::Question;

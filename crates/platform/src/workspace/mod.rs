//! What accounts keep for their daily work beside the records: drafts, saved views, what they entered last, what an act
//! on many records came to. None of it is a record: nothing here is in the journal, and each row is its account's own.

pub mod bulk;
pub mod drafts;
pub mod recent_entries;
pub mod views;

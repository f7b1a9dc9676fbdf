//! Work among the people: going to the grassroots and fixed-point contact ([`contact`]), what people raise ([`matters`]),
//! where they are received ([`studios`]), and who helps ([`volunteers`]).
//!
//! What this crate is for: a folder a mechanism, with all its rooms. What it may not touch: areas to its right, HTML and
//! HTTP; and no mechanism reaches into another's tables except by the names its `mod.rs` offers.

pub mod contact;
pub mod matters;
pub mod studios;
pub mod volunteers;

//! Attached files: what they are ([`Kind`]), photos made anew without their location ([`photo`]), and where their bytes
//! are kept ([`storage`]); and how services are asked that are elsewhere ([`outgoing`]).
//!
//! What this crate may not touch: records, the database, HTTP pages. It takes bytes from outside, which may be hostile, and
//! gives back bytes that are safe to keep, or says in words what is wrong with them.

mod kind;
pub mod outgoing;
pub mod photo;
pub mod storage;
mod unfit;

pub use kind::{ACCEPT, Kind, renamed};
pub use storage::{Storage, digest};
pub use unfit::Unfit;

/// A file as it is to be kept.
pub struct Tidy {
    /// What it is, which may be another kind than was sent (a photo is made anew).
    pub kind: Kind,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// For photos: a small copy for lists.
    pub small: Option<Vec<u8>>,
    /// For photos: where it was taken, if it said so.
    pub place: Option<photo::Place>,
}

/// Looks at a file from outside and makes of it what may be kept: photos are drawn anew, everything else is checked.
///
/// # Errors
/// What is wrong with it, in words for the person who sent it.
pub fn tidy(name: &str, bytes: Vec<u8>) -> Result<Tidy, Unfit> {
    let kind = Kind::of(name, &bytes)?;
    if !kind.is_photo() {
        return Ok(Tidy { kind, bytes, small: None, place: None });
    }
    let photo = photo::redraw(kind, &bytes)?;
    Ok(Tidy { kind: photo.kind, bytes: photo.bytes, small: Some(photo.small), place: photo.place })
}

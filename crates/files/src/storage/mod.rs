//! Where the bytes of files are kept: one interface, a folder ([`Folder`]) or a bucket of an S3-compatible service
//! ([`S3`]). What a key means is the caller's to know; whoever reads says what the bytes must be.

mod folder;
mod s3;
mod signature;

pub use folder::Folder;
pub use s3::{S3, Service};

use sha2::{Digest as _, Sha256};

/// What went wrong with kept bytes.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// There is nothing under the key.
    #[error("{0} is not there")]
    Missing(String),
    /// What is there is not what was put.
    #[error("{0} is not what was put there")]
    Altered(String),
    /// A key that is no key: a mistake of the program.
    #[error("`{0}` is no key")]
    NoKey(String),
    /// The place does not work.
    #[error("{doing}: {why:#}")]
    Failed {
        /// What was being done.
        doing: String,
        /// Why it failed.
        why: anyhow::Error,
    },
}

/// A place that keeps bytes under keys: letters, digits and hyphens, in at most three parts with slashes between.
pub trait Storage: Send + Sync {
    /// Puts bytes under a key; what was there is replaced, whole or not at all.
    ///
    /// # Errors
    /// If the place does not work.
    fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Trouble>;

    /// The bytes under a key, whatever they are; [`Storage::get`] says what they must be.
    ///
    /// # Errors
    /// If there are none, or the place does not work.
    fn read(&self, key: &str) -> Result<Vec<u8>, Trouble>;

    /// Removes what is under a key; nothing there is as well.
    ///
    /// # Errors
    /// If the place does not work.
    fn remove(&self, key: &str) -> Result<(), Trouble>;

    /// Where it is, for messages.
    fn name(&self) -> String;

    /// The bytes under a key, which must have this SHA-256.
    ///
    /// # Errors
    /// If there are none, they are others, or the place does not work.
    fn get(&self, key: &str, sha256: &[u8]) -> Result<Vec<u8>, Trouble> {
        let bytes = self.read(key)?;
        if digest(&bytes) == sha256 { Ok(bytes) } else { Err(Trouble::Altered(key.to_owned())) }
    }

    /// Writes something, reads it back and removes it.
    ///
    /// # Errors
    /// If any of it fails.
    fn probe(&self) -> Result<(), Trouble> {
        let key = format!("probe-{}", std::process::id());
        let bytes = b"written by hangji check".as_slice();
        self.put(&key, bytes)?;
        let read = self.get(&key, &digest(bytes));
        self.remove(&key)?;
        read.map(drop)
    }
}

/// The SHA-256 of bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Refuses what is no key, before it becomes a path or an address.
fn check(key: &str) -> Result<(), Trouble> {
    let good = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if key.len() <= 100 && key.split('/').count() <= 3 && key.split('/').all(good) {
        Ok(())
    } else {
        Err(Trouble::NoKey(key.chars().take(40).collect()))
    }
}

fn failed(doing: impl Into<String>, why: impl Into<anyhow::Error>) -> Trouble {
    Trouble::Failed { doing: doing.into(), why: why.into() }
}

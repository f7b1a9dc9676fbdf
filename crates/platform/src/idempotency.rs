//! Writes sent twice. A program whose connection broke cannot know whether its write was done; if it names the request
//! with a key, the second sending is answered as the first was, and nothing is done again.
//!
//! The key is kept in the transaction of the change itself: either both are stored or neither is. Refused requests keep
//! no key, because they stored nothing and may be mended and sent again. Answers that hold what must be stored nowhere
//! (opened personal data, tokens) are kept empty: only that the write was done is known.

use hangji_store::{Tx, V};
use sha2::{Digest as _, Sha256};

use crate::access::Viewer;
use crate::{Cx, Result};

/// How long a key is remembered, in milliseconds: a day.
pub const KEPT_MS: i64 = 24 * 3_600_000;

/// An answer as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: i64,
    /// Headers, `name: value` a line.
    pub headers: String,
    /// The body.
    pub body: String,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing: the request is to be done.
    New,
    /// The same request was done: this was the answer.
    Done(Answer),
    /// The key was used for another request.
    Taken,
}

/// What two requests must share to be the same: their parts, and the asker's rights, so that an answer is never given
/// again to somebody who may see less by now.
#[must_use]
pub fn digest(viewer: &Viewer, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    let role = viewer.role.as_ref().map_or("", |r| r.code);
    hash.update(format!("{} {} {} {:?}", viewer.account, viewer.org, role, viewer.person));
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Looks a key of the acting account up.
///
/// # Errors
/// If the database fails.
pub fn known(tx: &mut Tx<'_>, cx: &Cx, key: &str, request: &[u8; 32]) -> Result<Known> {
    let sql = "SELECT request, status, headers, body FROM repeat_key WHERE account = $1 AND name = $2 AND at > $3";
    let found = tx.first(sql, &[cx.actor.into(), key.into(), (cx.now_ms - KEPT_MS).into()], |r| {
        let answer = Answer { status: r.int(1)?, headers: r.text(2)?.to_owned(), body: r.text(3)?.to_owned() };
        Ok(if r.blob(0)? == request { Known::Done(answer) } else { Known::Taken })
    })?;
    Ok(found.unwrap_or(Known::New))
}

/// Keeps an answer under a key of the acting account, in the caller's transaction, and forgets what is older than a day.
///
/// # Errors
/// If the database fails.
pub fn keep(tx: &mut Tx<'_>, cx: &Cx, key: &str, request: &[u8; 32], answer: &Answer) -> Result<()> {
    tx.run("DELETE FROM repeat_key WHERE at <= $1", &[(cx.now_ms - KEPT_MS).into()])?;
    tx.run(
        "INSERT INTO repeat_key (account, name, at, request, status, headers, body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            cx.actor.into(),
            key.into(),
            cx.now_ms.into(),
            V::Blob(request),
            answer.status.into(),
            (&answer.headers).into(),
            (&answer.body).into(),
        ],
    )?;
    Ok(())
}

/// Forgets every answer: for erasures, because an answer holds the record as it was.
///
/// # Errors
/// If the database fails.
pub fn forget(tx: &mut Tx<'_>) -> Result<()> {
    tx.run("DELETE FROM repeat_key", &[])?;
    Ok(())
}

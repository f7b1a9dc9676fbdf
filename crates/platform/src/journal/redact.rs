//! Redaction: what is to be erased goes from the entries that hold it, and commitments take its place, so that the chain still
//! verifies.

use hangji_store::{Tx, V};

use super::hash;
use crate::Result;

/// Puts commitments in the place of reasons and of the members that are to go, in the entries that a statement selects
/// (number, reason, body, salt).
pub(crate) fn strip(tx: &mut Tx<'_>, sql: &str, params: &[V<'_>], gone: impl Fn(&str) -> bool) -> Result<()> {
    let entries = tx.all(sql, params, |r| Ok((r.int(0)?, hash::erase(r.text(1)?, r.text(2)?, r.blob(3)?, &gone)?)))?;
    for (seq, (reason, body, salt)) in &entries {
        tx.run(
            "UPDATE journal SET reason = $1, body = $2, salt = $3 WHERE seq = $4",
            &[reason.into(), body.into(), V::Blob(salt), (*seq).into()],
        )?;
    }
    Ok(())
}

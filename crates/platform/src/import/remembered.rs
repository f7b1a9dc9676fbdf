//! Which column was which: what a person decided for a header is proposed the next time such a header comes, to everybody
//! whose territory has the same root. Holds names of fields and hashes of titles, nothing of what files contain.

use std::collections::HashMap;

use hangji_sheets::Layout;
use hangji_store::{Id, Tx};
use sha2::{Digest as _, Sha256};

use crate::Result;

/// Column and field, in the order of the file.
pub type Mapping = Vec<(usize, String)>;

/// Headers remembered for a ledger and a territory; the oldest go first.
const MOST: usize = 100;

/// What makes two headers the same: a hash, because titles may say more than they should.
#[must_use]
pub fn signature(look: &hangji_sheets::Look) -> String {
    let digest = Sha256::digest(hangji_sheets::signature(look).as_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// What was decided for a ledger in a territory, by signature.
///
/// # Errors
/// If the database fails.
pub fn all(tx: &mut Tx<'_>, ledger: &str, node: Id) -> Result<HashMap<String, Mapping>> {
    let sql = "SELECT signature, mapping FROM column_mapping WHERE ledger = $1 AND node = $2";
    let mut out = HashMap::new();
    tx.each(sql, &[ledger.into(), node.into()], |r| {
        out.insert(r.text(0)?.to_owned(), serde_json::from_str(r.text(1)?)?);
        Ok(())
    })?;
    Ok(out)
}

/// Remembers a decision in place of an earlier one for such a header.
///
/// # Errors
/// If the database fails.
pub fn remember(tx: &mut Tx<'_>, ledger: &str, node: Id, signature: &str, layout: &Layout, now_ms: i64) -> Result<()> {
    let mapping = serde_json::to_string(&layout.columns)?;
    tx.run(
        "INSERT INTO column_mapping (ledger, node, signature, mapping, confirmed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (ledger, node, signature) DO UPDATE SET mapping = excluded.mapping,
         confirmed_at = excluded.confirmed_at",
        &[ledger.into(), node.into(), signature.into(), (&mapping).into(), now_ms.into()],
    )?;
    let sql = "SELECT signature FROM column_mapping WHERE ledger = $1 AND node = $2
               ORDER BY confirmed_at DESC, signature";
    let kept = tx.all(sql, &[ledger.into(), node.into()], |r| Ok(r.text(0)?.to_owned()))?;
    for old in kept.iter().skip(MOST) {
        let sql = "DELETE FROM column_mapping WHERE ledger = $1 AND node = $2 AND signature = $3";
        tx.run(sql, &[ledger.into(), node.into(), old.into()])?;
    }
    Ok(())
}

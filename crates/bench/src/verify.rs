//! Verification, beside the bare hash over the same bytes.

use std::time::Instant;

use anyhow::{Result, ensure};
use hangji_platform::{System, verify};
use hangji_store::Db;
use sha2::{Digest as _, Sha256};

use crate::report::{Report, Row};

/// Entries a second: the chain and every row; then with the tree and the figures summed anew.
pub fn measure(report: &mut Report, sys: &System, db: &Db) -> Result<()> {
    let floor = bare_hash(db)?;
    for (derived, what) in [(false, "chain and rows"), (true, "chain, rows, tree and figures")] {
        let start = Instant::now();
        let found = verify::verify(db, sys, derived)?;
        let ours = found.entries as f64 / start.elapsed().as_secs_f64();
        ensure!(found.first_fault.is_none(), "{:?}", found.first_fault);
        let work = format!("verify {} entries: {what}", found.entries);
        report.add(Row { work, unit: "entries/s", higher: true, ours, floor: Some(floor), goal: 500_000.0 });
    }
    Ok(())
}

/// The floor: SHA-256 at full speed over the bytes of all entries, already in memory, on one core.
fn bare_hash(db: &Db) -> Result<f64> {
    let bodies = db.read(|tx| tx.all("SELECT body FROM journal", &[], |r| Ok(r.text(0)?.to_owned())))?;
    let start = Instant::now();
    let mut last = [0u8; 32];
    for body in &bodies {
        let mut sum = Sha256::new();
        sum.update(last);
        sum.update(body.as_bytes());
        last = sum.finalize().into();
    }
    ensure!(last != [0; 32], "nothing was hashed");
    Ok(bodies.len() as f64 / start.elapsed().as_secs_f64())
}

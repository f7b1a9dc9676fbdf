//! `backup` and `restore`.

use std::path::Path;

use anyhow::Result;
use hangji_platform::{Lang, System, backup as copies, operation};
use hangji_store::{Clock, Db};

use super::say;

/// Writes a backup of a database that may be in use.
pub fn backup(sys: &System, db: &Db, file: &Path, lang: Lang) -> Result<bool> {
    let entries = copies::backup(db, sys, file)?;
    db.write(|tx| operation::note_backup(tx, Clock::Real.now_ms()))?;
    println!("{} · {entries} {}", file.display(), say(lang, "条流水", "entries"));
    Ok(true)
}

/// Fills an empty database from a backup.
pub fn restore(sys: &System, db: &Db, file: &Path, lang: Lang) -> Result<bool> {
    let entries = copies::restore(db, sys, file)?;
    println!("{entries} {}", say(lang, "条流水已恢复", "entries restored"));
    Ok(true)
}

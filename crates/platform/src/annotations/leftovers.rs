//! Names in the storage that nothing refers to. A name is written down here before bytes are put under it, and struck out by
//! the transaction that refers to it: so what a refusal or a crash leaves behind is removed in time. What is erased is
//! written down by the transaction that erases it, and removed afterwards: so a rollback loses nothing.

use hangji_store::{Id, Tx};

use crate::refusal::{Message, Refusal};
use crate::{Cx, Result};

/// How long a name waits for the record to refer to it.
const WAITS_MS: i64 = 3_600_000;
/// So long before its time is over a name is no longer taken: the removal may have begun by another clock.
const MARGIN_MS: i64 = 600_000;

/// The name of a file's bytes in the storage, in two folders so that none gets too full.
#[must_use]
pub fn file(id: Id) -> String {
    let text = id.to_string();
    // The end of an id is chance; its beginning is time.
    format!("{}/{}/{text}", &text[11..], &text[9..11])
}

/// The name of a photo's small copy.
#[must_use]
pub fn small(id: Id) -> String {
    format!("{}-small", file(id))
}

/// Writes down the names of files whose bytes are about to be put in the storage.
///
/// # Errors
/// If the database fails.
pub fn expect(tx: &mut Tx<'_>, cx: &Cx, files: &[Id]) -> Result<()> {
    for id in files {
        write(tx, *id, cx.now_ms + WAITS_MS)?;
    }
    Ok(())
}

/// Strikes out the names of a file that a record now refers to.
///
/// # Errors
/// A refusal if it took too long; a fault of the database.
pub(super) fn taken(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<()> {
    let least = cx.now_ms + MARGIN_MS;
    let sql = "DELETE FROM file_to_remove WHERE name IN ($1, $2) AND due_at > $3";
    if tx.run(sql, &[file(id).as_str().into(), small(id).as_str().into(), least.into()])? == 2 {
        return Ok(());
    }
    Err(Refusal::Conflict(Message::new("上传用时太长：请重新上传", "the upload took too long: send it again")).into())
}

/// Writes down the names of a file that is erased.
///
/// # Errors
/// If the database fails.
pub(super) fn erased(tx: &mut Tx<'_>, id: Id) -> Result<()> {
    write(tx, id, 0)
}

fn write(tx: &mut Tx<'_>, id: Id, due_at: i64) -> Result<()> {
    let sql = "INSERT INTO file_to_remove (name, due_at) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at";
    for name in [file(id), small(id)] {
        tx.run(sql, &[name.as_str().into(), due_at.into()])?;
    }
    Ok(())
}

/// Names that are to be removed from the storage now (Unix milliseconds), at most so many.
///
/// # Errors
/// If the database fails.
pub fn due(tx: &mut Tx<'_>, now_ms: i64, most: i64) -> Result<Vec<String>> {
    let sql = "SELECT name FROM file_to_remove WHERE due_at <= $1 ORDER BY due_at, name LIMIT $2";
    tx.all(sql, &[now_ms.into(), most.into()], |r| Ok(r.text(0)?.to_owned()))
}

/// Strikes out names that were removed.
///
/// # Errors
/// If the database fails.
pub fn removed(tx: &mut Tx<'_>, names: &[String]) -> Result<()> {
    for name in names {
        tx.run("DELETE FROM file_to_remove WHERE name = $1", &[name.as_str().into()])?;
    }
    Ok(())
}

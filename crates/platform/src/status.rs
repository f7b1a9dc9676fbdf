//! What whoever operates the system wants to know: numbers for its watcher, the state of its schema, its last backup.
//! Counts only; nothing here tells of anybody.

use hangji_store::{Migration, Tx, V};

use crate::Result;

/// Numbers for the watcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Sessions and tokens in force.
    pub sessions: i64,
    /// Entries of the journal.
    pub entries: i64,
    /// Imports so far.
    pub imports: i64,
    /// Their rows: added, amended, skipped, refused.
    pub rows: [i64; 4],
}

/// Reads the numbers at a moment (Unix milliseconds).
///
/// # Errors
/// If the database fails.
pub fn numbers(tx: &mut Tx<'_>, now_ms: i64) -> Result<Numbers> {
    let sessions = tx.number("SELECT COUNT(*) FROM session WHERE expires_at > $1", &[now_ms.into()])?;
    let (entries, _) = crate::journal::head(tx)?;
    let sum = |column| format!("COALESCE(CAST(SUM({column}) AS BIGINT), 0)");
    let sums = ["added", "amended", "skipped", "refused"].map(sum).join(", ");
    let sql = format!("SELECT COUNT(*), {sums} FROM import");
    let read = tx.first(&sql, &[], |r| Ok((r.int(0)?, [r.int(1)?, r.int(2)?, r.int(3)?, r.int(4)?])))?;
    let (imports, rows) = read.unwrap_or_default();
    Ok(Numbers { sessions, entries, imports, rows })
}

/// How the schema of a database stands to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// There is none: the database is empty.
    Empty,
    /// So many steps are to be run; the program runs them when it starts.
    Behind(usize),
    /// It is the program's own, at this step.
    Current(i64),
    /// It has this step, which the program does not know.
    Newer(i64),
}

/// Looks at the schema and changes nothing.
///
/// # Errors
/// If the database fails.
pub fn schema(tx: &mut Tx<'_>) -> Result<Schema> {
    let steps: &[Migration] = crate::setup::STEPS;
    let there = match tx.engine() {
        hangji_store::Engine::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_step'",
        hangji_store::Engine::Postgres => {
            "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_step'"
        }
    };
    if tx.number(there, &[])? == 0 {
        return Ok(Schema::Empty);
    }
    let done = tx.all("SELECT number FROM schema_step ORDER BY number", &[], |r| r.int(0))?;
    if let Some(newer) = done.iter().find(|n| steps.iter().all(|s| s.number != **n)) {
        return Ok(Schema::Newer(*newer));
    }
    match steps.iter().filter(|s| !done.contains(&s.number)).count() {
        0 => Ok(Schema::Current(done.last().copied().unwrap_or_default())),
        behind => Ok(Schema::Behind(behind)),
    }
}

const BACKUP: &str = "last_backup";

/// When the last backup was made (Unix milliseconds), as far as is known here.
///
/// # Errors
/// If the database fails.
pub fn last_backup(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    let sql = "SELECT value FROM setting WHERE name = $1";
    Ok(tx.first(sql, &[BACKUP.into()], |r| Ok(r.text(0)?.parse().ok()))?.flatten())
}

/// Remembers that a backup was made.
///
/// # Errors
/// If the database fails.
pub fn note_backup(tx: &mut Tx<'_>, now_ms: i64) -> Result<()> {
    let text = now_ms.to_string();
    tx.run(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[BACKUP.into(), V::Text(&text)],
    )?;
    Ok(())
}

/// How many accounts in force each role has.
///
/// # Errors
/// If the database fails.
pub fn accounts_by_role(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT COALESCE(role, ''), COUNT(*) FROM accounts WHERE state = 0 GROUP BY role ORDER BY role";
    tx.all(sql, &[], |r| Ok((r.text(0)?.to_owned(), r.int(1)?)))
}

/// How many accounts in force without a second factor each role has.
///
/// # Errors
/// If the database fails.
pub fn without_factor_by_role(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT r.role, COUNT(*) FROM accounts r WHERE r.state = 0 AND r.role IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM factor f WHERE f.account = r.id AND f.confirmed = 1)
               GROUP BY r.role ORDER BY r.role";
    tx.all(sql, &[], |r| Ok((r.text(0)?.to_owned(), r.int(1)?)))
}

/// When the last entry of the journal was written (Unix milliseconds).
///
/// # Errors
/// If the database fails.
pub fn last_entry_at(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    let sql = "SELECT j.at FROM journal j JOIN journal_head h ON h.seq = j.seq WHERE h.one = 1";
    tx.first(sql, &[], |r| r.int(0))
}

/// The log-in names of the first accounts in force, by name.
///
/// # Errors
/// If the database fails.
pub fn logins(tx: &mut Tx<'_>, most: usize) -> Result<Vec<String>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let sql = "SELECT login FROM accounts WHERE state = 0 ORDER BY login LIMIT $1";
    tx.all(sql, &[most.into()], |r| Ok(r.text(0)?.to_owned()))
}

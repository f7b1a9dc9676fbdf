//! Numbered schema steps, run forward, each once, each remembered by its text.

use anyhow::bail;

use crate::{Engine, Result, Tx};

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its number; steps run in this order.
    pub number: i64,
    /// What it does, in a few words.
    pub name: &'static str,
    /// The statements, with `{id}`, `{blob}` and `{clustered}` where the engines differ (see [`ddl`]).
    pub sql: &'static str,
}

/// Writes out what differs between the engines' table definitions: `{id}` a 64-bit primary key, `{blob}` bytes,
/// `{clustered}` at the end of a table that is kept in the order of its primary key.
#[must_use]
pub fn ddl(engine: Engine, sql: &str) -> String {
    let (id, blob, clustered) = match engine {
        Engine::Sqlite => ("INTEGER PRIMARY KEY", "BLOB", "WITHOUT ROWID"),
        Engine::Postgres => ("BIGINT PRIMARY KEY", "BYTEA", ""),
    };
    sql.replace("{id}", id).replace("{blob}", blob).replace("{clustered}", clustered)
}

/// Whether a database was ever brought forward by [`migrate`].
///
/// # Errors
/// If it cannot be read.
pub fn is_prepared(tx: &mut Tx<'_>) -> Result<bool> {
    let tables = match tx.engine() {
        Engine::Sqlite => "sqlite_master WHERE type = 'table' AND name",
        Engine::Postgres => "information_schema.tables WHERE table_schema = current_schema() AND table_name",
    };
    Ok(tx.number(&format!("SELECT COUNT(*) FROM {tables} = 'schema_step'"), &[])? > 0)
}

/// Brings the schema forward by the steps it does not have yet and tells how many it ran.
///
/// # Errors
/// If a step fails, if a step that ran before has another text now, or if the database is newer than this program.
pub fn migrate(tx: &mut Tx<'_>, steps: &[Migration]) -> Result<usize> {
    tx.batch(
        "CREATE TABLE IF NOT EXISTS schema_step (number BIGINT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL)",
    )?;
    let done = tx.all("SELECT number, name, text FROM schema_step ORDER BY number", &[], |r| {
        Ok((r.int(0)?, r.text(1)?.to_owned(), r.text(2)?.to_owned()))
    })?;
    for (number, name, text) in &done {
        match steps.iter().find(|s| s.number == *number) {
            None => bail!("the database has schema step {number} ({name}), newer than this program: use the newer one"),
            Some(s) if s.sql != text => bail!("schema step {number} ({name}) was changed after it ran here"),
            Some(_) => {}
        }
    }
    let mut ran = 0;
    for step in steps.iter().filter(|s| done.iter().all(|(n, ..)| *n != s.number)) {
        let sql = ddl(tx.engine(), step.sql);
        tx.batch(&sql)?;
        tx.run(
            "INSERT INTO schema_step (number, name, text) VALUES ($1, $2, $3)",
            &[step.number.into(), step.name.into(), step.sql.into()],
        )?;
        ran += 1;
    }
    Ok(ran)
}

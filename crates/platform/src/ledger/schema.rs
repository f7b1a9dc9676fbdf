//! The table of a ledger, made and widened from its declaration.

use anyhow::bail;
use hangji_store::{Engine, Tx, ddl};

use super::declare::{Kind, Ledger};
use super::input::resolve::comparable;
use super::naming;
use crate::Result;

/// Columns every ledger's table has before its fields.
pub const FIXED: [&str; 4] = ["id", "org", "state", "entry"];

/// The statements that make the table and its indexes on an empty database. Where other ledgers refer to it, its codes and
/// names are indexed as [`resolve`](fn@super::input::resolve) compares them.
#[must_use]
pub fn create(ledger: &Ledger, referred: bool) -> Vec<String> {
    let mut columns = vec!["id {id}".to_owned(), "org BIGINT NOT NULL".into()];
    columns.extend(["state BIGINT NOT NULL".to_owned(), "entry BIGINT NOT NULL".into()]);
    columns.extend(ledger.fields.iter().map(column));
    let mut out = vec![format!("CREATE TABLE IF NOT EXISTS {} (\n  {}\n)", ledger.name, columns.join(",\n  "))];
    out.extend(indexes(ledger));
    if referred {
        out.extend(names(ledger));
    }
    out
}

fn column(field: &super::Field) -> String {
    format!("{} {}", field.name, if field.kind.is_number() { "BIGINT" } else { "TEXT" })
}

fn indexes(ledger: &Ledger) -> Vec<String> {
    let table = ledger.name;
    let mut out = Vec::new();
    let mut index = |kind: &str, suffix: &str, columns: &[&str], only: &str| {
        let name = if suffix.is_empty() { columns.join("_") } else { suffix.to_owned() };
        out.push(format!("CREATE {kind} IF NOT EXISTS {table}_{name} ON {table} ({}){only}", columns.join(", ")));
    };
    if !ledger.key.is_empty() {
        // Withdrawn records keep their key values without standing in the way of a new one.
        index("UNIQUE INDEX", "key", ledger.key, " WHERE state = 0");
    }
    match ledger.dated {
        Some(day) => {
            index("INDEX", "", &[day, "id"], "");
            index("INDEX", "", &["org", "state", day], "");
        }
        None => index("INDEX", "", &["org", "state"], ""),
    }
    for columns in &ledger.indexes {
        index("INDEX", "", columns, "");
    }
    out
}

/// Indexes of what a record is called by: its code, and the texts of its name.
fn names(ledger: &Ledger) -> Vec<String> {
    let text = |name: &&&str| {
        let field = ledger.position(name).map(|i| &ledger.fields[i]);
        field.is_some_and(|f| matches!(f.kind, Kind::Text(_) | Kind::Code(_)) && !f.is_encrypted())
    };
    let called: Vec<&str> = naming::code(ledger).into_iter().chain(naming::parts(ledger)).collect();
    let mut called: Vec<&str> = called.iter().filter(text).copied().collect();
    called.sort_unstable();
    called.dedup();
    let index = |name: &str| {
        let (table, by) = (ledger.name, comparable(name));
        format!("CREATE INDEX IF NOT EXISTS {table}_called_{name} ON {table} ({by})")
    };
    called.into_iter().map(index).collect()
}

/// Makes the table, or adds the columns and indexes it lacks.
///
/// # Errors
/// If a column that stands in the table is no longer declared: fields are renamed or dropped by a numbered step.
pub fn bring_forward(tx: &mut Tx<'_>, ledger: &Ledger, referred: bool) -> Result<()> {
    let engine = tx.engine();
    let present = columns_of(tx, engine, ledger.name)?;
    if !present.is_empty() {
        for field in ledger.fields.iter().filter(|f| !present.iter().any(|p| p == f.name)) {
            tx.batch(&format!("ALTER TABLE {} ADD COLUMN {}", ledger.name, column(field)))?;
        }
        for old in &present {
            if !FIXED.contains(&old.as_str()) && ledger.position(old).is_none() {
                bail!("the database has a column {}.{old} that this program does not know", ledger.name);
            }
        }
    }
    for sql in create(ledger, referred) {
        tx.batch(&ddl(engine, &sql))?;
    }
    Ok(())
}

fn columns_of(tx: &mut Tx<'_>, engine: Engine, table: &str) -> Result<Vec<String>> {
    let sql = match engine {
        Engine::Sqlite => "SELECT name FROM pragma_table_info($1)",
        Engine::Postgres => {
            "SELECT column_name::text FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1"
        }
    };
    tx.all(sql, &[table.into()], |r| Ok(r.text(0)?.to_owned()))
}

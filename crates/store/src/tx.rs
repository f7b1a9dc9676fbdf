//! Transactions: the only way to run SQL.

use anyhow::{Context as _, bail};
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{ToSql, Type};

use crate::engine::Conn;
use crate::{Day, Engine, Id, Result, V};

/// What a transaction has asked of the database so far: tests hold it against the size of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueryStats {
    /// Statements run.
    pub statements: u64,
    /// Rows answered.
    pub rows: u64,
    /// Steps of SQLite's machine, which grow with what is scanned, whatever is answered; 0 on PostgreSQL.
    pub steps: u64,
}

/// A running transaction. SQL is written once for both engines: parameters are `$1`, `$2` … in order of first use.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    stats: QueryStats,
}

/// One row of an answer; columns are counted from 0.
pub enum Row<'r> {
    /// A row of SQLite.
    #[doc(hidden)]
    Sqlite(&'r rusqlite::Row<'r>),
    /// A row of PostgreSQL.
    #[doc(hidden)]
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// A whole number that may be NULL.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn opt_int(&self, i: usize) -> Result<Option<i64>> {
        match self {
            Row::Sqlite(r) => Ok(r.get_ref(i)?.as_i64_or_null()?),
            Row::Postgres(r) if r.columns()[i].type_() == &Type::INT4 => {
                Ok(r.try_get::<_, Option<i32>>(i)?.map(i64::from))
            }
            Row::Postgres(r) => Ok(r.try_get(i)?),
        }
    }
    /// A whole number.
    ///
    /// # Errors
    /// If the column is NULL or holds something else.
    pub fn int(&self, i: usize) -> Result<i64> {
        self.opt_int(i)?.with_context(|| format!("column {i} is NULL"))
    }
    /// An id.
    ///
    /// # Errors
    /// As [`Row::int`].
    pub fn id(&self, i: usize) -> Result<Id> {
        self.int(i).map(Id)
    }
    /// Text that may be NULL.
    ///
    /// # Errors
    /// If the column holds something else.
    pub fn opt_text(&self, i: usize) -> Result<Option<&str>> {
        match self {
            Row::Sqlite(r) => Ok(r.get_ref(i)?.as_str_or_null()?),
            Row::Postgres(r) => Ok(r.try_get(i)?),
        }
    }
    /// Text.
    ///
    /// # Errors
    /// If the column is NULL or holds something else.
    pub fn text(&self, i: usize) -> Result<&str> {
        self.opt_text(i)?.with_context(|| format!("column {i} is NULL"))
    }
    /// A civil day kept as ISO text.
    ///
    /// # Errors
    /// If the column is NULL or not a day.
    pub fn day(&self, i: usize) -> Result<Day> {
        Ok(self.text(i)?.parse()?)
    }
    /// Bytes.
    ///
    /// # Errors
    /// If the column is NULL or holds something else.
    pub fn blob(&self, i: usize) -> Result<&[u8]> {
        match self {
            Row::Sqlite(r) => Ok(r.get_ref(i)?.as_blob()?),
            Row::Postgres(r) => Ok(r.try_get(i)?),
        }
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: &'c mut Conn) -> Self {
        Self { conn, stats: QueryStats::default() }
    }

    /// What was asked so far.
    #[must_use]
    pub fn stats(&self) -> QueryStats {
        self.stats
    }

    /// Which engine answers; only the schema may ask.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// Calls `f` with each row of the answer, as they arrive.
    ///
    /// # Errors
    /// If the statement fails or `f` does.
    pub fn each(&mut self, sql: &str, params: &[V<'_>], mut f: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.stats.statements += 1;
        match self.conn {
            Conn::Sqlite(c) => {
                let mut s = c.prepare_cached(sql).with_context(|| format!("preparing {sql}"))?;
                let mut rows = s.query(rusqlite::params_from_iter(params))?;
                while let Some(r) = rows.next().with_context(|| format!("running {sql}"))? {
                    self.stats.rows += 1;
                    f(&Row::Sqlite(r))?;
                }
                drop(rows);
                self.stats.steps += steps(&s);
            }
            Conn::Postgres(pg) => {
                let s = pg.prepare(sql)?;
                let params = params.iter().map(|v| v as &(dyn ToSql + Sync));
                let mut rows = pg.client.query_raw(&s, params).with_context(|| format!("running {sql}"))?;
                while let Some(r) = rows.next().with_context(|| format!("running {sql}"))? {
                    self.stats.rows += 1;
                    f(&Row::Postgres(&r))?;
                }
            }
        }
        Ok(())
    }

    /// All rows of the answer.
    ///
    /// # Errors
    /// As [`Tx::each`].
    pub fn all<T>(&mut self, sql: &str, params: &[V<'_>], mut f: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each(sql, params, |r| {
            out.push(f(r)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// As [`Tx::each`].
    pub fn first<T>(
        &mut self,
        sql: &str,
        params: &[V<'_>],
        mut f: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut out = None;
        self.each(sql, params, |r| {
            if out.is_none() {
                out = Some(f(r)?);
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// The one number that the statement answers; NULL and no row count as 0.
    ///
    /// # Errors
    /// As [`Tx::each`].
    pub fn number(&mut self, sql: &str, params: &[V<'_>]) -> Result<i64> {
        Ok(self.first(sql, params, |r| r.opt_int(0))?.flatten().unwrap_or(0))
    }

    /// Runs a statement and tells how many rows it changed.
    ///
    /// # Errors
    /// If the statement fails.
    pub fn run(&mut self, sql: &str, params: &[V<'_>]) -> Result<u64> {
        self.stats.statements += 1;
        match self.conn {
            Conn::Sqlite(c) => {
                let mut s = c.prepare_cached(sql).with_context(|| format!("preparing {sql}"))?;
                let n = s.execute(rusqlite::params_from_iter(params)).with_context(|| format!("running {sql}"))?;
                self.stats.steps += steps(&s);
                Ok(n as u64)
            }
            Conn::Postgres(pg) => {
                let s = pg.prepare(sql)?;
                let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
                pg.client.execute(&s, &params).with_context(|| format!("running {sql}"))
            }
        }
    }

    /// Runs a part of the transaction that can be taken back by itself: what it did stays if `keep` says so of what it gave. A
    /// part that fails leaves the transaction to be rolled back whole.
    ///
    /// # Errors
    /// Those of `f`; also if the transaction is broken.
    pub fn part<T>(&mut self, keep: impl FnOnce(&T) -> bool, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.batch("SAVEPOINT part")?;
        let done = f(self)?;
        if !keep(&done) {
            self.batch("ROLLBACK TO SAVEPOINT part")?;
        }
        self.batch("RELEASE SAVEPOINT part")?;
        Ok(done)
    }

    /// Runs statements without parameters, separated by semicolons (schema work).
    ///
    /// # Errors
    /// If one of them fails.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        self.conn.batch(sql)
    }

    /// Inserts many rows at the engine's best speed: one prepared statement on SQLite, binary COPY on PostgreSQL.
    /// `types` names each column's type: `i` whole number, `t` text, `b` bytes.
    ///
    /// # Errors
    /// If a row does not fit the table.
    pub fn bulk<'v, R: AsRef<[V<'v>]>>(
        &mut self,
        table: &str,
        columns: &[&str],
        types: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<()> {
        let names = columns.join(", ");
        match self.conn {
            Conn::Sqlite(c) => {
                let marks: Vec<String> = (1..=columns.len()).map(|i| format!("${i}")).collect();
                let sql = format!("INSERT INTO {table} ({names}) VALUES ({})", marks.join(", "));
                let mut s = c.prepare_cached(&sql).with_context(|| format!("preparing {sql}"))?;
                for row in rows {
                    s.execute(rusqlite::params_from_iter(row.as_ref()))
                        .with_context(|| format!("inserting into {table}"))?;
                }
            }
            Conn::Postgres(pg) => {
                let types = types.bytes().map(pg_type).collect::<Result<Vec<_>>>()?;
                let sql = format!("COPY {table} ({names}) FROM STDIN (FORMAT binary)");
                let mut w = BinaryCopyInWriter::new(pg.client.copy_in(&sql)?, &types);
                for row in rows {
                    let row: Vec<&(dyn ToSql + Sync)> = row.as_ref().iter().map(|v| v as &(dyn ToSql + Sync)).collect();
                    w.write(&row).with_context(|| format!("copying into {table}"))?;
                }
                w.finish().with_context(|| format!("copying into {table}"))?;
            }
        }
        Ok(())
    }

    /// Prepares a statement without running it and tells its column names: the check that a text is valid on this
    /// engine.
    ///
    /// # Errors
    /// If the engine refuses the text.
    pub fn check(&mut self, sql: &str) -> Result<Vec<String>> {
        match self.conn {
            Conn::Sqlite(c) => {
                let s = c.prepare(sql).with_context(|| format!("preparing {sql}"))?;
                for i in 0..s.parameter_count() {
                    let (want, name) = (format!("${}", i + 1), s.parameter_name(i + 1).unwrap_or("?"));
                    if want != name {
                        bail!(
                            "parameters must be numbered in order of first use; {name} comes where {want} should: {sql}"
                        );
                    }
                }
                Ok(s.column_names().map(str::to_owned).collect())
            }
            Conn::Postgres(pg) => {
                let s = pg.client.prepare(sql).with_context(|| format!("preparing {sql}"))?;
                Ok(s.columns().iter().map(|c| c.name().to_owned()).collect())
            }
        }
    }
}

/// The steps that SQLite's machine took for a statement since it was last asked.
fn steps(statement: &rusqlite::Statement<'_>) -> u64 {
    u64::try_from(statement.reset_status(rusqlite::StatementStatus::VmStep)).unwrap_or(0)
}

fn pg_type(letter: u8) -> Result<Type> {
    Ok(match letter {
        b'i' => Type::INT8,
        b't' => Type::TEXT,
        b'b' => Type::BYTEA,
        other => bail!("unknown column type letter {}", other as char),
    })
}

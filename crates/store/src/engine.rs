//! Connections: where the two engines differ is here and in `ddl`, nowhere else.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context as _;

use crate::Result;
use crate::server::{Server, without_password};

/// Which database engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite in one file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// The path of what stands beside a file: the file's own name with an ending behind it.
#[must_use]
pub fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Address of a database: `sqlite:PATH`, a bare path, or `postgres://…`. Shown without its password.
#[derive(Debug, Clone)]
pub enum Url {
    /// File of an SQLite database.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<Server>),
}

/// A text that is not a database address.
#[derive(Debug, thiserror::Error)]
#[error("`{shown}` is not a database address{why}: write sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE")]
pub struct UrlError {
    shown: String,
    why: String,
}

impl FromStr for Url {
    type Err = UrlError;
    fn from_str(s: &str) -> std::result::Result<Self, UrlError> {
        let wrong = |why: String| UrlError { shown: without_password(s), why };
        if s.starts_with("postgres://") || s.starts_with("postgresql://") {
            return s.parse().map(|server| Url::Postgres(Box::new(server))).map_err(|e| wrong(format!(" ({e})")));
        }
        let path = s.strip_prefix("sqlite://").or_else(|| s.strip_prefix("sqlite:")).unwrap_or(s);
        if path.is_empty() || path.contains("://") {
            return Err(wrong(String::new()));
        }
        Ok(Url::Sqlite(path.into()))
    }
}

impl Url {
    /// Trusts the root certificates of a PEM file instead of the usual ones, unless the address names its own.
    #[must_use]
    pub fn trusting(self, roots: &Path) -> Url {
        match self {
            Url::Postgres(server) => Url::Postgres(Box::new(server.trusting(roots))),
            Url::Sqlite(_) => self,
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Url::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Url::Postgres(server) => server.fmt(f),
        }
    }
}

/// One open connection.
pub(crate) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(Box<PgConn>),
}

pub(crate) struct PgConn {
    pub(crate) client: postgres::Client,
    prepared: HashMap<String, postgres::Statement>,
}

impl PgConn {
    /// The prepared statement of a text, prepared at most once a connection.
    pub(crate) fn prepare(&mut self, sql: &str) -> Result<postgres::Statement> {
        if let Some(s) = self.prepared.get(sql) {
            return Ok(s.clone());
        }
        let s = self.client.prepare(sql).with_context(|| format!("preparing {sql}"))?;
        self.prepared.insert(sql.to_owned(), s.clone());
        Ok(s)
    }
}

const WAIT_FOR_LOCK: Duration = Duration::from_secs(30);

impl Conn {
    pub(crate) fn open(url: &Url) -> Result<Conn> {
        match url {
            Url::Sqlite(path) => {
                #[expect(clippy::disallowed_methods, reason = "the one place that opens SQLite")]
                let c = rusqlite::Connection::open(path).with_context(|| {
                    format!("opening the database {}: does its folder exist and is it writable?", path.display())
                })?;
                c.busy_timeout(WAIT_FOR_LOCK)?;
                c.set_prepared_statement_cache_capacity(512);
                // Full: what was acknowledged is on disk, whatever happens to the power; many commands share one sync
                // (`pool`, the committer).
                c.execute_batch(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824;",
                )
                .with_context(|| format!("{} is not an SQLite database", path.display()))?;
                Ok(Conn::Sqlite(c))
            }
            Url::Postgres(server) => {
                let client = server.connect()?;
                Ok(Conn::Postgres(Box::new(PgConn { client, prepared: HashMap::new() })))
            }
        }
    }

    pub(crate) fn is_dead(&self) -> bool {
        matches!(self, Conn::Postgres(pg) if pg.client.is_closed())
    }

    /// Runs statements without parameters, separated by semicolons.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Conn::Sqlite(c) => c.execute_batch(sql).with_context(|| format!("running {sql}")),
            Conn::Postgres(pg) => pg.client.batch_execute(sql).with_context(|| format!("running {sql}")),
        }
    }

    /// A transaction that sees one state of the database and changes nothing.
    pub(crate) fn begin_read(&mut self) -> Result<()> {
        match self {
            Conn::Sqlite(c) => c.prepare_cached("BEGIN").and_then(|mut s| s.execute([])).map(drop).map_err(Into::into),
            Conn::Postgres(_) => self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// The transaction of the one writer: both engines admit one at a time, over all processes, so that a check made
    /// inside it still holds when it commits.
    pub(crate) fn begin_write(&mut self) -> Result<()> {
        match self {
            Conn::Sqlite(_) => self.batch("BEGIN IMMEDIATE"),
            Conn::Postgres(_) => self.batch("BEGIN; SELECT pg_advisory_xact_lock(5230911)"),
        }
    }

    pub(crate) fn end(&mut self, word: &'static str) -> Result<()> {
        match self {
            Conn::Sqlite(c) => c.prepare_cached(word).and_then(|mut s| s.execute([])).map(drop).map_err(Into::into),
            Conn::Postgres(_) => self.batch(word),
        }
    }
}

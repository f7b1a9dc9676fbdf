//! Two databases, one behaviour.
//!
//! What this crate is for: connections to SQLite (embedded, WAL) or PostgreSQL on their own threads, transactions,
//! parameter and column values, time-ordered ids, civil days, the clock, and the runner of numbered migrations.
//! Every SQL text is written once, in the dialect both engines share (see `docs/sql.md`).
//!
//! What it may not touch: records, ledgers or anything else of the domain.

mod clock;
mod day;
mod engine;
mod id;
mod log_safe;
mod migrate;
mod partial;
mod pool;
mod server;
mod tls;
mod tx;
mod value;

pub use clock::Clock;
pub use day::{Day, DayError};
pub use engine::{Engine, Url, UrlError, beside};
pub use id::{Id, IdError, Ids, fingerprint};
pub use log_safe::log_safe;
pub use migrate::{Migration, ddl, is_prepared, migrate};
pub use partial::Partial;
pub use pool::{Db, Done};
pub use server::{Server, without_password};
pub use tx::{QueryStats, Row, Tx};
pub use value::V;

/// Errors of the store are faults (disk, network, SQL), never the user's doing.
pub type Result<T> = anyhow::Result<T>;

//! Faults in words that may stand in a log.

use postgres::error::DbError;

/// A fault with its causes, as a log may hold it: without the details that PostgreSQL adds, which quote values of rows.
#[must_use]
pub fn told(error: &anyhow::Error) -> String {
    let each = error.chain().map(|cause| match cause.downcast_ref::<DbError>() {
        Some(said) => format!("{} {}: {}", said.severity(), said.code().code(), said.message()),
        None => cause.to_string(),
    });
    each.collect::<Vec<_>>().join(": ")
}

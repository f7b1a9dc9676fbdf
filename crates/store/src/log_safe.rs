//! Faults in words that may stand in a log.

use postgres::error::DbError;

/// A fault with its causes, as a log may hold it: without the details that PostgreSQL adds, which quote values of rows.
#[must_use]
pub fn log_safe(error: &anyhow::Error) -> String {
    let each = error.chain().map(|cause| match cause.downcast_ref::<DbError>() {
        Some(message) => format!("{} {}: {}", message.severity(), message.code().code(), message.message()),
        None => cause.to_string(),
    });
    each.collect::<Vec<_>>().join(": ")
}

//! The log of the server: lines for people or JSON, on standard error.

use std::io::IsTerminal as _;

use anyhow::{Context as _, Result};
use tracing_subscriber::EnvFilter;

use crate::config::Settings;

/// Begins to log.
///
/// # Errors
/// If the level makes no sense, or logging began before.
pub fn begin(settings: &Settings) -> Result<()> {
    // Whoever speaks no TLS to the port (scanners do) is no event; a filter that names it wins.
    let filter = EnvFilter::try_new(format!("tls_listener=off,{}", settings.log_level)).context("log.level")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let begun = if settings.json_log {
        lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).try_init()
    };
    begun.map_err(|e| anyhow::anyhow!("beginning to log: {e}"))
}

//! How other services are asked over HTTP: the storage here, and whoever else needs the same care.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use ureq::tls::{PemItem, RootCerts, TlsConfig};

/// Asks within `patience` and trusts the root certificates (PEM) of `ca_file` instead of the usual ones, if there is one.
/// Redirects are not followed: an answer may only come from where it was asked for, and a signature holds for one address.
/// Every status is an answer.
///
/// # Errors
/// If the certificates cannot be read or are none.
pub fn agent(ca_file: Option<&Path>, patience: Duration) -> Result<ureq::Agent> {
    let mut tls = TlsConfig::builder();
    if let Some(file) = ca_file {
        let pem = std::fs::read(file).with_context(|| format!("reading ca_file {}", file.display()))?;
        let mut roots = Vec::new();
        for item in ureq::tls::parse_pem(&pem) {
            if let PemItem::Certificate(certificate) = item? {
                roots.push(certificate);
            }
        }
        ensure!(!roots.is_empty(), "ca_file {} holds no certificate (PEM)", file.display());
        tls = tls.root_certs(RootCerts::Specific(Arc::new(roots)));
    }
    let config = ureq::Agent::config_builder()
        .tls_config(tls.build())
        .timeout_global(Some(patience))
        .max_redirects(0)
        .http_status_as_error(false);
    Ok(config.build().into())
}

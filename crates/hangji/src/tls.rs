//! The certificate: read, checked, offered to browsers, and read again while the program runs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context as _, Result, ensure};
use rustls::ServerConfig;
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// A certificate chain with its key, as files that may be replaced.
pub struct Certificate {
    cert: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    now: RwLock<Arc<CertifiedKey>>,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.cert.display())
    }
}

impl Certificate {
    /// Reads chain and key.
    ///
    /// # Errors
    /// If one is missing or no PEM, or if they do not belong together.
    pub fn read(cert: &Path, key: &Path) -> Result<Certificate> {
        let provider = Arc::new(ring::default_provider());
        let now = RwLock::new(Arc::new(load(cert, key, &provider)?));
        Ok(Certificate { cert: cert.to_owned(), key: key.to_owned(), provider, now })
    }

    /// Reads the files again; the old certificate stays in use if they are no good.
    ///
    /// # Errors
    /// As [`Certificate::read`].
    pub fn read_again(&self) -> Result<()> {
        let fresh = Arc::new(load(&self.cert, &self.key, &self.provider)?);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// The first and the last second (Unix time) at which the certificate holds.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn holds(&self) -> Result<(i64, i64)> {
        let now = self.current();
        let der = now.cert.first().context("no certificate")?;
        let (_, parsed) = x509_parser::parse_x509_certificate(der).context("reading the certificate")?;
        let validity = parsed.validity();
        Ok((validity.not_before.timestamp(), validity.not_after.timestamp()))
    }

    /// Whether it was made for a host: a name, or an address.
    pub fn is_for(&self, host: &str) -> bool {
        let now = self.current();
        let parsed = now.cert.first().and_then(|der| ParsedCertificate::try_from(der).ok());
        let name = ServerName::try_from(host).ok();
        parsed.zip(name).is_some_and(|(cert, name)| verify_server_name(&cert, &name).is_ok())
    }

    fn current(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the listener needs: TLS 1.2 and 1.3, HTTP/1.1.
    ///
    /// # Errors
    /// If the library refuses its own versions.
    pub fn server(self: &Arc<Self>) -> Result<Arc<ServerConfig>> {
        let resolver: Arc<dyn ResolvesServerCert> = Arc::clone(self) as Arc<dyn ResolvesServerCert>;
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .context("protocol versions")?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

fn load(cert: &Path, key: &Path, provider: &CryptoProvider) -> Result<CertifiedKey> {
    let reading = |what: &str, path: &Path| format!("{what}: {}", path.display());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect)
        .with_context(|| reading("tls.cert cannot be read", cert))?;
    ensure!(!chain.is_empty(), reading("tls.cert holds no certificate (PEM)", cert));
    let secret = PrivateKeyDer::from_pem_file(key).with_context(|| reading("tls.key cannot be read", key))?;
    CertifiedKey::from_der(chain, secret, provider)
        .with_context(|| format!("{} and {} do not belong together", cert.display(), key.display()))
}

//! A PostgreSQL server: its address, and how far the TLS to it is checked. `sslmode` and `sslrootcert` mean what they mean
//! to libpq, except where nothing is said: then a server on another machine must prove who it is.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use postgres::config::{Host, SslMode};
use postgres::{Config, NoTls};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::Result;
use crate::tls::Tls;

/// What libpq calls `sslmode`; its `allow` is left out, which nobody should want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// No TLS.
    Disable,
    /// TLS where the server speaks it, whoever it is.
    Prefer,
    /// TLS, whoever the server is; with a root certificate as `VerifyCa`.
    Require,
    /// TLS with a certificate of a trusted authority.
    VerifyCa,
    /// TLS with such a certificate, made for this host's name.
    VerifyFull,
}

const MODES: [(&str, Mode); 5] = [
    ("disable", Mode::Disable),
    ("prefer", Mode::Prefer),
    ("require", Mode::Require),
    ("verify-ca", Mode::VerifyCa),
    ("verify-full", Mode::VerifyFull),
];

/// A server that does not answer is given up after this, unless the address says otherwise.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// How to reach a PostgreSQL database.
#[derive(Clone)]
pub struct Server {
    shown: String,
    config: Config,
    mode: Mode,
    roots: Option<PathBuf>,
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.shown)
    }
}

/// The address of a database with `***` where its password stands.
#[must_use]
pub fn without_password(url: &str) -> String {
    let (address, query) = split(url);
    let query = query.split('&').map(|pair| if pair.starts_with("password=") { "password=***" } else { pair });
    let query = query.collect::<Vec<_>>().join("&");
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let hidden = address.split_once("://").and_then(|(scheme, rest)| {
        let (who, place) = rest.rsplit_once('@')?;
        let (user, _) = who.split_once(':')?;
        Some(format!("{scheme}://{user}:***@{place}"))
    });
    hidden.unwrap_or_else(|| address.to_owned()) + &query
}

/// An address and the query behind it; a password may hold a question mark.
fn split(url: &str) -> (&str, &str) {
    let place = url.rfind('@').unwrap_or(0);
    match url[place..].find('?') {
        Some(at) => (&url[..place + at], &url[place + at + 1..]),
        None => (url, ""),
    }
}

/// A value of a query without its percent signs; none if it is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

impl FromStr for Server {
    /// What is wrong, in words that hold no part of the address.
    type Err = String;

    fn from_str(url: &str) -> std::result::Result<Server, String> {
        let (address, query) = split(url);
        let (mut mode, mut roots, mut others) = (None, None, Vec::new());
        for pair in query.split('&').filter(|p| !p.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", word)) => {
                    let known = MODES.iter().find(|(name, _)| *name == word);
                    let list = MODES.map(|(name, _)| name).join(", ");
                    mode = Some(known.ok_or_else(|| format!("sslmode is one of {list}"))?.1);
                }
                Some(("sslrootcert", file)) => {
                    let file = decoded(file).ok_or("sslrootcert is not a path")?;
                    // libpq's word for the usual roots.
                    roots = Some(file).filter(|f| f != "system").map(PathBuf::from);
                }
                _ => others.push(pair),
            }
        }
        let plain = if others.is_empty() { address.to_owned() } else { format!("{address}?{}", others.join("&")) };
        let mut config = Config::from_str(&plain).map_err(|e| e.source().map_or(e.to_string(), ToString::to_string))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WITHIN);
        }
        let usual = if is_local(&config) { Mode::Prefer } else { Mode::VerifyFull };
        Ok(Server { shown: without_password(url), config, mode: mode.unwrap_or(usual), roots })
    }
}

/// Whether all hosts are this machine.
fn is_local(config: &Config) -> bool {
    let local = |name: &str| name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => local(name),
        Host::Unix(_) => true,
    }) && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

impl Server {
    /// Trusts the root certificates of a PEM file instead of the usual ones, unless the address names its own.
    #[must_use]
    pub fn trusting(mut self, roots: &Path) -> Server {
        self.roots.get_or_insert_with(|| roots.to_owned());
        self
    }

    /// Whether nobody reads along: the server is this machine, or TLS is certain.
    #[must_use]
    pub fn is_private(&self) -> bool {
        is_local(&self.config) || !matches!(self.mode, Mode::Disable | Mode::Prefer)
    }

    /// Connects.
    pub(crate) fn connect(&self) -> Result<postgres::Client> {
        let mut config = self.config.clone();
        config.ssl_mode(match self.mode {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
        });
        let connected = match self.mode {
            Mode::Disable => config.connect(NoTls),
            _ => config.connect(Tls::new(self.client()?)),
        };
        connected.map_err(|e| {
            let how = remedy(&e);
            anyhow::Error::new(e).context(how)
        })
    }

    fn client(&self) -> Result<ClientConfig> {
        let provider = Arc::new(ring::default_provider());
        let check = Check {
            authority: matches!(self.mode, Mode::VerifyCa | Mode::VerifyFull)
                || self.mode == Mode::Require && self.roots.is_some(),
            name: self.mode == Mode::VerifyFull,
            roots: trusted(self.roots.as_deref())?,
            provider: Arc::clone(&provider),
        };
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .context("versions of TLS")?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(check))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(config)
    }
}

/// The root certificates of a file, or the usual ones.
fn trusted(file: Option<&Path>) -> Result<RootCertStore> {
    let Some(file) = file else { return Ok(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }) };
    let name = file.display();
    let reading = || format!("reading the root certificates {name}: is the path right, and is it PEM?");
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).with_context(reading)? {
        roots.add(certificate.with_context(reading)?).with_context(reading)?;
    }
    ensure!(!roots.is_empty(), "{name} holds no certificate (PEM)");
    Ok(roots)
}

/// What is checked of the certificate that a server shows. That the server holds its key is checked always.
#[derive(Debug)]
struct Check {
    authority: bool,
    name: bool,
    roots: RootCertStore,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Check {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        if self.authority {
            let certificate = ParsedCertificate::try_from(end_entity)?;
            let algorithms = self.provider.signature_verification_algorithms.all;
            verify_server_cert_signed_by_trust_anchor(&certificate, &self.roots, intermediates, now, algorithms)?;
            if self.name {
                verify_server_name(&certificate, server_name)?;
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Why connecting failed, and what to do about it.
fn remedy(error: &postgres::Error) -> &'static str {
    let tls = error.source().and_then(|e| e.downcast_ref::<io::Error>()).and_then(io::Error::get_ref);
    match tls.and_then(|e| e.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why)) => of_certificate(why),
        Some(_) => "speaking TLS with PostgreSQL: does the server speak TLS 1.2 or 1.3?",
        None if error.to_string().contains("TLS") => {
            "PostgreSQL speaks no TLS there: switch it on (ssl = on), or write sslmode=disable into database_url where \
             nobody can read along"
        }
        None => "connecting to PostgreSQL: is the server up, and are user, password and database right?",
    }
}

fn of_certificate(why: &CertificateError) -> &'static str {
    match why {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "the certificate of PostgreSQL comes from no trusted authority: name its root certificate (PEM) with ca_file, \
             or with sslrootcert in database_url"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate of PostgreSQL is for another host: write the name it was made for into database_url, or \
             sslmode=verify-ca"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the certificate of PostgreSQL has ended: give the server a new one"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the certificate of PostgreSQL does not hold yet: look at both clocks"
        }
        _ => {
            "the certificate of PostgreSQL is no server's: have an authority sign one for the host (its own certificate \
             will not do), with the host's name in it"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        url.parse().unwrap_or_else(|e| panic!("{url}: {e}"))
    }

    #[test]
    fn who_is_elsewhere_must_prove_who_they_are() {
        for (url, mode) in [
            ("postgres://u@localhost/d", Mode::Prefer),
            ("postgres://u@127.0.0.1:5433/d", Mode::Prefer),
            ("postgres://u@[::1]/d", Mode::Prefer),
            ("postgres://u@%2Fvar%2Frun%2Fpostgresql/d", Mode::Prefer),
            ("postgres://u@db.example/d", Mode::VerifyFull),
            ("postgres://u@localhost,db.example/d", Mode::VerifyFull),
            ("postgres://u@localhost/d?hostaddr=192.0.2.1", Mode::VerifyFull),
            ("postgres://u@db.example/d?sslmode=disable", Mode::Disable),
            ("postgresql://u@db.example/d?connect_timeout=3&sslmode=require", Mode::Require),
            ("postgres://u@localhost/d?sslmode=verify-ca&sslrootcert=%2Fa%20b.pem", Mode::VerifyCa),
        ] {
            assert_eq!(server(url).mode, mode, "{url}");
        }
        let own = server("postgres://u@h/d?sslrootcert=%2Fa%20b.pem").trusting(Path::new("/c.pem"));
        assert_eq!(own.roots.as_deref(), Some(Path::new("/a b.pem")));
        assert_eq!(server("postgres://u@h/d?sslrootcert=system").roots, None);
        assert_eq!(
            server("postgres://u@h/d").trusting(Path::new("/c.pem")).roots.as_deref(),
            Some(Path::new("/c.pem"))
        );
    }

    #[test]
    fn nonsense_is_named_and_no_password_is_shown() {
        for (url, words) in [
            ("postgres://u:hush@h/d?sslmode=allow", "sslmode is one of disable, prefer, require, verify-ca"),
            ("postgres://u:hush@h/d?colour=red", "unknown option `colour`"),
            ("postgres://u:hush@h:port/d", "`port`"),
            ("postgres://u:hush@h/d?sslrootcert=%F", "is not a path"),
        ] {
            let message = url.parse::<Server>().expect_err(url);
            assert!(message.contains(words) && !message.contains("hush"), "{url}: {message}");
        }
        for (url, shown) in [
            ("postgres://u:hush?@h/d?sslmode=require", "postgres://u:***@h/d?sslmode=require"),
            ("postgres://u@h/d?password=hush&port=1", "postgres://u@h/d?password=***&port=1"),
            ("postgres://u@h/d", "postgres://u@h/d"),
        ] {
            assert_eq!(without_password(url), shown);
            let server = server(url);
            assert_eq!((server.to_string(), format!("{server:?}")), (shown.to_owned(), format!("Server({shown})")));
        }
    }
}

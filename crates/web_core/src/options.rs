//! What the operator decides, as typed values with defaults: the program fills it from its configuration, tests and the
//! benchmark take the defaults. Reads no file and no environment.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The operator's decisions.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address that browsers use, as `https://host[:port]` without a slash at the end; none if it is not known.
    pub public_url: Option<String>,
    /// Whether this program itself speaks TLS.
    pub tls: bool,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether each request is a line in the log.
    pub access_log: bool,
    /// How long sessions last.
    pub session: Session,
    /// Who must have a second factor.
    pub second_factor: SecondFactor,
    /// Sorted file of SHA-1 hashes of passwords known from breaches, if there is one.
    pub breach_file: Option<PathBuf>,
    /// Where attached files are kept; none is nowhere, and then none are taken.
    pub storage: Option<Storage>,
    /// Certificates (PEM) that are trusted, instead of the usual ones, for connections this program makes.
    pub ca_file: Option<PathBuf>,
    /// Sign-in through a provider of OpenID Connect.
    pub oidc: Option<Oidc>,
    /// Sizes and numbers that are not passed.
    pub limits: Limits,
    /// How long requests under way may take to finish once the program was told to stop.
    pub stop_within: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            public_url: None,
            tls: false,
            trusted_proxies: Vec::new(),
            access_log: true,
            session: Session::default(),
            second_factor: SecondFactor::default(),
            breach_file: None,
            storage: None,
            ca_file: None,
            oidc: None,
            limits: Limits::default(),
            stop_within: Duration::from_secs(20),
        }
    }
}

impl Options {
    /// Whether browsers reach the program by `https`: cookies are then marked `Secure`, and HSTS is sent.
    #[must_use]
    pub fn https(&self) -> bool {
        self.tls || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// How long a browser's session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Without a request.
    pub idle: Duration,
    /// At most, from the sign-in.
    pub most: Duration,
}

impl Default for Session {
    fn default() -> Self {
        Session { idle: Duration::from_secs(2 * 3600), most: Duration::from_secs(8 * 3600) }
    }
}

/// Who must have a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactor {
    /// Nobody may: it is not offered.
    Off,
    /// Whoever wants it.
    #[default]
    Optional,
    /// The administrators must, others may.
    Administrators,
    /// Everybody must.
    Everybody,
}

impl SecondFactor {
    /// As configuration writes it.
    pub const WORDS: [(&'static str, SecondFactor); 4] = [
        ("off", SecondFactor::Off),
        ("optional", SecondFactor::Optional),
        ("administrators", SecondFactor::Administrators),
        ("everybody", SecondFactor::Everybody),
    ];
}

/// Where uploaded files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// In a folder of this machine.
    Folder(PathBuf),
    /// In a bucket of an S3-compatible service.
    S3(S3),
}

/// A bucket of an S3-compatible service.
#[derive(Clone, PartialEq, Eq)]
pub struct S3 {
    /// Address of the service, `https://…`.
    pub endpoint: String,
    /// Name of the bucket.
    pub bucket: String,
    /// Region, as the service names it.
    pub region: String,
    /// Id of the access key.
    pub access_key: String,
    /// The secret of the access key.
    pub secret_key: String,
    /// Whether the bucket stands in the path rather than in the host's name.
    pub path_style: bool,
}

impl std::fmt::Debug for S3 {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S3({} {} {})", self.endpoint, self.bucket, self.region)
    }
}

/// A provider of OpenID Connect.
#[derive(Clone, PartialEq, Eq)]
pub struct Oidc {
    /// Its issuer, as its discovery document names it.
    pub issuer: String,
    /// What it knows this program as.
    pub client_id: String,
    /// The secret it gave this program.
    pub client_secret: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that holds the log-in name.
    pub claim: String,
    /// What the button says, in Chinese and English; empty for the usual words.
    pub label: [String; 2],
}

impl std::fmt::Debug for Oidc {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Oidc({} {})", self.issuer, self.client_id)
    }
}

/// Sizes and numbers that are not passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a form or JSON body.
    pub body: usize,
    /// Bytes of a file to import.
    pub import: usize,
    /// Bytes of an attachment.
    pub attachment: usize,
    /// What may stand beside one record.
    pub annotations: hangji_platform::annotations::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body: 1 << 20,
            import: 20 << 20,
            attachment: 20 << 20,
            annotations: hangji_platform::annotations::Limits::default(),
        }
    }
}

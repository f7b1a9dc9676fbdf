//! The configuration as the program uses it: typed, and complete where keys need one another.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use hangji_platform::Message;
use hangji_platform::annotations::Limits as AnnotationLimits;
use hangji_store::{Url, beside};
use hangji_web_core::options::{Limits, Oidc, Options, S3, SecondFactor, Session, Storage};

use super::{Config, ConfigError, keys};

/// What the program is to do.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database.
    pub database: Url,
    /// Where pages are served.
    pub listen: SocketAddr,
    /// Certificate chain and key, if this program speaks TLS.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Where plain requests are sent on to the public address.
    pub redirect_from: Option<SocketAddr>,
    /// Whether log lines are JSON.
    pub json_log: bool,
    /// What is logged.
    pub log_level: String,
    /// Where metrics are served.
    pub metrics: Option<SocketAddr>,
    /// The key file of sensitive fields, if it is named.
    pub key_file: Option<PathBuf>,
}

impl Settings {
    /// The key file of a database: as it is named, else beside an SQLite file, else where one would be.
    pub fn key_file(&self, url: &Url) -> PathBuf {
        match (&self.key_file, url) {
            (Some(file), _) => file.clone(),
            (None, Url::Sqlite(path)) => beside(path, ".key"),
            (None, Url::Postgres(_)) => "data/hangji.key".into(),
        }
    }
}

impl Config {
    fn text(&self, name: &str) -> Option<&str> {
        Some(self.of(name).0).filter(|v| !v.is_empty())
    }

    fn owned(&self, name: &str) -> String {
        self.of(name).0.to_owned()
    }

    fn file_named(&self, name: &str) -> Option<PathBuf> {
        self.text(name).map(PathBuf::from)
    }

    fn socket(&self, name: &str) -> Option<SocketAddr> {
        self.text(name).filter(|v| *v != "off").map(|v| v.parse().expect("checked when it was read"))
    }

    fn number(&self, name: &str) -> u64 {
        self.of(name).0.parse().expect("checked when it was read")
    }

    fn flag(&self, name: &str) -> bool {
        self.of(name).0 == keys::FLAG[1]
    }

    /// The settings that every command needs.
    ///
    /// # Errors
    /// Keys that lack the ones they need.
    pub fn settings(&self) -> Result<Settings, Vec<ConfigError>> {
        let wrong = self.incomplete();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let database = Url::from_str(self.of("database_url").0).expect("checked when it was read");
        Ok(Settings {
            database: match self.file_named("ca_file") {
                Some(roots) => database.trusting(&roots),
                None => database,
            },
            listen: self.socket("listen").expect("has a default"),
            tls: self.file_named("tls.cert").zip(self.file_named("tls.key")),
            redirect_from: self.socket("tls.redirect_from"),
            json_log: self.text("log.format") == Some("json"),
            log_level: self.owned("log.level"),
            metrics: self.socket("metrics.listen"),
            key_file: self.file_named("key_file"),
        })
    }

    /// Keys that lack the ones they need, or that say one thing twice.
    fn incomplete(&self) -> Vec<ConfigError> {
        let mut wrong = Vec::new();
        let mut needs = |name: &str, other: &str| {
            if self.text(name).is_some_and(|v| v != "off") && self.text(other).is_none() {
                let message = Message::new(format!("还要设置 {other}"), format!("needs {other} as well"));
                wrong.push(ConfigError { place: name.to_owned(), message });
            }
        };
        needs("tls.cert", "tls.key");
        needs("tls.key", "tls.cert");
        needs("tls.redirect_from", "public_url");
        for other in ["public_url", "oidc.client_id"] {
            needs("oidc.issuer", other);
        }
        if self.text("storage.kind") == Some("s3") {
            for other in ["storage.endpoint", "storage.bucket", "storage.access_key"] {
                needs("storage.kind", other);
            }
        }
        let mut secret = |name: &str, needed_by: &str, needed: bool| {
            let file = format!("{name}_file");
            let (zh, en) = match (self.text(name).is_some(), self.text(&file).is_some()) {
                (true, true) => (format!("与 {file} 只能设一个"), format!("and {file} exclude each other")),
                (false, false) if needed => (
                    format!("要设置它或 {file}（{needed_by} 需要）"),
                    format!("or {file} is to be set: {needed_by} needs it"),
                ),
                _ => return,
            };
            wrong.push(ConfigError { place: name.to_owned(), message: Message::new(zh, en) });
        };
        secret("oidc.client_secret", "oidc.issuer", self.text("oidc.issuer").is_some());
        secret("storage.secret_key", "storage.kind", self.text("storage.kind") == Some("s3"));
        secret("metrics.token", "metrics.listen", false);
        if self.number("session.idle_minutes") > self.number("session.hours") * 60 {
            let message = Message::new("不能长于 session.hours", "cannot be longer than session.hours");
            wrong.push(ConfigError { place: "session.idle_minutes".to_owned(), message });
        }
        wrong
    }

    /// A secret, from its key or from the file that holds it.
    ///
    /// # Errors
    /// If the file cannot be read or is empty.
    pub fn secret(&self, name: &str) -> Result<Option<String>, ConfigError> {
        let Some(file) = self.text(&format!("{name}_file")) else { return Ok(self.text(name).map(str::to_owned)) };
        let wrong =
            |zh: String, en: String| ConfigError { place: format!("{name}_file"), message: Message::new(zh, en) };
        match std::fs::read_to_string(Path::new(file)) {
            Ok(text) if !text.trim().is_empty() => Ok(Some(text.trim().to_owned())),
            Ok(_) => Err(wrong(format!("{file} 是空的"), format!("{file} is empty"))),
            Err(e) => Err(wrong(format!("{file} 读不了：{e}"), format!("{file} cannot be read: {e}"))),
        }
    }

    /// What the pages need. Reads the files that hold secrets.
    ///
    /// # Errors
    /// Secrets that cannot be read.
    pub fn options(&self) -> Result<Options, ConfigError> {
        let minutes = |name| Duration::from_secs(self.number(name) * 60);
        let words = SecondFactor::WORDS.into_iter().find(|(word, _)| Some(*word) == self.text("second_factor"));
        let machines = keys::parts(self.of("trusted_proxies").0).map(|p| p.parse().expect("checked when it was read"));
        let bytes = |name, unit: u64| usize::try_from(self.number(name) * unit).unwrap_or(usize::MAX);
        let signed = |name, unit: u64| i64::try_from(self.number(name) * unit).unwrap_or(i64::MAX);
        Ok(Options {
            public_url: self.text("public_url").map(|url| url.trim_end_matches('/').to_owned()),
            tls: self.text("tls.cert").is_some(),
            trusted_proxies: machines.collect(),
            access_log: self.flag("log.access"),
            session: Session {
                idle: minutes("session.idle_minutes"),
                most: Duration::from_secs(self.number("session.hours") * 3600),
            },
            second_factor: words.map(|(_, who)| who).unwrap_or_default(),
            breach_file: self.file_named("breach_file"),
            storage: self.storage()?,
            ca_file: self.file_named("ca_file"),
            oidc: self.oidc()?,
            limits: Limits {
                body: bytes("limits.body_kib", 1 << 10),
                import: bytes("limits.import_mib", 1 << 20),
                attachment: bytes("limits.attachment_mib", 1 << 20),
                annotations: AnnotationLimits {
                    files: signed("limits.files", 1),
                    bytes: signed("limits.files_mib", 1 << 20),
                    remarks: signed("limits.remarks", 1),
                },
            },
            stop_within: Duration::from_secs(self.number("stop_seconds")),
        })
    }

    fn storage(&self) -> Result<Option<Storage>, ConfigError> {
        if self.text("storage.kind") == Some("folder") {
            return Ok(self.file_named("storage.folder").map(Storage::Folder));
        }
        Ok(Some(Storage::S3(S3 {
            endpoint: self.owned("storage.endpoint"),
            bucket: self.owned("storage.bucket"),
            region: self.owned("storage.region"),
            access_key: self.owned("storage.access_key"),
            secret_key: self.secret("storage.secret_key")?.unwrap_or_default(),
            path_style: self.flag("storage.path_style"),
        })))
    }

    fn oidc(&self) -> Result<Option<Oidc>, ConfigError> {
        let Some(issuer) = self.text("oidc.issuer") else { return Ok(None) };
        Ok(Some(Oidc {
            issuer: issuer.to_owned(),
            client_id: self.owned("oidc.client_id"),
            client_secret: self.secret("oidc.client_secret")?.unwrap_or_default(),
            scopes: keys::parts(self.of("oidc.scopes").0).map(str::to_owned).collect(),
            claim: self.owned("oidc.claim"),
            label: [self.owned("oidc.label_zh"), self.owned("oidc.label_en")],
        }))
    }
}

//! A bucket of an S3-compatible service: requests signed with AWS Signature Version 4, an object for each key.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow, ensure};
use jiff::Timestamp;
use percent_encoding::utf8_percent_encode;
use url::Url;

use super::signature::{RESERVED, Signer};
use super::{Storage, Trouble, check, failed};
use crate::outgoing;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a signature holds: clocks may differ a little.
const HOLDS: Duration = Duration::from_secs(300);
/// Bytes of an object that are read at most.
const MOST_BYTES: u64 = 256 << 20;

/// What an S3-compatible service is reached by.
#[derive(Clone)]
pub struct Service<'a> {
    /// Its address, `https://…`.
    pub endpoint: &'a str,
    /// The bucket.
    pub bucket: &'a str,
    /// Its region, as it names it.
    pub region: &'a str,
    /// Id of the access key.
    pub access_key: &'a str,
    /// The secret of the access key.
    pub secret_key: &'a str,
    /// Whether the bucket stands in the path rather than in the host's name.
    pub path_style: bool,
    /// Root certificates (PEM) trusted instead of the usual ones.
    pub ca_file: Option<&'a Path>,
}

/// Objects in a bucket.
pub struct S3 {
    bucket: Url,
    signer: Signer,
    agent: ureq::Agent,
}

impl S3 {
    /// A bucket; nothing is asked of the service yet.
    ///
    /// # Errors
    /// If the address or the name is none, or the certificates cannot be read.
    pub fn new(service: &Service<'_>) -> anyhow::Result<S3> {
        let signer = Signer {
            region: service.region.to_owned(),
            access_key: service.access_key.to_owned(),
            secret_key: service.secret_key.to_owned(),
        };
        Ok(S3 { bucket: bucket(service)?, signer, agent: outgoing::agent(service.ca_file, PATIENCE)? })
    }

    /// The answer's status and body.
    fn ask(&self, method: Method<'_>, key: &str) -> anyhow::Result<(u16, Vec<u8>)> {
        // A key has no letter that an address would change.
        let mut url = self.bucket.clone();
        url.set_path(&format!("{}{key}", url.path()));
        let signed = |name| self.signer.sign(name, &url, now(), HOLDS);
        let answer = match method {
            Method::Put(bytes) => self.agent.put(signed("PUT").as_str()).send(bytes),
            Method::Get => self.agent.get(signed("GET").as_str()).call(),
            Method::Delete => self.agent.delete(signed("DELETE").as_str()).call(),
        };
        // The address holds the signature and stays out of messages.
        let (parts, mut body) = answer.map_err(|e| anyhow!("{}: {e}", self.name()))?.into_parts();
        let bytes = body.with_config().limit(MOST_BYTES).read_to_vec()?;
        Ok((parts.status.as_u16(), bytes))
    }
}

/// What is asked of an object.
enum Method<'a> {
    Put(&'a [u8]),
    Get,
    Delete,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the service compares the moment with its own clock, which no test can stop"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// The address that keys are appended to, with a slash at its end.
fn bucket(service: &Service<'_>) -> anyhow::Result<Url> {
    let Service { endpoint, bucket, .. } = service;
    let naming = || format!("storage.endpoint {endpoint}");
    let mut url = Url::parse(endpoint).with_context(naming)?;
    ensure!(matches!(url.scheme(), "http" | "https"), "{}: write https://HOST", naming());
    url.set_query(None);
    url.set_fragment(None);
    // A name or password there would stand in every address.
    ensure!(url.set_username("").is_ok() && url.set_password(None).is_ok(), naming());
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    if service.path_style {
        url.set_path(&format!("{}{}/", url.path(), utf8_percent_encode(bucket, RESERVED)));
        return Ok(url);
    }
    let host = format!("{bucket}.{}", url.host_str().unwrap_or_default());
    url.set_host(Some(&host)).with_context(|| format!("storage.endpoint and storage.bucket: {host}"))?;
    // Otherwise it might be the name of another bucket.
    ensure!(
        url.host_str() == Some(&host),
        "storage.bucket {bucket} cannot stand in a host's name: see storage.path_style"
    );
    Ok(url)
}

impl Storage for S3 {
    fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Trouble> {
        check(key)?;
        settle(&format!("putting {key}"), key, self.ask(Method::Put(bytes), key)).map(drop)
    }

    fn read(&self, key: &str) -> Result<Vec<u8>, Trouble> {
        check(key)?;
        settle(&format!("getting {key}"), key, self.ask(Method::Get, key))
    }

    fn remove(&self, key: &str) -> Result<(), Trouble> {
        check(key)?;
        match settle(&format!("removing {key}"), key, self.ask(Method::Delete, key)) {
            Err(Trouble::Missing(_)) => Ok(()),
            done => done.map(drop),
        }
    }

    fn name(&self) -> String {
        self.bucket.to_string()
    }
}

/// What an answer says.
fn settle(doing: &str, key: &str, answer: anyhow::Result<(u16, Vec<u8>)>) -> Result<Vec<u8>, Trouble> {
    match answer.map_err(|e| failed(doing, e))? {
        (200..=299, bytes) => Ok(bytes),
        (404, body) if told(&body, "Code") != Some("NoSuchBucket") => Err(Trouble::Missing(key.to_owned())),
        (status, body) => {
            let why =
                [told(&body, "Code"), told(&body, "Message")].into_iter().flatten().collect::<Vec<_>>().join(": ");
            Err(failed(doing, anyhow!("the service answers {status} {why}")))
        }
    }
}

/// What an error document says under a name.
fn told<'a>(body: &'a [u8], name: &str) -> Option<&'a str> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once('<').map(|(inside, _)| inside)
}

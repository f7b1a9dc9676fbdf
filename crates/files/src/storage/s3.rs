//! A bucket of an S3-compatible service: requests signed with AWS Signature Version 4, an object for each key.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};

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
    bucket: Bucket,
    credentials: Credentials,
    agent: ureq::Agent,
}

impl S3 {
    /// A bucket; nothing is asked of the service yet.
    ///
    /// # Errors
    /// If the address or the name is none, or the certificates cannot be read.
    pub fn new(service: &Service<'_>) -> anyhow::Result<S3> {
        let style = if service.path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let endpoint = service.endpoint.parse().with_context(|| format!("storage.endpoint {}", service.endpoint))?;
        let bucket = Bucket::new(endpoint, style, service.bucket.to_owned(), service.region.to_owned())
            .map_err(|e| anyhow!("storage.endpoint and storage.bucket: {e}"))?;
        let credentials = Credentials::new(service.access_key, service.secret_key);
        Ok(S3 { bucket, credentials, agent: outgoing::agent(service.ca_file, PATIENCE)? })
    }

    /// The answer's status and body.
    fn ask<'a>(&self, action: &impl S3Action<'a>, body: Option<&[u8]>, remove: bool) -> anyhow::Result<(u16, Vec<u8>)> {
        let url = action.sign(HOLDS);
        let answer = match body {
            Some(bytes) => self.agent.put(url.as_str()).send(bytes),
            None if remove => self.agent.delete(url.as_str()).call(),
            None => self.agent.get(url.as_str()).call(),
        };
        // The address holds the signature and stays out of messages.
        let (parts, mut body) = answer.map_err(|e| anyhow!("{}: {e}", self.name()))?.into_parts();
        let bytes = body.with_config().limit(MOST_BYTES).read_to_vec()?;
        Ok((parts.status.as_u16(), bytes))
    }
}

impl Storage for S3 {
    fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Trouble> {
        check(key)?;
        let action = self.bucket.put_object(Some(&self.credentials), key);
        settle(&format!("putting {key}"), key, self.ask(&action, Some(bytes), false)).map(drop)
    }

    fn read(&self, key: &str) -> Result<Vec<u8>, Trouble> {
        check(key)?;
        let action = self.bucket.get_object(Some(&self.credentials), key);
        settle(&format!("getting {key}"), key, self.ask(&action, None, false))
    }

    fn remove(&self, key: &str) -> Result<(), Trouble> {
        check(key)?;
        let action = self.bucket.delete_object(Some(&self.credentials), key);
        match settle(&format!("removing {key}"), key, self.ask(&action, None, true)) {
            Err(Trouble::Missing(_)) => Ok(()),
            done => done.map(drop),
        }
    }

    fn name(&self) -> String {
        self.bucket.base_url().to_string()
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

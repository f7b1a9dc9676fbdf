//! The provider of OpenID Connect: found, asked, and its answer checked. Blocks while it asks, so it is called on threads
//! that may wait.

mod id_token;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use axum::http::{Response, header};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use hangji_files::outgoing;
use ring::digest;
use serde_json::Value;
use tokio::sync::Semaphore;
use ureq::Body;
use url::{Url, form_urlencoded};

use hangji_web_core::options::{Oidc, Options};

use id_token::{Expected, Keys};

const JSON: &str = "application/json";
/// Where the provider sends browsers back to.
pub(crate) const CALLBACK: &str = "/sign-in/oidc/callback";
/// How long what the provider says of itself is remembered; also when its keys change, it is asked again.
const REMEMBERED_MS: i64 = 3_600_000;
/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest answer taken.
const MOST_BYTES: u64 = 1 << 20;
/// So many questions at once: strangers can have them asked.
const ASKED_AT_ONCE: usize = 4;

/// A provider, with what it said of itself lately.
pub(crate) struct Provider {
    settings: Oidc,
    options: Options,
    redirect: String,
    known: Mutex<Option<(Arc<Metadata>, i64)>>,
    /// Whoever asks the provider holds one of these.
    pub(crate) asking: Semaphore,
}

/// What a provider says of itself.
struct Metadata {
    /// Where it takes browsers.
    authorization: Url,
    /// Where it gives tokens.
    token: String,
    /// Whether it takes this program's secret only in the form, not in the header.
    secret_in_form: bool,
    keys: Keys,
}

impl Provider {
    /// The provider that the options name, if they do.
    pub(crate) fn of(options: &Options) -> Option<Provider> {
        let (settings, public) = options.oidc.clone().zip(options.public_url.clone())?;
        let redirect = format!("{public}{CALLBACK}");
        let asking = Semaphore::new(ASKED_AT_ONCE);
        Some(Provider { settings, options: options.clone(), redirect, known: Mutex::new(None), asking })
    }

    /// What the button says in Chinese and English, where the operator chose.
    pub(crate) fn label(&self) -> &[String; 2] {
        &self.settings.label
    }

    /// What the provider says of itself, asked at most once in a while.
    fn metadata(&self, now_ms: i64, anew: bool) -> Result<Arc<Metadata>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((metadata, at)) = known
            && !anew
            && now_ms - at < REMEMBERED_MS
        {
            return Ok(metadata);
        }
        let fresh = Arc::new(discover(&self.settings, &self.options)?);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(&fresh), now_ms));
        Ok(fresh)
    }

    /// The address to send a browser to.
    pub(crate) fn address(&self, now_ms: i64, state: &str, nonce: &str, verifier: &str) -> Result<String> {
        let mut address = self.metadata(now_ms, false)?.authorization.clone();
        let others = self.settings.scopes.iter().map(String::as_str).filter(|scope| *scope != "openid");
        let scopes = std::iter::once("openid").chain(others).collect::<Vec<_>>().join(" ");
        address.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.redirect),
            ("scope", &scopes),
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", &challenge(verifier)),
            ("code_challenge_method", "S256"),
        ]);
        Ok(address.into())
    }

    /// The log-in name that the provider vouches for, from the code that a browser brought back.
    pub(crate) fn login(&self, now_ms: i64, code: &str, nonce: &str, verifier: &str) -> Result<String> {
        let metadata = self.metadata(now_ms, false)?;
        let token = self.token(&metadata, code, verifier)?;
        let claims = match metadata.keys.open(&token) {
            Ok(claims) => claims,
            // Its keys may be new.
            Err(_) => self.metadata(now_ms, true)?.keys.open(&token)?,
        };
        let Oidc { issuer, client_id, claim, .. } = &self.settings;
        claims.check(&Expected { issuer, client_id, nonce, now_ms })?;
        claims.login(claim)
    }

    /// The ID token that the provider gives for a code.
    fn token(&self, metadata: &Metadata, code: &str, verifier: &str) -> Result<String> {
        let Oidc { client_id, client_secret, .. } = &self.settings;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect),
            ("code_verifier", verifier),
        ];
        let agent = outgoing::agent(self.options.ca_file.as_deref(), PATIENCE)?;
        let mut question = agent.post(&metadata.token).header(header::ACCEPT, JSON);
        if metadata.secret_in_form {
            form.extend([("client_id", client_id.as_str()), ("client_secret", client_secret)]);
        } else {
            question = question.header(header::AUTHORIZATION, basic(client_id, client_secret));
        }
        let answer = json(question.send_form(form)?).context("the provider gave no token")?;
        let token = answer["id_token"].as_str().context("the provider's answer holds no ID token")?;
        Ok(token.to_owned())
    }
}

/// What proves later that whoever brings the code is who asked for it (RFC 7636, `S256`).
fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

/// The header in which a program names itself; both parts are encoded before they are put together (RFC 6749, 2.3.1).
fn basic(client_id: &str, client_secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", encoded(client_id), encoded(client_secret))))
}

/// Asks the provider what it says of itself: for `hangji check`.
///
/// # Errors
/// If it does not answer, or answers for another issuer.
pub fn reachable(options: &Options) -> Result<()> {
    options.oidc.as_ref().map_or(Ok(()), |settings| discover(settings, options).map(drop))
}

fn discover(settings: &Oidc, options: &Options) -> Result<Metadata> {
    let issuer = &settings.issuer;
    let agent = outgoing::agent(options.ca_file.as_deref(), PATIENCE)?;
    let get = |url: &str| json(agent.get(url).header(header::ACCEPT, JSON).call()?).with_context(|| url.to_owned());
    let about = get(&format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))?;
    let named = |name: &str| about[name].as_str().with_context(|| format!("{issuer} does not name its {name}"));
    let answers = named("issuer")?;
    ensure!(answers == issuer, "{issuer} answers as {answers:.100}");
    let authorization = named("authorization_endpoint")?;
    let methods = about["token_endpoint_auth_methods_supported"].as_array();
    let takes = |method: &str| methods.is_some_and(|methods| methods.iter().any(|m| m == method));
    Ok(Metadata {
        authorization: Url::parse(authorization).with_context(|| format!("{authorization:.100}"))?,
        token: named("token_endpoint")?.to_owned(),
        secret_in_form: takes("client_secret_post") && !takes("client_secret_basic"),
        keys: Keys::read(&get(named("jwks_uri")?)?)?,
    })
}

/// What an answer holds: JSON, and no failure.
fn json(answer: Response<Body>) -> Result<Value> {
    let (parts, mut body) = answer.into_parts();
    let bytes = body.with_config().limit(MOST_BYTES).read_to_vec()?;
    if parts.status != 200 {
        let told: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        bail!("{} {:.100}", parts.status, told["error"].as_str().unwrap_or_default());
    }
    if let Some(kind) = parts.headers.get(header::CONTENT_TYPE) {
        let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_lowercase();
        ensure!(kind == JSON || kind.ends_with("+json"), "the answer is {kind:.100}, not JSON");
    }
    serde_json::from_slice(&bytes).context("the answer is not JSON")
}

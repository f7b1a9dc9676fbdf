//! The provider of OpenID Connect: found, asked, and its answer checked. Blocks while it asks, so it is called on threads
//! that may wait.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hangji_files::outgoing;
use hangji_web_core::options::{Oidc, Options};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
};
use serde_json::Value;
use tokio::sync::Semaphore;

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
    known: Mutex<Option<(Arc<CoreProviderMetadata>, i64)>>,
    /// Whoever asks the provider holds one of these.
    pub(crate) asking: Semaphore,
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
    fn metadata(&self, now_ms: i64, anew: bool) -> Result<Arc<CoreProviderMetadata>> {
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
    pub(crate) fn address(&self, now_ms: i64, state: String, nonce: String, verifier: String) -> Result<String> {
        let metadata = self.metadata(now_ms, false)?;
        let client = CoreClient::from_provider_metadata((*metadata).clone(), self.id(), Some(self.secret()))
            .set_redirect_uri(RedirectUrl::new(self.redirect.clone())?);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier));
        let scopes = self.settings.scopes.iter().filter(|s| *s != "openid").cloned().map(Scope::new);
        let (address, ..) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        Ok(address.into())
    }

    /// The log-in name that the provider vouches for, from the code that a browser brought back.
    pub(crate) fn login(&self, now_ms: i64, code: String, nonce: String, verifier: String) -> Result<String> {
        let agent = outgoing::agent(self.options.ca_file.as_deref(), PATIENCE)?;
        let metadata = self.metadata(now_ms, false)?;
        let posts = metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let client = CoreClient::from_provider_metadata((*metadata).clone(), self.id(), Some(self.secret()))
            .set_redirect_uri(RedirectUrl::new(self.redirect.clone())?)
            .set_auth_type(if posts { AuthType::RequestBody } else { AuthType::BasicAuth });
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .context("the provider names no address for tokens")?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request(&|request| send(&agent, request))
            .map_err(|e| anyhow::anyhow!("the provider gave no token: {e}"))?;
        let token = answer.id_token().context("the provider's answer holds no ID token")?;
        let nonce = Nonce::new(nonce);
        let verified = |metadata: &CoreProviderMetadata| {
            let client = CoreClient::from_provider_metadata(metadata.clone(), self.id(), Some(self.secret()));
            let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
            token.claims(&verifier, &nonce).map(drop)
        };
        if verified(&metadata).is_err() {
            // Its keys may be new.
            verified(&*self.metadata(now_ms, true)?).map_err(|e| anyhow::anyhow!("the ID token does not hold: {e}"))?;
        }
        claim(&token.to_string(), &self.settings.claim)
    }

    fn id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    fn secret(&self) -> ClientSecret {
        ClientSecret::new(self.settings.client_secret.clone())
    }
}

/// Signatures with the provider's public keys; none with the shared secret, and never "none".
const ALGORITHMS: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];

/// A claim of an ID token whose signature was checked before.
fn claim(token: &str, name: &str) -> Result<String> {
    let body = token.split('.').nth(1).context("an ID token has three parts")?;
    let claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(body)?)?;
    if name == "email" {
        // Otherwise whoever may write any address at the provider is anybody here.
        ensure!(claims["email_verified"] == true, "the provider does not vouch for the address");
    }
    match claims[name].as_str() {
        Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => bail!("the ID token has no claim `{name}`: see oidc.claim and oidc.scopes"),
    }
}

/// Asks the provider what it says of itself: for `hangji check`.
///
/// # Errors
/// If it does not answer, or answers for another issuer.
pub fn reachable(options: &Options) -> Result<()> {
    options.oidc.as_ref().map_or(Ok(()), |settings| discover(settings, options).map(drop))
}

fn discover(settings: &Oidc, options: &Options) -> Result<CoreProviderMetadata> {
    let agent = outgoing::agent(options.ca_file.as_deref(), PATIENCE)?;
    let issuer = IssuerUrl::new(settings.issuer.clone()).context("oidc.issuer")?;
    CoreProviderMetadata::discover(&issuer, &|request| send(&agent, request))
        .map_err(|e| anyhow::anyhow!("{}: {e}", settings.issuer))
}

fn send(agent: &ureq::Agent, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let (parts, mut body) = agent.run(request)?.into_parts();
    let bytes = body.with_config().limit(MOST_BYTES).read_to_vec()?;
    Ok(HttpResponse::from_parts(parts, bytes))
}

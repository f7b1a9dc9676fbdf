//! Signing in through a provider of OpenID Connect: an invented one, with a key that signs for tests only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hangji_web_core::Options;
use hangji_web_core::options::Oidc;
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKeyId, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey as _};
use serde_json::{Value, json};

use super::fixture::{Browser, District, Page};

/// A key that nobody trusts but these tests.
const KEY: &str = include_str!("oidc_test_key.pem");

/// What the provider puts into its next answer; whatever a test changes here is wrong.
#[derive(Clone, Default)]
struct Answer {
    issuer: String,
    challenge: String,
    claims: Value,
    forged: bool,
}

#[derive(Clone, Default)]
struct Provider(Arc<Mutex<Answer>>);

fn key() -> CoreRsaPrivateSigningKey {
    CoreRsaPrivateSigningKey::from_pem(KEY, Some(JsonWebKeyId::new("test".into()))).expect("a key")
}

impl Provider {
    async fn start() -> Provider {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let provider = Provider::default();
        provider.change(|a| a.issuer = format!("http://{}", listener.local_addr().expect("an address")));
        let service = Router::new()
            .route("/.well-known/openid-configuration", get(Provider::about))
            .route("/keys", get(async || Json(json!({ "keys": [key().as_verification_key()] }))))
            .route("/token", post(Provider::token))
            .with_state(provider.clone());
        tokio::spawn(async { axum::serve(listener, service).await });
        provider
    }

    fn change(&self, change: impl FnOnce(&mut Answer)) {
        change(&mut self.0.lock().expect("no panic"));
    }

    fn issuer(&self) -> String {
        self.0.lock().expect("no panic").issuer.clone()
    }

    async fn about(State(provider): State<Provider>) -> Json<Value> {
        let issuer = provider.issuer();
        Json(json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }))
    }

    async fn token(
        State(provider): State<Provider>,
        headers: HeaderMap,
        Form(form): Form<HashMap<String, String>>,
    ) -> (StatusCode, Json<Value>) {
        let answer = provider.0.lock().expect("no panic").clone();
        let verifier = PkceCodeVerifier::new(form.get("code_verifier").cloned().unwrap_or_default());
        let proven = PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str() == answer.challenge;
        let known = headers.get("authorization").is_some_and(|v| v.to_str().unwrap_or("").starts_with("Basic "));
        if !proven || !known || form.get("code").map(String::as_str) != Some("good") {
            return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
        }
        let part = |v: &Value| BASE64_URL_SAFE_NO_PAD.encode(v.to_string());
        let text = format!("{}.{}", part(&json!({"alg": "RS256", "kid": "test"})), part(&answer.claims));
        let mut signature =
            key().sign(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, text.as_bytes()).expect("a signature");
        signature[0] ^= u8::from(answer.forged);
        let token = format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
        (StatusCode::OK, Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": token })))
    }
}

/// A district whose operator named the provider.
async fn district(provider: &Provider) -> District {
    let oidc = Oidc {
        issuer: provider.issuer(),
        client_id: "hangji".into(),
        client_secret: "hush".into(),
        scopes: vec!["profile".into()],
        claim: "preferred_username".into(),
        label: [String::new(), "District account".into()],
    };
    let public_url = Some("http://hangji.example".to_owned());
    District::with(Options { public_url, oidc: Some(oidc), ..Options::default() })
}

/// A change that makes the answer wrong.
type Wrong = fn(&mut Answer);

/// The browser leaves for the provider; what it took along, by name.
async fn leave(browser: &mut Browser) -> HashMap<String, String> {
    let page = browser.get("/sign-in/oidc?next=/l/visits").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    browser.cookie = page.cookie.split(';').next().unwrap_or_default().to_owned();
    let address = openidconnect::url::Url::parse(&page.location).expect("an address");
    address.query_pairs().into_owned().collect()
}

/// The whole way there and back; `wrong` changes what the provider answers.
async fn sign_in(district: &District, provider: &Provider, wrong: impl FnOnce(&mut Answer)) -> Page {
    let mut browser = district.stranger();
    let sent = leave(&mut browser).await;
    assert_eq!(sent["redirect_uri"], "http://hangji.example/sign-in/oidc/callback");
    assert_eq!((sent["scope"].as_str(), sent["code_challenge_method"].as_str()), ("openid profile", "S256"));
    let now = hangji_store::Clock::Real.now_ms() / 1000;
    provider.change(|a| {
        a.challenge = sent["code_challenge"].clone();
        a.forged = false;
        a.claims = json!({
            "iss": a.issuer, "aud": "hangji", "sub": "1", "iat": now, "exp": now + 60, "nonce": sent["nonce"],
            "preferred_username": "one",
        });
        wrong(a);
    });
    browser.get(&format!("/sign-in/oidc/callback?code=good&state={}&session_state=x&lang=en", sent["state"])).await
}

#[tokio::test]
async fn who_the_provider_vouches_for_comes_in() {
    let provider = Provider::start().await;
    let district = district(&provider).await;
    let page = district.stranger().get("/login?lang=en&next=/orgs").await;
    assert!(page.has("District account") && page.has("/sign-in/oidc?next="), "{}", page.text);
    let back = sign_in(&district, &provider, |_| {}).await;
    assert_eq!((back.status, back.location.as_str()), (StatusCode::SEE_OTHER, "/l/visits"), "{}", back.text);
    let mut one = district.stranger();
    one.cookie = back.cookie.split(';').next().unwrap_or_default().to_owned();
    let list = one.get("/l/visits").await;
    assert!(list.status == StatusCode::OK && list.has("first-note") && !list.has("second-note"));
}

#[tokio::test]
async fn what_does_not_hold_lets_nobody_in() {
    let provider = Provider::start().await;
    let district = district(&provider).await;
    let wrongs: [(&str, Wrong); 9] = [
        ("nonce", |a| a.claims["nonce"] = "other".into()),
        ("audience", |a| a.claims["aud"] = "other".into()),
        ("one audience more", |a| a.claims["aud"] = json!(["hangji", "other"])),
        ("expired", |a| a.claims["exp"] = 1_600_000_000.into()),
        ("issuer", |a| a.claims["iss"] = "http://elsewhere.example".into()),
        ("signature", |a| a.forged = true),
        ("PKCE", |a| a.challenge = "other".into()),
        ("no name", |a| a.claims["preferred_username"] = Value::Null),
        ("no account", |a| a.claims["preferred_username"] = "nobody-here".into()),
    ];
    for (what, wrong) in wrongs {
        let page = sign_in(&district, &provider, wrong).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{what}: {}", page.text);
        assert!(!page.cookie.starts_with("hangji="), "{what}: {}", page.cookie);
        let told = if what == "no account" { "nobody-here" } else { "could not be verified" };
        assert!(page.has(told), "{what}: {}", page.text);
    }
}

#[tokio::test]
async fn only_the_browser_that_left_comes_back_and_once() {
    let provider = Provider::start().await;
    let district = district(&provider).await;
    let mut browser = district.stranger();
    let sent = leave(&mut browser).await;
    let back = format!("/sign-in/oidc/callback?code=good&state={}", sent["state"]);
    let another = district.stranger().get(&back).await;
    assert_eq!(another.status, StatusCode::BAD_REQUEST, "a sign-in begun elsewhere");
    assert_eq!(browser.get(&back).await.status, StatusCode::BAD_REQUEST, "what was tried is used up");
    let sent = leave(&mut browser).await;
    let wrong = browser.get("/sign-in/oidc/callback?code=good&state=other").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let refused = browser.get(&format!("/sign-in/oidc/callback?error=access_denied&state={}", sent["state"])).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn without_a_provider_there_is_nothing() {
    let district = District::new();
    let stranger = district.stranger();
    assert!(!stranger.get("/login").await.has("/sign-in/oidc"));
    for path in ["/sign-in/oidc", "/sign-in/oidc/callback?code=a&state=b"] {
        assert_eq!(stranger.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let gone = Provider::default();
    gone.change(|a| a.issuer = "http://127.0.0.1:1".into());
    let unreachable = self::district(&gone).await.stranger().get("/sign-in/oidc?lang=en").await;
    assert!(unreachable.status == StatusCode::CONFLICT && unreachable.has("cannot be reached"), "{}", unreachable.text);
}

//! Signing in through a provider of OpenID Connect: an invented one, with a key that signs for tests only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use hangji_web_core::Options;
use hangji_web_core::options::Oidc;
use ring::digest;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
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
    /// The name of its key: the one it signs with, and the one it shows.
    signs_with: String,
    shows: String,
    /// Whether it takes the program's secret in the form only.
    in_form: bool,
    /// How often its keys were asked for.
    asked: usize,
}

#[derive(Clone, Default)]
struct Provider(Arc<Mutex<Answer>>);

fn key() -> RsaKeyPair {
    let text: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
    RsaKeyPair::from_der(&BASE64_STANDARD.decode(text).expect("PEM")).expect("a key")
}

impl Provider {
    async fn start() -> Provider {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let provider = Provider::default();
        provider.change(|a| {
            a.issuer = format!("http://{}", listener.local_addr().expect("an address"));
            (a.signs_with, a.shows) = ("test".into(), "test".into());
        });
        let service = Router::new()
            .route("/.well-known/openid-configuration", get(Provider::about))
            .route("/keys", get(Provider::keys))
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
        let in_form = provider.0.lock().expect("no panic").in_form;
        let methods = if in_form { json!(["client_secret_post"]) } else { Value::Null };
        Json(json!({
            "token_endpoint_auth_methods_supported": methods,
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }))
    }

    async fn keys(State(provider): State<Provider>) -> Json<Value> {
        provider.change(|a| a.asked += 1);
        let PublicKeyComponents { n, e }: PublicKeyComponents<Vec<u8>> = key().public().into();
        let part = |number: Vec<u8>| BASE64_URL_SAFE_NO_PAD.encode(number);
        let id = provider.0.lock().expect("no panic").shows.clone();
        Json(json!({ "keys": [{ "kty": "RSA", "use": "sig", "kid": id, "n": part(n), "e": part(e) }] }))
    }

    async fn token(
        State(provider): State<Provider>,
        headers: HeaderMap,
        Form(form): Form<HashMap<String, String>>,
    ) -> (StatusCode, Json<Value>) {
        let answer = provider.0.lock().expect("no panic").clone();
        let verifier = form.get("code_verifier").cloned().unwrap_or_default();
        let proven = digest::digest(&digest::SHA256, verifier.as_bytes());
        let proven = BASE64_URL_SAFE_NO_PAD.encode(proven) == answer.challenge;
        let basic = headers.get("authorization").map(|v| v.to_str().unwrap_or_default());
        let in_form = [form.get("client_id"), form.get("client_secret")].map(|v| v.map(String::as_str));
        let known = match answer.in_form {
            true => in_form == [Some("hangji"), Some("hush")] && basic.is_none(),
            false => basic == Some(&format!("Basic {}", BASE64_STANDARD.encode("hangji:hush"))),
        };
        if !proven || !known || form.get("code").map(String::as_str) != Some("good") {
            return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
        }
        let part = |v: &Value| BASE64_URL_SAFE_NO_PAD.encode(v.to_string());
        let text = format!("{}.{}", part(&json!({"alg": "RS256", "kid": answer.signs_with})), part(&answer.claims));
        let mut signature = vec![0; key().public().modulus_len()];
        let signing = key().sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature);
        signing.expect("a signature");
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
    let address = url::Url::parse(&page.location).expect("an address");
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
        a.signs_with = a.shows.clone();
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
    let wrongs: [(&str, Wrong); 11] = [
        ("nonce", |a| a.claims["nonce"] = "other".into()),
        ("audience", |a| a.claims["aud"] = "other".into()),
        ("authorized party", |a| a.claims["azp"] = "other".into()),
        ("one audience more", |a| a.claims["aud"] = json!(["hangji", "other"])),
        ("expired", |a| a.claims["exp"] = 1_600_000_000.into()),
        ("issuer", |a| a.claims["iss"] = "http://elsewhere.example".into()),
        ("signature", |a| a.forged = true),
        ("key", |a| a.signs_with = "unknown".into()),
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
async fn new_keys_of_the_provider_are_fetched_when_one_is_unknown() {
    let provider = Provider::start().await;
    let district = district(&provider).await;
    let asked = || provider.0.lock().expect("no panic").asked;
    for _ in 0..2 {
        assert_eq!(sign_in(&district, &provider, |_| {}).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(asked(), 1, "what is known is not asked again");
    provider.change(|a| a.shows = "next".into());
    assert_eq!(sign_in(&district, &provider, |_| {}).await.status, StatusCode::SEE_OTHER);
    assert_eq!(asked(), 2);
    assert_eq!(sign_in(&district, &provider, |a| a.forged = true).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sign_in(&district, &provider, |a| a.claims["nonce"] = "x".into()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(asked(), 3, "claims that do not hold are no reason to ask for keys");
}

#[tokio::test]
async fn the_secret_goes_where_the_provider_takes_it() {
    let provider = Provider::start().await;
    provider.change(|a| a.in_form = true);
    let district = district(&provider).await;
    assert_eq!(sign_in(&district, &provider, |_| {}).await.status, StatusCode::SEE_OTHER);
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

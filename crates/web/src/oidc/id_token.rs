//! The ID token of OpenID Connect: what must hold before a word of it is believed (OpenID Connect Core 1.0, section
//! 3.1.3.7; RFC 7515 for its form, RFC 7517 and 7518 for the keys). Pure: asks nobody, and is told what time it is.

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{self, EcdsaVerificationAlgorithm, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::{Map, Value};

/// Seconds that the provider's clock and ours may differ.
const LEEWAY_S: f64 = 60.0;

/// How a token is signed. With the provider's public keys only: never with the secret that both know, and never not at
/// all.
#[derive(Clone, Copy)]
enum Algorithm {
    Rsa(&'static RsaParameters),
    /// On a curve, as keys name it.
    Ec(&'static str, &'static EcdsaVerificationAlgorithm),
}

/// The algorithm of a name; none where it is not taken.
fn algorithm(name: &str) -> Option<Algorithm> {
    Some(match name {
        "RS256" => Algorithm::Rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
        "RS384" => Algorithm::Rsa(&signature::RSA_PKCS1_2048_8192_SHA384),
        "RS512" => Algorithm::Rsa(&signature::RSA_PKCS1_2048_8192_SHA512),
        "PS256" => Algorithm::Rsa(&signature::RSA_PSS_2048_8192_SHA256),
        "PS384" => Algorithm::Rsa(&signature::RSA_PSS_2048_8192_SHA384),
        "PS512" => Algorithm::Rsa(&signature::RSA_PSS_2048_8192_SHA512),
        "ES256" => Algorithm::Ec("P-256", &signature::ECDSA_P256_SHA256_FIXED),
        "ES384" => Algorithm::Ec("P-384", &signature::ECDSA_P384_SHA384_FIXED),
        _ => return None,
    })
}

/// A public key of the provider.
struct Key {
    id: Option<String>,
    /// The only algorithm that it is for, where it says so.
    algorithm: Option<String>,
    parts: Parts,
}

enum Parts {
    Rsa(RsaPublicKeyComponents<Vec<u8>>),
    /// A curve and a point on it, uncompressed.
    Ec(String, Vec<u8>),
}

impl Key {
    /// A key that a signature can be checked with; none if it is for something else, or not understood.
    fn read(key: &Value) -> Option<Key> {
        let bytes = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str()?).ok();
        let text = |name: &str| key[name].as_str().map(str::to_owned);
        if !(key["use"].is_null() || key["use"] == "sig") {
            return None;
        }
        let parts = match key["kty"].as_str()? {
            "RSA" => Parts::Rsa(RsaPublicKeyComponents { n: shortest(&bytes("n")?), e: shortest(&bytes("e")?) }),
            "EC" => Parts::Ec(text("crv")?, [vec![4], bytes("x")?, bytes("y")?].concat()),
            _ => return None,
        };
        Some(Key { id: text("kid"), algorithm: text("alg"), parts })
    }

    /// Whether it may have signed this way.
    fn fits(&self, id: Option<&str>, name: &str, algorithm: Algorithm) -> bool {
        let kind = match (&self.parts, algorithm) {
            (Parts::Rsa(_), Algorithm::Rsa(_)) => true,
            (Parts::Ec(curve, _), Algorithm::Ec(wanted, _)) => curve == wanted,
            _ => false,
        };
        kind && self.algorithm.as_deref().is_none_or(|only| only == name)
            && id.is_none_or(|id| self.id.as_deref() == Some(id))
    }

    fn signed(&self, algorithm: Algorithm, text: &[u8], signature: &[u8]) -> bool {
        match (&self.parts, algorithm) {
            (Parts::Rsa(key), Algorithm::Rsa(how)) => key.verify(how, text, signature).is_ok(),
            (Parts::Ec(_, point), Algorithm::Ec(_, how)) => {
                UnparsedPublicKey::new(how, point).verify(text, signature).is_ok()
            }
            _ => false,
        }
    }
}

/// A number without the zeros that some providers write before it.
fn shortest(number: &[u8]) -> Vec<u8> {
    number.iter().copied().skip_while(|byte| *byte == 0).collect()
}

/// The public keys of a provider (a JSON Web Key Set).
pub(super) struct Keys(Vec<Key>);

impl Keys {
    /// Those keys of a set that signatures can be checked with; what is not understood is not one of them.
    ///
    /// # Errors
    /// If it is no set.
    pub(super) fn read(set: &Value) -> Result<Keys> {
        let keys = set["keys"].as_array().context("the provider's keys are no JSON Web Key Set")?;
        Ok(Keys(keys.iter().filter_map(Key::read).collect()))
    }

    /// What a token claims, once one of the keys has signed it. What it claims is still to be held against the sign-in:
    /// see [`Claims::check`].
    ///
    /// # Errors
    /// Why it is not believed.
    pub(super) fn open(&self, token: &str) -> Result<Claims> {
        let (signed, signature) = token.rsplit_once('.').context("an ID token has three parts")?;
        let (header, body) = signed.split_once('.').context("an ID token has three parts")?;
        let header = object(header).context("the header of the ID token")?;
        check_form(&header)?;
        let name = header.get("alg").and_then(Value::as_str).context("the ID token names no algorithm")?;
        let algorithm = algorithm(name).with_context(|| format!("the ID token is signed with `{name:.20}`"))?;
        let key = self.choose(header.get("kid"), name, algorithm)?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).context("the signature of the ID token")?;
        ensure!(key.signed(algorithm, signed.as_bytes(), &signature), "the signature of the ID token does not hold");
        Ok(Claims(object(body).context("the body of the ID token")?))
    }

    /// The one key that a token must be signed with.
    fn choose(&self, id: Option<&Value>, name: &str, algorithm: Algorithm) -> Result<&Key> {
        let id = id.map(|id| id.as_str().context("the ID token names a key by no text")).transpose()?;
        let mut fitting = self.0.iter().filter(|key| key.fits(id, name, algorithm));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (None, _) => bail!("the provider has no key that the ID token could be signed with"),
            (Some(_), Some(_)) => bail!("the provider has several keys that the ID token could be signed with"),
        }
    }
}

/// A part of a token.
fn object(part: &str) -> Result<Map<String, Value>> {
    Ok(serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part)?)?)
}

/// Refuses tokens of another form: nested ones, and those with a header that must be understood, as none is.
fn check_form(header: &Map<String, Value>) -> Result<()> {
    ensure!(!header.contains_key("crit"), "the ID token demands what is not understood");
    ensure!(!header.contains_key("cty"), "the ID token holds another");
    if let Some(kind) = header.get("typ") {
        let kind = kind.as_str().unwrap_or_default().to_lowercase();
        let kind = kind.strip_prefix("application/").unwrap_or(&kind);
        ensure!(matches!(kind, "jwt" | "jose"), "the ID token is a token of another kind");
    }
    Ok(())
}

/// What must stand in a token for one sign-in.
pub(super) struct Expected<'a> {
    /// The provider, as its discovery document names itself.
    pub(super) issuer: &'a str,
    /// What the provider knows this program as.
    pub(super) client_id: &'a str,
    /// What this sign-in sent along.
    pub(super) nonce: &'a str,
    /// What time it is.
    pub(super) now_ms: i64,
}

/// What a token claims that the provider signed.
pub(super) struct Claims(Map<String, Value>);

impl Claims {
    /// Holds the claims against the sign-in they are for: by this provider, for this program and nobody else, in time,
    /// and as the answer to this question.
    ///
    /// # Errors
    /// Why they are not for it.
    pub(super) fn check(&self, expected: &Expected<'_>) -> Result<()> {
        let now_s = expected.now_ms as f64 / 1000.0;
        let number = |name: &str| self.0.get(name).and_then(Value::as_f64);
        let (issuer, nonce) = (self.text("iss"), self.text("nonce"));
        ensure!(issuer == Some(expected.issuer), "the ID token is of another issuer");
        ensure!(self.text("sub").is_some(), "the ID token has no subject");
        self.check_audience(expected.client_id)?;
        let ends = number("exp").context("the ID token does not say when it ends")?;
        ensure!(now_s < ends + LEEWAY_S, "the ID token has ended: do both clocks go right?");
        ensure!(number("iat").is_some(), "the ID token does not say when it was made");
        let begins = number("nbf").unwrap_or(f64::MIN);
        ensure!(begins <= now_s + LEEWAY_S, "the ID token does not hold yet: do both clocks go right?");
        ensure!(nonce == Some(expected.nonce), "the ID token answers another question");
        Ok(())
    }

    /// Whoever else the token is for could use it here.
    fn check_audience(&self, client_id: &str) -> Result<()> {
        let audience = match self.0.get("aud") {
            Some(Value::Array(several)) => several.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        ensure!(!audience.is_empty() && audience.iter().all(|one| one == client_id), "the ID token is for another");
        ensure!(self.0.get("azp").is_none_or(|party| party == client_id), "the ID token was made for another");
        Ok(())
    }

    /// The log-in name that a claim holds.
    ///
    /// # Errors
    /// If there is none, or if it is an address that the provider does not vouch for.
    pub(super) fn login(&self, name: &str) -> Result<String> {
        if name == "email" {
            // Otherwise whoever may write any address at the provider is anybody here.
            let verified = self.0.get("email_verified");
            ensure!(verified == Some(&Value::Bool(true)), "the provider does not vouch for the address");
        }
        match self.text(name) {
            Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
            _ => bail!("the ID token has no claim `{name}`: see oidc.claim and oidc.scopes"),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }
}

//! Tokens that hold and tokens that are forged, each signed or forged here with keys that nobody trusts.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use ring::{hmac, signature};
use serde_json::{Value, json};

use super::id_token::{Expected, Keys};
use super::{basic, challenge};

const KEY: &str = include_str!("../../tests/web/oidc_test_key.pem");
/// Seconds: now, for these tests.
const NOW: i64 = 1_700_000_000;

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A provider's private keys.
struct Provider {
    rsa: RsaKeyPair,
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
}

impl Provider {
    fn new() -> Provider {
        let der = BASE64_STANDARD.decode(KEY.lines().filter(|l| !l.starts_with('-')).collect::<String>()).expect("PEM");
        let curve = |how: &'static signature::EcdsaSigningAlgorithm| {
            let made = EcdsaKeyPair::generate_pkcs8(how, &SystemRandom::new()).expect("chance");
            EcdsaKeyPair::from_pkcs8(how, made.as_ref(), &SystemRandom::new()).expect("a key")
        };
        Provider {
            rsa: RsaKeyPair::from_der(&der).expect("a key"),
            p256: curve(&ECDSA_P256_SHA256_FIXED_SIGNING),
            p384: curve(&ECDSA_P384_SHA384_FIXED_SIGNING),
        }
    }

    /// The public keys, as the provider shows them.
    fn keys(&self) -> [Value; 3] {
        let PublicKeyComponents { n, e }: PublicKeyComponents<Vec<u8>> = self.rsa.public().into();
        let curve = |id: &str, name: &str, key: &EcdsaKeyPair| {
            let (x, y) = key.public_key().as_ref()[1..].split_at((key.public_key().as_ref().len() - 1) / 2);
            json!({ "kty": "EC", "kid": id, "crv": name, "x": encoded(x), "y": encoded(y), "use": "sig" })
        };
        [
            // With a zero before the number, as some write it.
            json!({ "kty": "RSA", "kid": "rsa", "n": encoded([vec![0], n].concat()), "e": encoded(e), "use": "sig" }),
            curve("p256", "P-256", &self.p256),
            curve("p384", "P-384", &self.p384),
        ]
    }

    /// A token signed as its header says; as the header says nothing of sense, with RS256.
    fn token(&self, header: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let rsa = |how: &'static dyn RsaEncoding| {
            let mut out = vec![0; self.rsa.public().modulus_len()];
            self.rsa.sign(how, &SystemRandom::new(), text.as_bytes(), &mut out).expect("a signature");
            out
        };
        let curve = |key: &EcdsaKeyPair| {
            key.sign(&SystemRandom::new(), text.as_bytes()).expect("a signature").as_ref().to_vec()
        };
        let signature = match header["alg"].as_str().unwrap_or_default() {
            "RS384" => rsa(&RSA_PKCS1_SHA384),
            "RS512" => rsa(&RSA_PKCS1_SHA512),
            "PS256" => rsa(&RSA_PSS_SHA256),
            "PS384" => rsa(&RSA_PSS_SHA384),
            "PS512" => rsa(&RSA_PSS_SHA512),
            "ES256" => curve(&self.p256),
            "ES384" => curve(&self.p384),
            _ => rsa(&RSA_PKCS1_SHA256),
        };
        format!("{text}.{}", encoded(signature))
    }
}

fn set(keys: &[Value]) -> Keys {
    Keys::read(&json!({ "keys": keys })).expect("a set")
}

fn claims() -> Value {
    json!({
        "iss": "https://provider.example", "aud": "hangji", "sub": "1", "iat": NOW, "exp": NOW + 300, "nonce": "once",
        "preferred_username": "one", "email": "one@a.example", "email_verified": true,
    })
}

/// Claims of which one is another; without it where it is null.
fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().expect("an object").remove(name)),
        value => claims[name] = value,
    }
    claims
}

/// Opens a token and holds its claims against the sign-in.
fn login(keys: &Keys, token: &str, claim: &str) -> anyhow::Result<String> {
    let opened = keys.open(token)?;
    let expected =
        Expected { issuer: "https://provider.example", client_id: "hangji", nonce: "once", now_ms: NOW * 1000 };
    opened.check(&expected)?;
    opened.login(claim)
}

/// That a token is refused, and for this reason.
#[track_caller]
fn refused(keys: &Keys, what: &str, token: &str, why: &str) {
    match login(keys, token, "preferred_username") {
        Ok(name) => panic!("{what}: it lets {name} in"),
        Err(e) => assert!(format!("{e:#}").contains(why), "{what}: {e:#}"),
    }
}

#[test]
fn every_signature_that_is_taken_holds() {
    let provider = Provider::new();
    let keys = set(&provider.keys());
    for (algorithm, id) in [
        ("RS256", "rsa"),
        ("RS384", "rsa"),
        ("RS512", "rsa"),
        ("PS256", "rsa"),
        ("PS384", "rsa"),
        ("PS512", "rsa"),
        ("ES256", "p256"),
        ("ES384", "p384"),
    ] {
        for header in [
            json!({ "alg": algorithm, "kid": id }),
            json!({ "alg": algorithm, "kid": id, "typ": "JWT" }),
            json!({ "alg": algorithm, "typ": "application/jose" }),
        ] {
            let token = provider.token(&header, &claims());
            assert_eq!(login(&keys, &token, "preferred_username").expect(algorithm), "one", "{header}");
            let (rest, signature) = token.rsplit_once('.').expect("three parts");
            let mut signature = BASE64_URL_SAFE_NO_PAD.decode(signature).expect("a signature");
            signature[5] ^= 1;
            refused(&keys, algorithm, &format!("{rest}.{}", encoded(&signature)), "does not hold");
            signature.pop();
            refused(&keys, algorithm, &format!("{rest}.{}", encoded(&signature)), "does not hold");
            refused(&keys, algorithm, &format!("{rest}."), "does not hold");
        }
    }
}

#[test]
fn a_signature_that_anybody_could_make_is_none() {
    let provider = Provider::new();
    let keys = set(&provider.keys());
    let PublicKeyComponents { n, .. }: PublicKeyComponents<Vec<u8>> = provider.rsa.public().into();
    let der = provider.rsa.public().as_ref().to_vec();
    let shown = provider.keys()[0].to_string().into_bytes();
    // What is public, and the secret that this program knows as well.
    for (what, known) in [("modulus", n), ("key", der), ("shown", shown), ("secret", b"hush".to_vec()), ("", vec![])] {
        for (name, how) in [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)] {
            for header in [json!({ "alg": name, "kid": "rsa" }), json!({ "alg": name })] {
                let text = format!("{}.{}", encoded(header.to_string()), encoded(claims().to_string()));
                let tag = hmac::sign(&hmac::Key::new(how, &known), text.as_bytes());
                let token = format!("{text}.{}", encoded(tag.as_ref()));
                refused(&keys, &format!("{name} with the {what}"), &token, "is signed with `HS");
            }
        }
    }
    for name in ["none", "None", "NONE", "nOnE", ""] {
        let text = format!("{}.{}", encoded(json!({ "alg": name }).to_string()), encoded(claims().to_string()));
        refused(&keys, name, &format!("{text}."), "is signed with");
        let signed = provider.token(&json!({ "alg": name, "kid": "rsa" }), &claims());
        refused(&keys, name, &signed, "is signed with");
    }
}

#[test]
fn a_token_that_is_made_otherwise_is_none() {
    let provider = Provider::new();
    let keys = set(&provider.keys());
    let token = |header: Value| provider.token(&header, &claims());
    for (header, why) in [
        (json!({ "kid": "rsa" }), "names no algorithm"),
        (json!({ "alg": ["RS256"], "kid": "rsa" }), "names no algorithm"),
        (json!({ "alg": "RS256", "kid": "other" }), "has no key"),
        (json!({ "alg": "RS256", "kid": "p256" }), "has no key"),
        (json!({ "alg": "ES256", "kid": "rsa" }), "has no key"),
        (json!({ "alg": "ES256", "kid": "p384" }), "has no key"),
        (json!({ "alg": "RS256", "kid": 1 }), "by no text"),
        (json!({ "alg": "ES512", "kid": "p256" }), "is signed with"),
        (json!({ "alg": "EdDSA", "kid": "p256" }), "is signed with"),
        (json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "kid": "rsa" }), "is signed with"),
        (json!({ "alg": "RS256", "kid": "rsa", "crit": ["exp"] }), "demands"),
        (json!({ "alg": "RS256", "kid": "rsa", "cty": "JWT" }), "holds another"),
        (json!({ "alg": "RS256", "kid": "rsa", "typ": "at+jwt" }), "of another kind"),
        (json!({ "alg": "RS256", "kid": "rsa", "typ": "logout+jwt" }), "of another kind"),
    ] {
        refused(&keys, &header.to_string(), &token(header.clone()), why);
    }
    let good = token(json!({ "alg": "RS256", "kid": "rsa" }));
    let parts: Vec<&str> = good.split('.').collect();
    let other = encoded(claims_with("preferred_username", "boss".into()).to_string());
    for (what, token) in [
        ("nothing", String::new()),
        ("one part", parts[0].to_owned()),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("four parts", format!("{good}.{}", parts[2])),
        ("five parts", format!("{good}..")),
        ("other claims", format!("{}.{other}.{}", parts[0], parts[2])),
        ("padding", format!("{good}=")),
        ("a space", format!("{good} ")),
        ("no base64", format!("{}.{}.!", parts[0], parts[1])),
    ] {
        assert!(login(&keys, &token, "preferred_username").is_err(), "{what}");
    }
}

#[test]
fn only_the_one_key_that_it_names_signs() {
    let provider = Provider::new();
    let [rsa, p256, p384] = provider.keys();
    let changed = |name: &str, value: Value| {
        let mut key = rsa.clone();
        key[name] = value;
        key
    };
    let token = |header: Value| provider.token(&header, &claims());
    let (named, unnamed) = (token(json!({ "alg": "RS256", "kid": "rsa" })), token(json!({ "alg": "RS256" })));
    let holds = |keys: &[Value], token: &str| login(&set(keys), token, "preferred_username").is_ok();
    assert!(holds(&[changed("kid", "other".into()), rsa.clone()], &named), "the other one is not asked");
    assert!(holds(&[changed("alg", "RS256".into())], &named) && holds(&[changed("use", Value::Null)], &named));
    assert!(holds(&[json!({ "kty": "odd" }), json!(7), rsa.clone()], &named), "what is not understood is passed over");
    assert!(holds(&[rsa.clone(), p256, p384], &unnamed), "the only one of its kind");
    for (what, keys) in [
        ("no key", vec![]),
        ("several of that name", vec![rsa.clone(), rsa.clone()]),
        ("for enciphering", vec![changed("use", "enc".into())]),
        ("for another algorithm", vec![changed("alg", "PS256".into())]),
        ("for enciphering by its algorithm", vec![changed("alg", "RSA-OAEP".into())]),
        ("another modulus", vec![changed("n", encoded([7; 256]).into())]),
        ("a short modulus", vec![changed("n", encoded([0xff; 128]).into())]),
        ("an exponent of one", vec![changed("e", encoded([1]).into())]),
        ("no exponent", vec![changed("e", "".into())]),
        ("a symmetric one", vec![json!({ "kty": "oct", "kid": "rsa", "k": encoded("hush") })]),
    ] {
        assert!(!holds(&keys, &named), "{what}");
    }
    assert!(!holds(&[rsa.clone(), changed("kid", "other".into())], &unnamed), "which of both?");
    assert!(Keys::read(&json!({ "keys": 1 })).is_err() && Keys::read(&json!([])).is_err());
}

#[test]
fn claims_are_for_this_sign_in_only() {
    let provider = Provider::new();
    let keys = set(&provider.keys());
    let signed = |claims: &Value| provider.token(&json!({ "alg": "RS256", "kid": "rsa" }), claims);
    for (name, value, why) in [
        ("iss", json!("https://provider.example/"), "another issuer"),
        ("iss", json!("https://elsewhere.example"), "another issuer"),
        ("iss", json!(["https://provider.example"]), "another issuer"),
        ("iss", Value::Null, "another issuer"),
        ("aud", json!("other"), "for another"),
        ("aud", json!(["hangji", "other"]), "for another"),
        ("aud", json!([]), "for another"),
        ("aud", json!({ "hangji": 1 }), "for another"),
        ("aud", Value::Null, "for another"),
        ("azp", json!("other"), "made for another"),
        ("azp", json!(["hangji"]), "made for another"),
        ("sub", Value::Null, "no subject"),
        ("nonce", json!("other"), "another question"),
        ("nonce", json!(""), "another question"),
        ("nonce", Value::Null, "another question"),
        ("exp", json!(NOW - 60), "has ended"),
        ("exp", json!(NOW - 86_400), "has ended"),
        ("exp", json!((NOW + 300).to_string()), "when it ends"),
        ("exp", Value::Null, "when it ends"),
        ("iat", Value::Null, "when it was made"),
        ("nbf", json!(NOW + 61), "does not hold yet"),
        ("preferred_username", json!(" "), "no claim `preferred_username`"),
        ("preferred_username", json!(1), "no claim `preferred_username`"),
        ("preferred_username", Value::Null, "no claim `preferred_username`"),
    ] {
        refused(&keys, &format!("{name} {value}"), &signed(&claims_with(name, value.clone())), why);
    }
    for (name, value) in [
        ("aud", json!(["hangji"])),
        ("azp", json!("hangji")),
        ("exp", json!(NOW - 59)),
        ("exp", json!(NOW as f64 + 0.5)),
        ("iat", json!(NOW + 59)),
        ("nbf", json!(NOW + 60)),
    ] {
        let token = signed(&claims_with(name, value.clone()));
        assert_eq!(login(&keys, &token, "preferred_username").expect(name), "one", "{name} {value}");
    }
    refused(&keys, "no object", &signed(&json!("claims")), "body");
}

#[test]
fn an_address_is_a_name_only_if_the_provider_vouches_for_it() {
    let provider = Provider::new();
    let keys = set(&provider.keys());
    let signed = |claims: &Value| provider.token(&json!({ "alg": "RS256", "kid": "rsa" }), claims);
    assert_eq!(login(&keys, &signed(&claims()), "email").expect("vouched for"), "one@a.example");
    for value in [json!(false), json!("true"), json!(1), Value::Null] {
        let token = signed(&claims_with("email_verified", value.clone()));
        assert!(login(&keys, &token, "email").is_err(), "{value}");
    }
}

/// RFC 7636, appendix B; RFC 6749, 2.3.1.
#[test]
fn the_published_examples_hold() {
    assert_eq!(challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_eq!(basic("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"), "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3");
    assert_eq!(basic("a b", "c:d%"), format!("Basic {}", BASE64_STANDARD.encode("a+b:c%3Ad%25")));
}

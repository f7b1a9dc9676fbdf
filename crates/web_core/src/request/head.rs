//! What a request says before the database is asked.

use axum::http::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderValue, ORIGIN, USER_AGENT};
use axum::http::request::Parts;
use hangji_platform::Refusal;
use hangji_platform::access::sessions::{Client, RequiredStep, Token};
use hangji_ui::Lang;

use super::params::Params;
use crate::options::Options;
use crate::words::message;
use crate::{cookies, peer};

/// Addresses that scripts ask for: of programs, and of our own pages.
const SCRIPTED: [&str; 3] = ["/api/", "/passkeys/", "/login/passkey"];

/// Where a required step is done; the first is the page that says so.
fn required_paths(required: RequiredStep) -> &'static [&'static str] {
    match required {
        RequiredStep::Password => &["/account/password"],
        RequiredStep::SecondFactor => &["/account/second-factor", "/passkeys/add"],
    }
}

/// Somebody signed in must do something else first.
#[derive(Debug, Clone, Copy)]
pub struct Detour(pub(crate) RequiredStep);

impl Detour {
    /// The page where it is done.
    pub fn to(self) -> &'static str {
        required_paths(self.0)[0]
    }
    /// The same, told to a script.
    pub fn refusal(self) -> Refusal {
        Refusal::Forbidden(match self.0 {
            RequiredStep::Password => message("duty-password", &[]),
            RequiredStep::SecondFactor => message("duty-second-factor", &[]),
        })
    }
}

impl std::fmt::Display for Detour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "something must be done first: {:?}", self.0)
    }
}

impl std::error::Error for Detour {}

/// What a request says before the database is asked.
#[derive(Debug, Clone)]
pub struct RequestHead {
    /// The language of the answer.
    pub lang: Lang,
    /// Whether everything is shown larger.
    pub large: bool,
    /// Path and query, without the switches of language and type.
    pub here: String,
    /// The query, without those switches.
    pub params: Params,
    /// Cookies that remember a switch.
    pub remember: Vec<HeaderValue>,
    /// The token of the session, if one was sent.
    pub token: Option<Token>,
    /// Whether a script asks: errors are JSON then.
    pub api: bool,
    /// Where it comes from.
    pub client: Client,
    /// The origin that the browser names where it sends something.
    pub origin: Option<String>,
}

impl RequestHead {
    /// Language, type and session from the headers.
    pub(crate) fn without_query(parts: &Parts) -> RequestHead {
        let headers = &parts.headers;
        let api = SCRIPTED.iter().any(|start| parts.uri.path().starts_with(start));
        RequestHead {
            lang: cookies::get(headers, cookies::LANG).and_then(Lang::from_tag).unwrap_or_else(|| preferred(headers)),
            large: cookies::get(headers, cookies::TYPE) == Some("large"),
            here: here(parts),
            params: Params::default(),
            remember: Vec::new(),
            token: cookies::token(headers, api),
            api,
            client: Client::default(),
            origin: None,
        }
    }

    /// Who is at the other end.
    pub(crate) fn tell(&mut self, parts: &Parts, options: &Options) {
        let text = |name| parts.headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok()).map(str::to_owned);
        let address = peer::address(options, &parts.extensions, &parts.headers);
        let address = address.map(|a| a.to_string()).unwrap_or_default();
        self.client = Client { address, agent: text(USER_AGENT).unwrap_or_default() };
        self.origin = text(ORIGIN);
    }

    /// Whether the request is one by which a required step is done.
    pub(crate) fn fulfils(&self, required: RequiredStep) -> bool {
        let path = self.here.split('?').next().unwrap_or_default();
        required_paths(required)
            .iter()
            .any(|p| path == *p || path.strip_prefix(p).is_some_and(|rest| rest.starts_with('/')))
    }

    pub(crate) fn read_query(&mut self, pairs: Vec<(String, String)>) {
        for (name, value) in pairs {
            match (name.as_str(), self.api) {
                // A program chooses for one answer, and nothing is remembered.
                ("lang", true) => {
                    self.lang = Lang::from_tag(&value).unwrap_or(self.lang);
                    self.params.0.push((name, value));
                }
                ("lang", false) => {
                    if let Some(lang) = Lang::from_tag(&value) {
                        self.lang = lang;
                        self.remember.extend(cookies::choice(cookies::LANG, lang.tag()));
                    }
                }
                ("type", false) if value == "large" || value == "normal" => {
                    self.large = value == "large";
                    self.remember.extend(cookies::choice(cookies::TYPE, &value));
                }
                _ => self.params.0.push((name, value)),
            }
        }
    }
}

/// The language a browser asks for first among ours; Chinese if it asks for neither.
fn preferred(headers: &HeaderMap) -> Lang {
    let text = headers.get(ACCEPT_LANGUAGE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    text.split(',').find_map(|tag| Lang::from_tag(tag.split(';').next()?)).unwrap_or_default()
}

fn here(parts: &Parts) -> String {
    let path = parts.uri.path();
    let query = parts.uri.query().unwrap_or_default();
    let kept = query.split('&').filter(|p| !p.is_empty() && !p.starts_with("lang=") && !p.starts_with("type="));
    let kept: Vec<&str> = kept.collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

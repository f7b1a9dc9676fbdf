//! What a request says ([`RequestHead`], [`Params`]), and who asks on which day ([`RequestCx`]), known once the transaction runs.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderValue, ORIGIN, USER_AGENT};
use axum::http::request::Parts;
use axum::response::Response;
use hangji_platform::access::sessions::{self, Client, Key, RequiredStep, Token};
use hangji_platform::access::{Scope, Viewer};
use hangji_platform::figures::{Figure, Period};
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::{Refusal, Result, System, Term, setting};
use hangji_store::{Day, Tx};
use hangji_ui::Lang;

use crate::words::{message, platform};
use crate::{App, cookies, error, peer};

/// The application as handlers share it.
pub(crate) type Shared = Arc<App>;

/// Names with values, from a query or a form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(pub(crate) Vec<(String, String)>);

impl Params {
    /// Reads a query, as it stands behind the question mark of an address.
    pub(crate) fn of_query(text: &str) -> Result<Params> {
        let bad = || Refusal::BadRequest(message("bad-query", &[]));
        let uri = format!("/?{text}").parse().map_err(|_| bad())?;
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&uri).map_err(|_| bad())?;
        Ok(Params(pairs))
    }

    /// The first value of a name, without the spaces around it; blank counts as not given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// The first value of a name as it was sent.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Refuses names that the page does not know, so that a misspelt filter never shows everything.
    pub(crate) fn only(&self, known: impl Fn(&str) -> bool, list: &str) -> Result<()> {
        match self.0.iter().find(|(n, _)| !known(n)) {
            None => Ok(()),
            Some((name, _)) => {
                let name = short(name);
                let args = [("name", (&name).into()), ("known", list.into())];
                Err(Refusal::BadRequest(message("bad-parameter", &args)).into())
            }
        }
    }

    /// [`Params::only`] for a fixed list.
    pub(crate) fn only_of(&self, known: &[&str]) -> Result<()> {
        self.only(|n| known.contains(&n), &known.join(", "))
    }

    /// A whole number of at least `least`, else the usual one.
    pub(crate) fn count(&self, name: &str, least: i64, most: i64, usual: i64) -> Result<i64> {
        let Some(text) = self.get(name) else { return Ok(usual) };
        text.parse().ok().filter(|n| (least..=most).contains(n)).ok_or_else(|| {
            let (value, range) = (short(text), format!("{least}–{most}"));
            let args = [
                ("name", name.into()),
                ("value", (&value).into()),
                ("range", (&range).into()),
                ("least", least.into()),
            ];
            // A limit that nobody reaches says nothing.
            Refusal::BadRequest(message(if most > 1_000_000_000 { "bad-count" } else { "bad-number" }, &args)).into()
        })
    }
}

/// The beginning of a text from outside, fit for a message.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

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
pub(crate) struct Detour(RequiredStep);

impl Detour {
    /// The page where it is done.
    pub(crate) fn to(self) -> &'static str {
        required_paths(self.0)[0]
    }
    /// The same, told to a script.
    pub(crate) fn refusal(self) -> Refusal {
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
pub(crate) struct RequestHead {
    /// The language of the answer.
    pub(crate) lang: Lang,
    /// Whether everything is shown larger.
    pub(crate) large: bool,
    /// Path and query, without the switches of language and type.
    pub(crate) here: String,
    /// The query, without those switches.
    pub(crate) params: Params,
    /// Cookies that remember a switch.
    pub(crate) remember: Vec<HeaderValue>,
    pub(crate) token: Option<Token>,
    /// Whether a script asks: errors are JSON then.
    pub(crate) api: bool,
    /// Where it comes from.
    pub(crate) client: Client,
    /// The origin that the browser names where it sends something.
    pub(crate) origin: Option<String>,
}

impl FromRequestParts<Shared> for RequestHead {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> std::result::Result<RequestHead, Response> {
        let mut head = RequestHead::without_query(parts);
        head.tell(parts, app);
        match Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) {
            Ok(Query(pairs)) => head.read_query(pairs),
            Err(_) => return Err(error::bare(&head, &Refusal::BadRequest(message("bad-query", &[])))),
        }
        Ok(head)
    }
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
    fn tell(&mut self, parts: &Parts, app: &App) {
        let text = |name| parts.headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok()).map(str::to_owned);
        let address = peer::address(&app.options, &parts.extensions, &parts.headers);
        let address = address.map(|a| a.to_string()).unwrap_or_default();
        self.client = Client { address, agent: text(USER_AGENT).unwrap_or_default() };
        self.origin = text(ORIGIN);
    }

    /// Whether the request is one by which a required step is done.
    fn fulfils(&self, required: RequiredStep) -> bool {
        let path = self.here.split('?').next().unwrap_or_default();
        required_paths(required)
            .iter()
            .any(|p| path == *p || path.strip_prefix(p).is_some_and(|rest| rest.starts_with('/')))
    }

    fn read_query(&mut self, pairs: Vec<(String, String)>) {
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

/// The fields of a posted form.
pub(crate) struct Posted(pub(crate) Params);

impl FromRequest<Shared> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &Shared) -> std::result::Result<Posted, Response> {
        let (parts, body) = request.into_parts();
        let head = RequestHead::without_query(&parts);
        let request = Request::from_parts(parts, body);
        match axum::Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(axum::Form(pairs)) => Ok(Posted(Params(pairs))),
            Err(_) => Err(error::bare(&head, &Refusal::BadRequest(message("bad-form", &[])))),
        }
    }
}

/// The parameters that choose a figure.
pub(crate) const PERIOD: &str = "period";
/// See [`PERIOD`].
pub(crate) const ORG: &str = "org";

/// A request inside its transaction: who asks, what they see, which day it is.
pub(crate) struct RequestCx<'a> {
    pub(crate) app: &'a App,
    pub(crate) sys: &'a System,
    pub(crate) head: &'a RequestHead,
    pub(crate) lang: Lang,
    pub(crate) viewer: Viewer,
    pub(crate) scope: Scope,
    /// The business day.
    pub(crate) today: Day,
    /// Whether the business day is a setting, which the banner then says.
    pub(crate) fixed: bool,
    /// What the session is found by.
    pub(crate) key: Key,
    /// Whether it is a script's.
    pub(crate) by_script: bool,
    /// Whether the note of the session's last request is old.
    pub(crate) stale: bool,
}

impl<'a> RequestCx<'a> {
    /// Who asks, if their session is in force.
    ///
    /// # Errors
    /// A [`Detour`] if they must do something else first; a fault.
    pub(crate) fn open(tx: &mut Tx<'_>, app: &'a App, head: &'a RequestHead) -> Result<Option<RequestCx<'a>>> {
        let Some(token) = &head.token else { return Ok(None) };
        let now = app.clock.now_ms();
        let Some(seen) = sessions::look(tx, &app.sys, &app.policy(), token, now)? else { return Ok(None) };
        if let Some(required) = seen.required.filter(|d| !head.fulfils(*d)) {
            return Err(Detour(required).into());
        }
        let (viewer, key, stale) = (seen.viewer, seen.key, seen.stale);
        let by_script = seen.kind == sessions::Kind::Token;
        let fixed = setting::fixed_business_day(tx)?;
        let today = fixed.unwrap_or_else(|| Day::of_ms(now));
        let scope = viewer.scope();
        let sys = &app.sys;
        let (lang, fixed) = (head.lang, fixed.is_some());
        Ok(Some(RequestCx { app, sys, head, lang, viewer, scope, today, fixed, key, by_script, stale }))
    }

    /// A term in the language of the page.
    pub(crate) fn t(&self, term: Term) -> &'static str {
        term.in_(platform(self.lang))
    }

    /// The period asked for, else the year of the business day.
    pub(crate) fn period(&self) -> Result<Period> {
        match self.head.params.get(PERIOD) {
            Some(text) => Ok(text.parse()?),
            None => Ok(Period::year(self.today.year())),
        }
    }

    /// The figure of an id.
    ///
    /// # Errors
    /// A refusal that says where figures are found on pages.
    pub(crate) fn figure(&self, id: &str) -> Result<&'a Figure> {
        let unknown = |_| Refusal::NotFound(message("figure-unknown", &[("id", short(id).as_str().into())])).into();
        self.sys.figure(id).map_err(unknown)
    }

    /// The day asked for by `on`, else the business day.
    pub(crate) fn on(&self) -> Result<Day> {
        let Some(text) = self.head.params.get("on") else { return Ok(self.today) };
        let bad = || Refusal::BadRequest(message("bad-day", &[("value", (&short(text)).into())]));
        Ok(text.parse().map_err(|_| bad())?)
    }

    /// The root of the viewer's territory; none for those who see only what names them.
    pub(crate) fn home(&self, tx: &mut Tx<'_>) -> Result<Option<Org>> {
        match self.scope.node() {
            Some(node) => lookup::by_id(tx, &self.scope, node).map(Some),
            None if self.scope.is_everything() => lookup::root(tx),
            None => Ok(None),
        }
    }

    /// The organisation asked for, else the root of the viewer's territory.
    pub(crate) fn node(&self, tx: &mut Tx<'_>) -> Result<Option<Org>> {
        match self.head.params.get(ORG) {
            Some(code) => lookup::by_code(tx, &self.scope, code).map(Some),
            None => self.home(tx),
        }
    }

    /// The organisation that figures are read at: as [`RequestCx::node`], and the viewer must see figures.
    ///
    /// # Errors
    /// A refusal in the words for what does not exist.
    pub(crate) fn figure_node(&self, tx: &mut Tx<'_>) -> Result<Org> {
        let none = || Refusal::NotFound(message("no-figures", &[]));
        if !self.viewer.sees_figures() {
            return Err(none().into());
        }
        self.node(tx)?.ok_or_else(|| none().into())
    }
}

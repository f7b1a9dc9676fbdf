//! Signing in through a provider of OpenID Connect: the browser leaves for it, comes back, and is who the provider says,
//! if there is such an account.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use hangji_platform::access::How;
use hangji_platform::access::oidc_login::{self, Back, LASTS_MS};
use hangji_platform::access::sessions::{self, Client, Entered};
use hangji_platform::journal::events::{self, Event};
use hangji_platform::{Cx, Refusal, Result, setting};
use hangji_store::Id;
use hangji_ui::{Lang, Markup, encoded, html, tr};
use hangji_web_core::app::App;
use hangji_web_core::request::{RequestHead, Shared};
use hangji_web_core::response::see_other;
use hangji_web_core::words::message;
use hangji_web_core::{cookies, error, measure};

use crate::oidc::Provider;
use crate::pages::onward::{NEXT, local, onward};

/// The cookie of the browser that left.
const COOKIE: &str = "hangji_sign_in";
/// Only the way back needs it.
const PATH: &str = "/sign-in/";

/// The link to the provider, on the page where one signs in; nothing where there is no provider.
pub(crate) fn button(app: &App, lang: Lang, next: Option<&str>) -> Markup {
    let Some(provider) = provider(app) else { return html! {} };
    let [zh, en] = provider.label();
    let chosen = if lang == Lang::Zh { zh } else { en };
    let words = if chosen.is_empty() { tr(lang, "sign-in-oidc") } else { chosen.as_str().into() };
    let href = match next {
        Some(next) => format!("/sign-in/oidc?{NEXT}={}", encoded(next)),
        None => "/sign-in/oidc".to_owned(),
    };
    html! { p.sign-in-other { a.button href=(href) { (words) } } }
}

/// Sends the browser to the provider.
pub(crate) async fn leave(State(app): State<Shared>, head: RequestHead) -> Response {
    match left(&app, &head).await {
        Ok(response) => response,
        Err(e) => error::answered(&head, app.clock, e),
    }
}

async fn left(app: &Shared, head: &RequestHead) -> Result<Response> {
    head.params.only_of(&[NEXT])?;
    there_is(app)?;
    let onward = local(head.params.get(NEXT)).to_owned();
    let clock = app.clock;
    let leaving = app
        .db
        .write_async(move |tx| {
            let mut cx = Cx::new(Id::default(), clock, setting::business_day(tx, clock)?)?;
            oidc_login::leave(tx, &mut cx, &onward)
        })
        .await?;
    let browser = leaving.browser;
    let now = app.clock.now_ms();
    let asking = ask(app, move |provider| provider.address(now, &leaving.state, &leaving.nonce, &leaving.verifier));
    let address = asking.await.map_err(|e| unreachable_provider(&e))?;
    let mut response = see_other(&address);
    let cookie = format!("{COOKIE}={browser}; Path={PATH}; HttpOnly; SameSite=Lax; Max-Age={}", LASTS_MS / 1000);
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(&cookie)?);
    Ok(response)
}

/// Takes the browser back. What else the provider adds to the address is its own affair, so unknown parameters are no
/// reason to refuse.
pub(crate) async fn back(State(app): State<Shared>, headers: HeaderMap, head: RequestHead) -> Response {
    let mut response = match came_back(&app, &headers, &head).await {
        Ok((entered, next)) => {
            measure::sign_in(if matches!(entered, Entered::In(_)) { "oidc" } else { "second" });
            onward(&entered, local(Some(&next)))
        }
        Err(e) => {
            measure::sign_in("refused");
            error::answered(&head, app.clock, e)
        }
    };
    let gone = HeaderValue::from_static("hangji_sign_in=; Path=/sign-in/; HttpOnly; SameSite=Lax; Max-Age=0");
    response.headers_mut().append(header::SET_COOKIE, gone);
    response
}

async fn came_back(app: &Shared, headers: &HeaderMap, head: &RequestHead) -> Result<(Entered, String)> {
    there_is(app)?;
    let state = head.params.get("state").unwrap_or_default().to_owned();
    let browser = cookies::get(headers, COOKIE).unwrap_or_default().to_owned();
    let now = app.clock.now_ms();
    let found = app.db.write_async(move |tx| oidc_login::take(tx, now, &state, &browser)).await?;
    let Some(Back { nonce, verifier, onward }) = found else {
        return Err(Refusal::BadRequest(message("sign-in-oidc-stale", &[])).into());
    };
    let Some(code) = head.params.get("code").map(str::to_owned) else {
        return Err(Refusal::Forbidden(message("sign-in-oidc-refused", &[])).into());
    };
    let asking = ask(app, move |provider| provider.login(now, &code, &nonce, &verifier));
    let login = asking.await.map_err(|e| {
        // Without the token: only why it does not hold.
        tracing::warn!("a sign-in through the provider failed: {e:#}");
        Refusal::Forbidden(message("sign-in-oidc-failed", &[]))
    })?;
    Ok((open(app, login, head.client.clone()).await?, onward))
}

/// Opens the session of the account that has this name. That there is none is noted, too, in a transaction that holds.
async fn open(app: &Shared, login: String, from: Client) -> Result<Entered> {
    let (clock, policy) = (app.clock, app.policy());
    let opened = app.db.write_async(move |tx| {
        let mut cx = Cx::new(Id::default(), clock, setting::business_day(tx, clock)?)?;
        match oidc_login::account(tx, &login) {
            Ok(account) => sessions::enter(tx, &mut cx, &policy, account, How::Oidc, &from).map(Ok),
            Err(e) => {
                let refusal = error::refusal(e)?;
                events::note(tx, &mut cx, Event::LogInFailed, Id(0), &[("how", How::Oidc.code())], "")?;
                Ok(Err(refusal))
            }
        }
    });
    Ok(opened.await??)
}

/// Asks the provider on a thread that may wait.
async fn ask<T: Send + 'static>(
    app: &Shared,
    question: impl FnOnce(&Provider) -> Result<T> + Send + 'static,
) -> Result<T> {
    let provider = there_is(app)?;
    let _turn = provider.asking.acquire().await?;
    let app = app.clone();
    tokio::task::spawn_blocking(move || there_is(&app).and_then(|provider| question(&provider))).await?
}

/// Who vouches for people, if anybody does.
struct SignIn(Option<Arc<Provider>>);

fn provider(app: &App) -> Option<Arc<Provider>> {
    app.state(|app| SignIn(Provider::of(&app.options).map(Arc::new))).0.clone()
}

/// The provider, else the words for what does not exist.
fn there_is(app: &App) -> Result<Arc<Provider>> {
    provider(app).ok_or_else(|| Refusal::NotFound(message("error-not-found-what", &[])).into())
}

fn unreachable_provider(error: &anyhow::Error) -> Refusal {
    tracing::error!("the provider of sign-in cannot be asked: {error:#}");
    Refusal::Conflict(message("sign-in-oidc-unreachable", &[]))
}

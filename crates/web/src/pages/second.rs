//! The second step of signing in: a code of the app, a recovery code, or a passkey (which needs the script).

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hangji_platform::access::passkeys::{self, Site};
use hangji_platform::access::sessions::{self, Token, Tried};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Day, Id, Tx};
use hangji_ui::components::{FieldKind, Form, FormField, form, heading};
use hangji_ui::{Lang, bare_page_with, html, tr};
use hangji_web_core::extract::{Object, Posted};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{Params, RequestHead, Shared};
use hangji_web_core::response::{self, see_other};
use hangji_web_core::words::{message, platform};
use hangji_web_core::{error, problem};
use serde_json::{Value, json};

use super::onward::{NEXT, local, with_session};

const CODE: &str = "code";

fn circumstances(app: &Shared) -> Result<Cx> {
    Cx::new(Id::default(), app.clock, Day::of_ms(app.clock.now_ms()))
}

/// The form, if somebody waits at the door.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    match waiting(&app, &head).await {
        Ok(Some(passkey)) => response::html(StatusCode::OK, whole(head.lang, head.params.get(NEXT), passkey, None)),
        Ok(None) => see_other("/login"),
        Err(e) => error::broken(&head, app.clock, &e),
    }
}

/// Whether the account that waits has a passkey; none if none waits.
async fn waiting(app: &Shared, head: &RequestHead) -> Result<Option<bool>> {
    let Some(token) = head.token else { return Ok(None) };
    let now = app.clock.now_ms();
    let found = app.db.read_async(move |tx| match sessions::pending(tx, &token, now)? {
        Some(account) => passkeys::any(tx, account).map(Some),
        None => Ok(None),
    });
    found.await
}

/// Tries a code.
pub(crate) async fn enter(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let code = form.get(CODE).unwrap_or_default().to_owned();
    let (policy, from, sys) = (app.policy(), head.client.clone(), Arc::clone(&app.sys));
    let tried = tried(&app, &head, move |tx, cx, token| {
        sessions::try_code(tx, cx, &sys.encryption, &policy, token, &code, &from)
    });
    match tried.await {
        Ok(Tried::In(token)) => with_session(see_other(local(form.get(NEXT))), &token),
        Ok(Tried::Gone) => see_other("/login"),
        Ok(Tried::Wrong) => again(&app, &head, &form, StatusCode::UNAUTHORIZED, None).await,
        Err(e) => match error::refusal(e) {
            Ok(refusal) => again(&app, &head, &form, StatusCode::TOO_MANY_REQUESTS, Some(refusal)).await,
            Err(e) => error::broken(&head, app.clock, &e),
        },
    }
}

async fn tried(
    app: &Shared,
    head: &RequestHead,
    attempt: impl FnOnce(&mut Tx<'_>, &mut Cx, &Token) -> Result<Tried> + Send + 'static,
) -> Result<Tried> {
    let Some(token) = head.token else { return Ok(Tried::Gone) };
    let mut cx = circumstances(app)?;
    app.db.write_async(move |tx| attempt(tx, &mut cx, &token)).await
}

async fn again(app: &Shared, head: &RequestHead, form: &Params, status: StatusCode, why: Option<Refusal>) -> Response {
    let lang = head.lang;
    let why = why.map_or_else(|| tr(lang, "second-wrong").into_owned(), |r| r.text(platform(lang)));
    match waiting(app, head).await {
        Ok(found) => response::html(status, whole(lang, form.get(NEXT), found.unwrap_or(false), Some(why))),
        Err(e) => error::broken(head, app.clock, &e),
    }
}

/// Asks for a passkey: the challenge for the browser.
pub(crate) async fn passkey_begin(State(app): State<Shared>, head: RequestHead) -> Response {
    let Some(token) = head.token else { return problem::unauthorized() };
    let site = match site(&app, &head) {
        Ok(site) => site,
        Err(e) => return refused(&app, &head, e),
    };
    let cx = match circumstances(&app) {
        Ok(cx) => cx,
        Err(e) => return error::broken(&head, app.clock, &e),
    };
    let now = app.clock.now_ms();
    let begun = app.db.write_async(move |tx| match sessions::pending(tx, &token, now)? {
        Some(_) => passkeys::begin_entering(tx, &cx, &site, &token).map(Some),
        None => Ok(None),
    });
    match begun.await {
        Ok(Some(challenge)) => Reply::ok(&challenge).response(),
        Ok(None) => problem::unauthorized(),
        Err(e) => refused(&app, &head, e),
    }
}

/// Takes the browser's answer.
pub(crate) async fn passkey_end(State(app): State<Shared>, head: RequestHead, Object(body): Object) -> Response {
    let site = match site(&app, &head) {
        Ok(site) => site,
        Err(e) => return refused(&app, &head, e),
    };
    let (policy, from) = (app.policy(), head.client.clone());
    let answer = body.get("credential").cloned().unwrap_or(Value::Null);
    let tried = tried(&app, &head, move |tx, cx, token| passkeys::enter(tx, cx, &policy, &site, token, &answer, &from));
    match tried.await {
        Ok(Tried::In(token)) => {
            let to = local(body.get(NEXT).and_then(Value::as_str));
            with_session(Reply::ok(&json!({ "to": to })).response(), &token)
        }
        Ok(Tried::Gone) => problem::unauthorized(),
        Ok(Tried::Wrong) => problem::refused(&Refusal::Forbidden(message("second-passkey-wrong", &[]))),
        Err(e) => refused(&app, &head, e),
    }
}

fn refused(app: &Shared, head: &RequestHead, e: anyhow::Error) -> Response {
    match error::refusal(e) {
        Ok(refusal) => problem::refused(&refusal),
        Err(e) => error::broken(head, app.clock, &e),
    }
}

/// The site that passkeys are bound to: by setting, else the origin that the browser names. A browser names the true one,
/// and `guard` has compared it with the host.
pub(crate) fn site(app: &Shared, head: &RequestHead) -> Result<Site> {
    Site::new(app.options.public_url.as_deref().or(head.origin.as_deref()).unwrap_or_default())
}

fn whole(lang: Lang, next: Option<&str>, passkey: bool, wrong: Option<String>) -> String {
    let next = next.unwrap_or_default();
    let code = FormField::new(CODE, tr(lang, "second-code"), FieldKind::OneTime)
        .required()
        .hint(tr(lang, "second-code-hint").into_owned());
    let next_field = FormField::hidden(NEXT, next);
    let whole = Form {
        action: "/login/second".into(),
        fields: vec![code, next_field],
        submit: tr(lang, "sign-in-submit").into_owned(),
        cancel_href: Some("/login".into()),
        error_summary: wrong.into_iter().collect(),
        ..Form::default()
    };
    let title = tr(lang, "second-title");
    let scripts: &[&'static str] = if passkey { &["access.js"] } else { &[] };
    let body = html! {
        (heading(&title, &tr(lang, "second-about"), html! {}))
        @if passkey {
            section.passkey id="passkey-enter" data-next=(next) data-failed=(tr(lang, "second-passkey-failed")) {
                button.button.main type="button" id="passkey-enter-button" hidden { (tr(lang, "second-passkey")) }
                p id="passkey-enter-said" role="status" {}
                noscript { p.hint { (tr(lang, "passkey-needs-script")) } }
            }
        }
        (form(lang, &whole))
        p { (tr(lang, "second-help")) }
    };
    bare_page_with(lang, &title, scripts, body).into_string()
}

//! Adding a passkey: the one thing here that needs the script, because only a script may ask the device for a key. Without
//! script the page says so, and the app does the same service.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hangji_platform::Cx;
use hangji_platform::access::passkeys;
use hangji_store::Tx;
use hangji_ui::components::{card, pad};
use hangji_ui::{Markup, html, tr};
use hangji_web_core::extract::Object;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::{error, problem};
use serde_json::{Value, json};

use super::offered;
use crate::pages::second::site;

/// The card with the button that the script brings to life.
pub(crate) fn card_of(rcx: &RequestCx<'_>) -> Markup {
    let lang = rcx.lang;
    let body = html! {
        p { (tr(lang, "passkey-about")) }
        div id="passkey-add" data-failed=(tr(lang, "passkey-failed")) data-codes=(tr(lang, "factor-codes-about")) {
            noscript { p.hint { (tr(lang, "passkey-needs-script")) } }
            div.field id="passkey-add-form" hidden {
                label for="passkey-name" { (tr(lang, "factor-name")) }
                input type="text" id="passkey-name" maxlength="40" value=(tr(lang, "passkey-usual"));
                div.buttons {
                    button.button type="button" id="passkey-add-button" { (tr(lang, "passkey-add")) }
                }
            }
            p id="passkey-add-said" role="status" {}
            ol.codes id="passkey-codes" hidden {}
        }
    };
    card(&tr(lang, "how-passkey"), html! {}, pad(body))
}

/// The challenge for the browser.
pub(crate) async fn begin(State(app): State<Shared>, head: RequestHead) -> Response {
    let site = match site(&app, &head) {
        Ok(site) => site,
        Err(e) => return refused(&app, &head, e),
    };
    let token = head.token;
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        offered(tx, rcx)?;
        let Some(token) = &token else { return Ok(Value::Null) };
        passkeys::begin_adding(tx, cx, &site, rcx.viewer.account, token)
    };
    app.change(head, StatusCode::OK, act).await
}

/// Takes the browser's answer; gives recovery codes where there were none.
pub(crate) async fn add(State(app): State<Shared>, head: RequestHead, body: Result<Object, Response>) -> Response {
    let body = match body {
        Ok(Object(body)) => body,
        Err(_) if head.token.is_none() => return problem::unauthorized(),
        Err(wrong) => return wrong,
    };
    let site = match site(&app, &head) {
        Ok(site) => site,
        Err(e) => return refused(&app, &head, e),
    };
    let token = head.token;
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        offered(tx, rcx)?;
        let Some(token) = &token else { return Ok(Value::Null) };
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
        let answer = body.get("credential").unwrap_or(&Value::Null);
        let codes = passkeys::add(tx, cx, &site, rcx.viewer.account, token, name, answer)?;
        Ok(json!({ "codes": codes }))
    };
    app.change(head, StatusCode::CREATED, act).await
}

/// Without a session nobody is told more than that.
fn refused(app: &Shared, head: &RequestHead, e: anyhow::Error) -> Response {
    if head.token.is_none() {
        return problem::unauthorized();
    }
    match error::refusal(e) {
        Ok(refusal) => problem::refused(&refusal),
        Err(e) => error::broken(head, app.clock, &e),
    }
}

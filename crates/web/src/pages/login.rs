//! Signing in and out. The slow check of the password runs outside transactions, two at a time. Who has a second factor
//! is then asked for it on a page of its own (`second`).

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use hangji_platform::access::sessions::{self, Client, Entered, Token};
use hangji_platform::{Cx, Result};
use hangji_store::{Day, Id};
use hangji_ui::components::{FieldKind, Form, FormField, Kind as Colour, form, heading, notice};
use hangji_ui::{Lang, bare_page, html, tr};
use hangji_web_core::app::App;
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{Params, RequestHead, Shared};
use hangji_web_core::response::{self, see_other};
use hangji_web_core::words::platform;
use hangji_web_core::{error, links, measure};

use super::onward::{NEXT, local, onward};
use super::password_checks::check;

const USER: &str = "user";
const PASSWORD: &str = "password";

/// The form.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    let mut response = response::html(StatusCode::OK, whole(&app, head.lang, &head.params, None));
    for cookie in head.remember {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Checks name and password and opens a session, or goes on to the second factor.
pub(crate) async fn enter(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let wrong = |status, text: String| response::html(status, whole(&app, head.lang, &form, Some(text)));
    let next = local(form.get(NEXT));
    let proven = prove(&app, &form, head.client.clone()).await;
    measure::sign_in(match &proven {
        Ok(Some(Entered::In(_))) => "password",
        Ok(Some(Entered::Second(_))) => "second",
        Ok(None) => "refused",
        Err(_) => "error",
    });
    match proven {
        Ok(Some(entered)) => onward(&entered, next),
        Ok(None) => wrong(StatusCode::UNAUTHORIZED, tr(head.lang, "sign-in-error").into_owned()),
        Err(e) => match error::refusal(e) {
            Ok(refusal) => wrong(StatusCode::TOO_MANY_REQUESTS, refusal.text(platform(head.lang))),
            Err(e) => error::broken(&head, app.clock, &e),
        },
    }
}

async fn prove(app: &Shared, form: &Params, from: Client) -> Result<Option<Entered>> {
    let login = form.get(USER).unwrap_or_default().to_owned();
    let password = form.raw(PASSWORD).unwrap_or_default().to_owned();
    let (clock, now) = (app.clock, app.clock.now_ms());
    let claim = app.db.read_async(move |tx| sessions::claim(tx, &login, now)).await?;
    let (claim, right) = check(app, claim, password).await?;
    let policy = app.policy();
    let opened = app.db.write_async(move |tx| {
        let mut cx = Cx::new(Id::default(), clock, Day::of_ms(clock.now_ms()))?;
        if !right {
            sessions::failed(tx, &mut cx, &claim)?;
            return Ok(None);
        }
        sessions::open(tx, &mut cx, &policy, &claim, &from).map(Some)
    });
    opened.await
}

/// Ends the session. The browser keeps its token, which opens nothing any more: it only tells whose a form is that
/// another window of this browser sends later.
pub(crate) async fn leave(State(app): State<Shared>, head: RequestHead) -> Response {
    let clock = app.clock;
    let close = move |tx: &mut hangji_store::Tx<'_>, token: &Token| {
        let mut cx = Cx::new(Id::default(), clock, Day::of_ms(clock.now_ms()))?;
        sessions::close(tx, &mut cx, token)
    };
    if let Some(token) = head.token
        && let Err(e) = app.db.write_async(move |tx| close(tx, &token)).await
    {
        return error::broken(&head, app.clock, &e);
    }
    see_other("/login")
}

fn whole(app: &App, lang: Lang, params: &Params, wrong: Option<String>) -> String {
    let word = |key| tr(lang, key).into_owned();
    let value = |name: &str| params.get(name).unwrap_or_default().to_owned();
    let field = |name: &str, label, kind| FormField::new(name, label, kind);
    let password = FieldKind::Password { autocomplete: "current-password" };
    let whole = Form {
        action: "/login".into(),
        fields: vec![
            field(USER, word("sign-in-user"), FieldKind::Text { max: Some(40) }).required().value(value(USER)),
            field(PASSWORD, word("sign-in-password"), password).required(),
            field(NEXT, String::new(), FieldKind::Hidden).value(value(NEXT)),
        ],
        submit: word("sign-in-submit"),
        error_summary: wrong.into_iter().collect(),
        ..Form::default()
    };
    let title = tr(lang, "sign-in-title");
    let other = super::sign_in::button(app, lang, params.get(NEXT));
    let kept = params.get(NEXT).is_some_and(links::is_draft);
    let body = html! {
        (heading(&title, "", html! {}))
        @if kept { (notice(Colour::Info, html! { (tr(lang, "sign-in-draft")) })) }
        (form(lang, &whole))
        (other)
        p { (tr(lang, "sign-in-help")) }
    };
    bare_page(lang, &title, body).into_string()
}

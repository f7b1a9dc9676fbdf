//! Signing in and out. The slow check of the password runs outside transactions, two at a time.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use hangji_pages::parts::{FieldKind, Form, FormField, form, heading};
use hangji_pages::{Lang, bare_page, html, tr};
use hangji_platform::access::sessions::{self, Claim, Token};
use hangji_platform::{Cx, Result};
use hangji_store::{Day, Id};

use crate::answer::see_other;
use crate::request::{Asked, Params, Posted, Shared};
use crate::words::platform;
use crate::{cookies, error, measure};

const USER: &str = "user";
const PASSWORD: &str = "password";
const NEXT: &str = "next";

/// The form.
pub(crate) async fn show(asked: Asked) -> Response {
    let mut response = error::html(StatusCode::OK, whole(asked.lang, &asked.params, None));
    for cookie in asked.remember {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Checks name and password and opens a session.
pub(crate) async fn enter(State(app): State<Shared>, asked: Asked, Posted(form): Posted) -> Response {
    let wrong = |status, text: String| error::html(status, whole(asked.lang, &form, Some(text)));
    let proven = prove(&app, &form).await;
    measure::sign_in(match &proven {
        Ok(Some(_)) => "password",
        Ok(None) => "refused",
        Err(_) => "error",
    });
    match proven {
        Ok(Some(token)) => {
            let mut response = see_other(local(form.get(NEXT)));
            if let Some(cookie) = cookies::session(&token) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Ok(None) => wrong(StatusCode::UNAUTHORIZED, tr(asked.lang, "sign-in-error").into_owned()),
        Err(e) => match error::refusal(e) {
            Ok(refusal) => wrong(StatusCode::TOO_MANY_REQUESTS, refusal.text(platform(asked.lang))),
            Err(e) => error::broken(&asked, app.clock, &e),
        },
    }
}

async fn prove(app: &Shared, form: &Params) -> Result<Option<Token>> {
    let login = form.get(USER).unwrap_or_default().to_owned();
    let password = form.raw(PASSWORD).unwrap_or_default().to_owned();
    let (clock, now) = (app.clock, app.clock.now_ms());
    let claim = app.db.read_async(move |tx| sessions::claim(tx, &login, now)).await?;
    let (claim, right) = {
        let _permit = app.checks.acquire().await?;
        check(claim, password).await?
    };
    let opened = app.db.write_async(move |tx| {
        if !right {
            sessions::failed(tx, &claim, now)?;
            return Ok(None);
        }
        let mut cx = Cx::new(Id::default(), clock, Day::of_ms(now))?;
        sessions::open(tx, &mut cx, &claim).map(Some)
    });
    opened.await
}

async fn check(claim: Claim, password: String) -> Result<(Claim, bool)> {
    Ok(tokio::task::spawn_blocking(move || {
        let right = sessions::proves(&claim, &password);
        (claim, right)
    })
    .await?)
}

/// Ends the session.
pub(crate) async fn leave(State(app): State<Shared>, asked: Asked) -> Response {
    if let Some(token) = asked.token
        && let Err(e) = app.db.write_async(move |tx| sessions::close(tx, &token)).await
    {
        return error::broken(&asked, app.clock, &e);
    }
    let mut response = see_other("/login");
    response.headers_mut().append(header::SET_COOKIE, cookies::no_session());
    response
}

/// An address of ours to go on to; anything else becomes the desk.
fn local(next: Option<&str>) -> &str {
    let ours = |n: &&str| n.starts_with('/') && !n.starts_with("//") && !n.contains(['\\', '\r', '\n', '\t']);
    next.filter(ours).unwrap_or("/")
}

fn whole(lang: Lang, params: &Params, wrong: Option<String>) -> String {
    let word = |key| tr(lang, key).into_owned();
    let value = |name: &str| params.get(name).unwrap_or_default().to_owned();
    let field = |name: &str, label, kind| FormField { name: name.into(), label, kind, ..FormField::default() };
    let password = FieldKind::Password { autocomplete: "current-password" };
    let whole = Form {
        action: "/login".into(),
        fields: vec![
            FormField {
                required: true,
                value: value(USER),
                ..field(USER, word("sign-in-user"), FieldKind::Text { max: Some(40) })
            },
            FormField { required: true, ..field(PASSWORD, word("sign-in-password"), password) },
            FormField { value: value(NEXT), ..field(NEXT, String::new(), FieldKind::Hidden) },
        ],
        submit: word("sign-in-submit"),
        error_summary: wrong.into_iter().collect(),
        ..Form::default()
    };
    let title = tr(lang, "sign-in-title");
    let body = html! { (heading(&title, "", html! {})) (form(lang, &whole)) p { (tr(lang, "sign-in-help")) } };
    bare_page(lang, &title, body).into_string()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn the_way_on_stays_with_us() {
        assert_eq!(local(Some("/l/visits?a=1")), "/l/visits?a=1");
        for bad in ["//evil", "https://evil", "/\\evil", "javascript:x", "/a\r\nSet-Cookie: x"] {
            assert_eq!(local(Some(bad)), "/");
        }
    }
}

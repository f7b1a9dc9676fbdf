//! Changing my password: the old one is asked for, the new one weighed, other sessions end.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::password::FIELD as NEW;
use hangji_platform::access::{Breaches, Password, sessions};
use hangji_platform::{Problem, Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{FieldKind, Form, FormField, Kind as Colour, form, heading, notice};
use hangji_ui::{html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;

use super::{at, crumbs, form_errors, in_person, prove_again, refused_page};
use crate::pages::password_checks::PasswordChecks;

const OLD: &str = "old";
const AGAIN: &str = "again";

/// The form.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        in_person(rcx)?;
        content(tx, rcx, None)
    })
    .await
}

/// Changes it.
pub(crate) async fn change(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let refused = |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| content(tx, rcx, Some(refusal));
    let password = match made(&app, &head, &form).await {
        Ok(password) => password,
        Err(e) => return refused_page(app, head, e, refused).await,
    };
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut hangji_platform::Cx| {
        in_person(rcx)?;
        // None only where nobody is signed in, whom this transaction has just refused.
        let Some(password) = &password else { return Ok("/login".to_owned()) };
        password.store(tx, cx, rcx.viewer.account, Some(&rcx.key))?;
        Ok("/account?saved=1".to_owned())
    };
    app.act(head, act, move |tx, rcx, refusal| Ok(refused(tx, rcx, refusal)?.refused(refusal))).await
}

/// The new password, hashed, once the old one is proved. Slow, and so before the transaction that stores it.
async fn made(app: &Shared, head: &RequestHead, form: &Params) -> Result<Option<Password>> {
    let new = form.raw(NEW).unwrap_or_default().to_owned();
    if form.raw(AGAIN).unwrap_or_default() != new {
        return Err(Refusal::invalid(Problem::at(AGAIN, message("password-differs", &[]))).into());
    }
    let (inner, given) = (app.clone(), head.clone());
    let who = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        Ok(Some((sessions::login_of(tx, rcx.viewer.account)?, rcx.viewer.name.clone())))
    });
    let Some((login, name)) = who.await? else { return Ok(None) };
    if form.raw(OLD) == Some(&new) {
        return Err(Refusal::invalid(Problem::at(NEW, message("password-same", &[]))).into());
    }
    prove_again(app, head, OLD, form.raw(OLD)).await?;
    let file = app.options.breach_file.clone();
    let checks = PasswordChecks::of(app);
    let _permit = checks.turn().await?;
    let made = tokio::task::spawn_blocking(move || {
        let listed = file.as_deref().map(Breaches::open).transpose()?;
        Password::chosen(&new, &[&login, &name], listed.as_ref())
    });
    made.await?.map(Some)
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refused: Option<&Refusal>) -> Result<Content> {
    let lang = rcx.lang;
    let field = |name: &str, key: &str, autocomplete| {
        FormField::new(name, tr(lang, key), FieldKind::Password { autocomplete })
            .required()
            .error(at(rcx, refused, name))
    };
    let whole = Form {
        action: "/account/password".into(),
        fields: vec![
            field(OLD, "password-old", "current-password"),
            field(NEW, "password-new", "new-password").hint(tr(lang, "password-rules").into_owned()),
            field(AGAIN, "password-again", "new-password"),
        ],
        submit: tr(lang, "password-change").into_owned(),
        cancel_href: Some(super::HERE.into()),
        error_summary: form_errors(rcx, refused, &[OLD, NEW, AGAIN]),
        ..Form::default()
    };
    let must = sessions::must_change(tx, rcx.viewer.account)?;
    let title = tr(lang, "password-change");
    let main = html! {
        (heading(&title, &tr(lang, "password-about"), html! {}))
        @if must { (notice(Colour::Warn, html! { (tr(lang, "duty-password")) })) }
        (form(lang, &whole))
    };
    Ok(Content::new(&*title, super::HERE, main).at(crumbs(rcx, &title)))
}

//! What an administrator does to an account: one form, one reason.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::access::Password;
use hangji_platform::access::admin::AccountAction;
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Kind as Colour, button_link, card, heading, notice, pad};
use hangji_ui::{html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::error;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::REASON;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;

use super::account::{ACTION, content};
use super::{HERE, crumbs, find, href};
use crate::pages::password_checks::PasswordChecks;

/// Does it.
pub(crate) async fn act(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    if form.get(ACTION) == Some(AccountAction::Password.code()) {
        return password(app, head, id, form).await;
    }
    let (at, given) = (id.clone(), form.clone());
    let run = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (work, account) = find(tx, rcx, &at)?;
        let (id, reason) = (account.id(), given.raw(REASON).unwrap_or_default());
        let chosen = given.get(ACTION).unwrap_or_default();
        let (code, session) = chosen.split_once(':').map_or((chosen, None), |(code, session)| (code, Some(session)));
        match AccountAction::ALL.into_iter().find(|d| d.code() == code) {
            Some(AccountAction::Unlock) => work.unlock(tx, cx, id, reason)?,
            Some(AccountAction::EndSessions) => work.end_sessions(tx, cx, id, session, reason)?,
            Some(AccountAction::RemoveFactors) => work.remove_factors(tx, cx, id, reason)?,
            Some(AccountAction::Suspend) => work.suspend(tx, cx, id, reason)?,
            Some(AccountAction::Reopen) => work.reopen(tx, cx, id, reason)?,
            Some(AccountAction::Rights | AccountAction::Password) | None => {
                return Err(Refusal::invalid(Problem::at(ACTION, message("admin-no-deed", &[]))).into());
            }
        }
        Ok(format!("{}?saved=1", href(id)))
    };
    app.act(head, run, move |tx, rcx, refusal| Ok(content(tx, rcx, &id, &form, Some(refusal))?.refused(refusal))).await
}

/// A password for one entry: made and hashed before the transaction, shown once.
async fn password(app: Shared, head: RequestHead, id: String, form: Params) -> Response {
    let (text, password) = match one_time(&app).await {
        Ok(made) => made,
        Err(e) => return error::broken(&head, app.clock, &e),
    };
    let (at, given) = (id.clone(), form.clone());
    let run = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (work, account) = find(tx, rcx, &at)?;
        work.set_password(tx, cx, account.id(), &password, given.raw(REASON).unwrap_or_default())?;
        let login = hangji_platform::access::sessions::login_of(tx, account.id())?;
        Ok(shown(rcx, account.id(), &login, &text, false))
    };
    app.traced(head, run, move |tx, rcx, refusal| Ok(content(tx, rcx, &id, &form, Some(refusal))?.refused(refusal)))
        .await
}

/// Makes a password for one entry, beside the threads of pages: hashing is slow by design.
pub(crate) async fn one_time(app: &Shared) -> Result<(String, Password)> {
    let checks = PasswordChecks::of(app);
    let _permit = checks.turn().await?;
    tokio::task::spawn_blocking(Password::one_time).await?
}

/// The one page that shows a password for one entry.
pub(super) fn shown(rcx: &RequestCx<'_>, account: Id, login: &str, password: &str, new: bool) -> Content {
    let lang = rcx.lang;
    let title = tr(lang, "admin-one-time");
    let onward = tr_args(lang, "admin-one-time-about", &[("login", login.into())]);
    let main = html! {
        (heading(&title, login, html! {}))
        (notice(Colour::Warn, html! { (tr(lang, "shown-once")) }))
        (card(&title, html! {}, pad(html! {
            p { output.secret id="one-time-password" { (password) } }
            p { (onward) }
            @if new { p { (tr(lang, "admin-waits-for-rights")) } }
            p { (button_link(&href(account), &tr(lang, "account-back"), true)) }
        })))
    };
    Content::new(&*title, HERE, main).at(crumbs(rcx, &title))
}

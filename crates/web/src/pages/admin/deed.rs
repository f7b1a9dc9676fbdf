//! What an administrator does to an account: one form, one reason.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{Kind as Colour, button_link, card, heading, notice, pad};
use hangji_pages::{html, tr, tr_args};
use hangji_platform::access::Password;
use hangji_platform::access::admin::Deed;
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::{Id, Tx};

use super::account::{DEED, content};
use super::{HERE, crumbs, find, href};
use crate::answer::Content;
use crate::error;
use crate::pages::record::REASON;
use crate::request::{Asked, Params, Posted, Shared, Visit};
use crate::words::said;

/// Does it.
pub(crate) async fn act(
    State(app): State<Shared>,
    asked: Asked,
    Path(id): Path<String>,
    Posted(form): Posted,
) -> Response {
    if form.get(DEED) == Some(Deed::Password.code()) {
        return password(app, asked, id, form).await;
    }
    let (at, given) = (id.clone(), form.clone());
    let run = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let (work, account) = find(tx, visit, &at)?;
        let (id, reason) = (account.id(), given.raw(REASON).unwrap_or_default());
        let chosen = given.get(DEED).unwrap_or_default();
        let (code, session) = chosen.split_once(':').map_or((chosen, None), |(code, session)| (code, Some(session)));
        match Deed::ALL.into_iter().find(|d| d.code() == code) {
            Some(Deed::Unlock) => work.unlock(tx, cx, id, reason)?,
            Some(Deed::EndSessions) => work.end_sessions(tx, cx, id, session, reason)?,
            Some(Deed::RemoveFactors) => work.remove_factors(tx, cx, id, reason)?,
            Some(Deed::Suspend) => work.suspend(tx, cx, id, reason)?,
            Some(Deed::Reopen) => work.reopen(tx, cx, id, reason)?,
            Some(Deed::Rights | Deed::Password) | None => {
                return Err(Refusal::invalid(Problem::at(DEED, said("admin-no-deed", &[]))).into());
            }
        }
        Ok(format!("{}?saved=1", href(id)))
    };
    app.act(asked, run, move |tx, visit, refusal| Ok(content(tx, visit, &id, &form, Some(refusal))?.refused(refusal)))
        .await
}

/// A password for one entry: made and hashed before the transaction, shown once.
async fn password(app: Shared, asked: Asked, id: String, form: Params) -> Response {
    let (text, password) = match one_time(&app).await {
        Ok(made) => made,
        Err(e) => return error::broken(&asked, app.clock, &e),
    };
    let (at, given) = (id.clone(), form.clone());
    let run = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let (work, account) = find(tx, visit, &at)?;
        work.set_password(tx, cx, account.id(), &password, given.raw(REASON).unwrap_or_default())?;
        let login = hangji_platform::access::sessions::login_of(tx, account.id())?;
        Ok(shown(visit, account.id(), &login, &text, false))
    };
    app.traced(
        asked,
        run,
        move |tx, visit, refusal| Ok(content(tx, visit, &id, &form, Some(refusal))?.refused(refusal)),
    )
    .await
}

/// Makes a password for one entry, beside the threads of pages: hashing is slow by design.
pub(crate) async fn one_time(app: &Shared) -> Result<(String, Password)> {
    let _permit = app.checks.acquire().await?;
    tokio::task::spawn_blocking(Password::one_time).await?
}

/// The one page that shows a password for one entry.
pub(super) fn shown(visit: &Visit<'_>, account: Id, login: &str, password: &str, new: bool) -> Content {
    let lang = visit.lang;
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
    Content::new(&*title, HERE, main).at(crumbs(visit, &title))
}

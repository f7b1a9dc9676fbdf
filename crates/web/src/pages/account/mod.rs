//! My account: who I am to the system, what I prove it with, where I am signed in, and my tokens for scripts. Nothing here
//! is done through a token: one must not make another.

pub(crate) mod device;
pub(crate) mod factors;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod qr;
pub(crate) mod sessions;
pub(crate) mod tokens;

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::sessions::{self as stored, Kind};
use hangji_platform::access::{Demand, factors as held};
use hangji_platform::tree::lookup;
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{Kind as Colour, button_link, card, facts, heading, notice, pad};
use hangji_ui::{html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::error;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, platform};

/// Where the page stands.
pub(crate) const HERE: &str = "/account";

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        content(tx, rcx, None, &Params::default())
    })
    .await
}

/// The page, with what was refused of a token asked for.
pub(crate) fn content(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    refused: Option<&Refusal>,
    given: &Params,
) -> Result<Content> {
    let lang = rcx.lang;
    let (now, policy) = (rcx.app.clock.now_ms(), rcx.app.policy());
    let all = stored::of(tx, &policy, rcx.viewer.account, now)?;
    let (tokens, browsers): (Vec<_>, Vec<_>) = all.into_iter().partition(|s| s.kind == Kind::Token);
    let demand = policy.demand(tx)?;
    let held = held::of(tx, rcx.viewer.account)?;
    let codes = held::codes_left(tx, rcx.viewer.account)?;
    let who = who(tx, rcx)?;
    let main = html! {
        @if rcx.head.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "account-saved")) })) }
        (heading(&tr(lang, "account-title"), &rcx.viewer.name, html! {
            (button_link("/account/password", &tr(lang, "password-change"), false))
        }))
        (card(&tr(lang, "account-who"), html! {}, pad(facts(lang, &who))))
        @if demand != Demand::Off { (factors::card_of(rcx, &held, codes)) }
        (sessions::card_of(rcx, &browsers))
        (tokens::card_of(rcx, &tokens, refused, given))
    };
    Ok(Content::new(tr(lang, "account-title"), HERE, main))
}

fn who(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Vec<(String, hangji_ui::Markup, Option<String>)>> {
    let lang = rcx.lang;
    let login = stored::login_of(tx, rcx.viewer.account)?;
    let role = rcx.viewer.role.as_ref().map_or("", |r| rcx.t(r.title));
    let territory = match rcx.scope.node() {
        Some(node) => lookup::by_id(tx, &rcx.scope, node)?.name,
        None => tr(lang, "account-involved").into_owned(),
    };
    let fact = |key: &str, text: &str| (key.to_owned(), html! { (text) }, None);
    Ok(vec![
        fact(&tr(lang, "sign-in-user"), &login),
        fact(&tr(lang, "account-role"), role),
        fact(&tr(lang, "account-territory"), &territory),
    ])
}

/// Refuses whoever comes with a script's token.
pub(crate) fn in_person(rcx: &RequestCx<'_>) -> Result<()> {
    if rcx.by_script { Err(Refusal::Forbidden(message("account-not-by-token", &[])).into()) } else { Ok(()) }
}

/// Refuses where second factors are not offered, and whoever comes with a script's token.
pub(crate) fn offered(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<()> {
    in_person(rcx)?;
    match rcx.app.policy().demand(tx)? {
        Demand::Off => Err(Refusal::NotFound(message("factor-off", &[])).into()),
        _ => Ok(()),
    }
}

/// What a page of the account stands under.
pub(crate) fn crumbs(rcx: &RequestCx<'_>, title: &str) -> Vec<(String, Option<String>)> {
    vec![(tr(rcx.lang, "account-title").into_owned(), Some(HERE.to_owned())), (title.to_owned(), None)]
}

/// Whether the password sent along is that of whoever asks. A wrong one is counted.
///
/// # Errors
/// A refusal beside the field if it is wrong or missing, or if there were too many; a fault.
pub(crate) async fn prove_again(
    app: &Shared,
    head: &RequestHead,
    field: &'static str,
    password: Option<&str>,
) -> Result<()> {
    let Some(password) = password.filter(|p| !p.is_empty()) else {
        return Err(Refusal::invalid(Problem::at(field, message("password-old-missing", &[]))).into());
    };
    let (inner, given) = (app.clone(), head.clone());
    let claim = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        in_person(&rcx)?;
        Ok(Some((rcx.viewer.account, stored::claim_own(tx, rcx.viewer.account, inner.clock.now_ms())?)))
    });
    // Without a session the act that follows sends to the log-in.
    let Some((account, claim)) = claim.await? else { return Ok(()) };
    let (claim, right) = crate::pages::password_checks::check(app, claim, password.to_owned()).await?;
    if right {
        return Ok(());
    }
    let clock = app.clock;
    let count = move |tx: &mut Tx<'_>| {
        let mut cx = Cx::new(account, clock, hangji_store::Day::of_ms(clock.now_ms()))?;
        stored::failed(tx, &mut cx, &claim)
    };
    app.db.write_async(count).await?;
    Err(Refusal::invalid(Problem::at(field, message("password-old-wrong", &[]))).into())
}

/// What a field of a form was refused for.
pub(crate) fn at(rcx: &RequestCx<'_>, refused: Option<&Refusal>, field: &str) -> Option<String> {
    let Some(Refusal::Invalid(problems)) = refused else { return None };
    let here = problems.iter().find(|p| p.field == Some(field));
    here.map(|p| p.message.in_(platform(rcx.lang)).to_owned())
}

/// What was refused beside the fields named.
pub(crate) fn form_errors(rcx: &RequestCx<'_>, refused: Option<&Refusal>, fields: &[&str]) -> Vec<String> {
    match refused {
        None => Vec::new(),
        Some(Refusal::Invalid(problems)) => {
            let whole = problems.iter().filter(|p| p.field.is_none_or(|f| !fields.contains(&f)));
            whole.map(|p| p.message.in_(platform(rcx.lang)).to_owned()).collect()
        }
        Some(other) => vec![other.text(platform(rcx.lang))],
    }
}

/// A fault or refusal of work done before the page's own transaction, as the answer.
pub(crate) async fn refused_page(
    app: Shared,
    head: RequestHead,
    e: anyhow::Error,
    page: impl FnOnce(&mut Tx<'_>, &RequestCx<'_>, &Refusal) -> Result<Content> + Send + 'static,
) -> Response {
    match error::refusal(e) {
        Ok(refusal) => app.page(head, move |tx, rcx| Ok(page(tx, rcx, &refusal)?.refused(&refusal))).await,
        Err(e) => error::broken(&head, app.clock, &e),
    }
}

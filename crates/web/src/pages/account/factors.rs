//! My second factors: the app (enrolled without script, by picture or by typing), passkeys, recovery codes.

use axum::extract::State;
use axum::response::Response;
use hangji_pages::parts::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, button_link, card, data_table, form, heading, notice,
    pad, post_button,
};
use hangji_pages::{Markup, html, tr, tr_args};
use hangji_platform::access::factors::{self, Factor, Kind};
use hangji_platform::access::{Demand, sessions};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};

use super::{HERE, at, beside, crumbs, in_person, prove_again, qr, refused_page};
use crate::answer::Content;
use crate::request::{Asked, Params, Posted, Shared, Visit};
use crate::words::{moment, said};

const NAME: &str = "name";
const CODE: &str = "code";
const PASSWORD: &str = "password";
/// The page of the second factors.
const PAGE: &str = "/account/second-factor";

/// What stands on the account's page.
pub(crate) fn card_of(visit: &Visit<'_>, held: &[Factor], codes: i64) -> Markup {
    let lang = visit.lang;
    let extra = button_link(PAGE, &tr(lang, "factor-manage"), false);
    let words = if held.is_empty() {
        tr(lang, "factor-none").into_owned()
    } else {
        tr_args(lang, "factor-have", &[("count", held.len().into()), ("codes", codes.into())])
    };
    card(&tr(lang, "factor-title"), extra, pad(html! { p { (words) } }))
}

/// Refuses where second factors are not offered, and whoever comes with a script's token.
pub(crate) fn offered(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<()> {
    in_person(visit)?;
    match visit.app.policy().demand(tx)? {
        Demand::Off => Err(Refusal::NotFound(said("factor-off", &[])).into()),
        _ => Ok(()),
    }
}

/// The page.
pub(crate) async fn show(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&["saved"])?;
        content(tx, visit, None)
    })
    .await
}

fn content(tx: &mut Tx<'_>, visit: &Visit<'_>, refused: Option<&Refusal>) -> Result<Content> {
    offered(tx, visit)?;
    let lang = visit.lang;
    let account = visit.viewer.account;
    let (held, codes) = (factors::of(tx, account)?, factors::codes_left(tx, account)?);
    let must = held.is_empty() && visit.app.policy().demand(tx)?.concerns(visit.viewer.office());
    let title = tr(lang, "factor-title");
    let main = html! {
        @if visit.asked.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "account-saved")) })) }
        (heading(&title, &tr(lang, "factor-about"), html! {}))
        @if must { (notice(Colour::Warn, html! { (tr(lang, "duty-second-factor")) })) }
        (list(visit, &held))
        (card(&tr(lang, "factor-app"), html! {}, pad(html! {
            p { (tr(lang, "factor-app-about")) }
            (post_button("/account/second-factor/app/begin", &tr(lang, "factor-app-add"), held.is_empty()))
        })))
        (super::passkeys::card_of(visit))
        @if !held.is_empty() {
            (card(&tr(lang, "factor-codes"), html! {}, pad(html! {
                p { (tr_args(lang, "factor-codes-left", &[("count", codes.into())])) }
                (post_button("/account/second-factor/codes", &tr(lang, "factor-codes-make"), false))
            })))
            (card(&tr(lang, "factor-remove"), html! {}, pad(removal(visit, &held, refused))))
        }
    };
    Ok(Content::new(&*title, HERE, main).at(crumbs(visit, &title)).with_script("access.js"))
}

fn list(visit: &Visit<'_>, held: &[Factor]) -> Markup {
    let lang = visit.lang;
    let rows = held.iter().map(|f| {
        let used = if f.used_at == 0 { tr(lang, "token-unused").into_owned() } else { moment(f.used_at) };
        vec![
            Td::text(&f.name).heading(),
            Td::text(&kind_words(visit, f.kind)),
            Td::text(&moment(f.added_at)),
            Td::text(&used),
        ]
    });
    let table = Table {
        caption: tr(lang, "factor-title").into_owned(),
        columns: ["factor-name", "factor-kind", "factor-added", "session-seen"]
            .map(|k| Col::text(tr(lang, k)))
            .to_vec(),
        rows: rows.collect(),
        empty: tr(lang, "factor-none").into_owned(),
        ..Table::default()
    };
    card(&tr(lang, "factor-mine"), html! {}, data_table(lang, &table))
}

/// What a kind is called.
pub(crate) fn kind_words(visit: &Visit<'_>, kind: Kind) -> String {
    tr(
        visit.lang,
        match kind {
            Kind::Totp => "how-totp",
            Kind::Passkey => "how-passkey",
        },
    )
    .into_owned()
}

/// Removing weakens what guards the account: the password is asked for.
fn removal(visit: &Visit<'_>, held: &[Factor], refused: Option<&Refusal>) -> Markup {
    let lang = visit.lang;
    let whole = Form {
        action: "/account/second-factor/remove".into(),
        fields: vec![
            FormField {
                name: "id".into(),
                label: tr(lang, "factor-which").into_owned(),
                required: true,
                kind: FieldKind::Select(held.iter().map(|f| (f.id.to_string(), f.name.clone())).collect()),
                ..FormField::default()
            },
            FormField {
                name: PASSWORD.into(),
                label: tr(lang, "sign-in-password").into_owned(),
                required: true,
                error: at(visit, refused, PASSWORD),
                kind: FieldKind::Password { autocomplete: "current-password" },
                ..FormField::default()
            },
        ],
        submit: tr(lang, "factor-remove").into_owned(),
        error_summary: beside(visit, refused, &[PASSWORD]),
        ..Form::default()
    };
    form(lang, &whole)
}

/// Removes one.
pub(crate) async fn remove(State(app): State<Shared>, asked: Asked, Posted(form): Posted) -> Response {
    let refused = |tx: &mut Tx<'_>, visit: &Visit<'_>, refusal: &Refusal| content(tx, visit, Some(refusal));
    if let Err(e) = prove_again(&app, &asked, PASSWORD, form.raw(PASSWORD)).await {
        return refused_page(app, asked, e, refused).await;
    }
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        offered(tx, visit)?;
        let id: Id = form.get("id").and_then(|id| id.parse().ok()).unwrap_or_default();
        factors::remove(tx, cx, visit.viewer.account, id)?;
        Ok(format!("{PAGE}?saved=1"))
    };
    app.act(asked, act, move |tx, visit, refusal| Ok(refused(tx, visit, refusal)?.refused(refusal))).await
}

/// Begins to enrol an app.
pub(crate) async fn begin_app(State(app): State<Shared>, asked: Asked) -> Response {
    let act = |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        offered(tx, visit)?;
        factors::begin_totp(tx, cx, &visit.sys.seal, visit.viewer.account)?;
        Ok("/account/second-factor/app".to_owned())
    };
    app.act(asked, act, |tx, visit, refusal| Ok(content(tx, visit, Some(refusal))?.refused(refusal))).await
}

/// The picture and the form that ends the enrolment.
pub(crate) async fn show_app(State(app): State<Shared>, asked: Asked) -> Response {
    app.page(asked, |tx, visit| {
        visit.asked.params.only_of(&[])?;
        enrolment(tx, visit, &Params::default(), None)
    })
    .await
}

fn enrolment(tx: &mut Tx<'_>, visit: &Visit<'_>, given: &Params, refused: Option<&Refusal>) -> Result<Content> {
    offered(tx, visit)?;
    let lang = visit.lang;
    let none = || Refusal::NotFound(said("factor-app-none", &[]));
    let secret = factors::pending_totp(tx, &visit.sys.seal, visit.viewer.account)?.ok_or_else(none)?;
    let login = sessions::login_of(tx, visit.viewer.account)?;
    let address = factors::address(&tr(lang, "product-name"), &login, &secret);
    let groups: Vec<&str> = (0..secret.len()).step_by(4).map(|i| &secret[i..secret.len().min(i + 4)]).collect();
    let name = given.get(NAME).map_or_else(|| tr(lang, "factor-app-usual").into_owned(), str::to_owned);
    let whole = Form {
        action: "/account/second-factor/app".into(),
        fields: vec![
            FormField {
                name: CODE.into(),
                label: tr(lang, "factor-app-code").into_owned(),
                required: true,
                error: at(visit, refused, CODE),
                kind: FieldKind::OneTime,
                ..FormField::default()
            },
            FormField {
                name: NAME.into(),
                label: tr(lang, "factor-name").into_owned(),
                required: true,
                error: at(visit, refused, NAME),
                kind: FieldKind::Text { max: Some(40) },
                value: name,
                ..FormField::default()
            },
        ],
        submit: tr(lang, "factor-app-confirm").into_owned(),
        cancel_href: Some(PAGE.into()),
        error_summary: beside(visit, refused, &[CODE, NAME]),
        ..Form::default()
    };
    let title = tr(lang, "factor-app-add");
    let main = html! {
        (heading(&title, "", html! {}))
        (card(&tr(lang, "factor-app-scan"), html! {}, pad(html! {
            p { (tr(lang, "factor-app-scan-about")) }
            @if let Some(picture) = qr::picture(&address, &tr(lang, "factor-app-picture")) { (picture) }
            p { (tr(lang, "factor-app-type")) }
            p { output.secret id="totp-secret" { (groups.join(" ")) } }
            p { a href=(address) { (tr(lang, "factor-app-open")) } }
        })))
        (card(&tr(lang, "factor-app-prove"), html! {}, pad(form(lang, &whole))))
    };
    Ok(Content::new(&*title, HERE, main).at(crumbs(visit, &title)))
}

/// Ends the enrolment with the first code.
pub(crate) async fn confirm_app(State(app): State<Shared>, asked: Asked, Posted(form): Posted) -> Response {
    let given = form.clone();
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        offered(tx, visit)?;
        let (name, code) = (form.raw(NAME).unwrap_or_default(), form.raw(CODE).unwrap_or_default());
        let codes = factors::confirm_totp(tx, cx, &visit.sys.seal, visit.viewer.account, name, code)?;
        Ok(enrolled(visit, &codes))
    };
    app.traced(asked, act, move |tx, visit, refusal| Ok(enrolment(tx, visit, &given, Some(refusal))?.refused(refusal)))
        .await
}

/// Makes fresh recovery codes.
pub(crate) async fn make_codes(State(app): State<Shared>, asked: Asked) -> Response {
    let act = |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        offered(tx, visit)?;
        if !factors::any(tx, visit.viewer.account)? {
            return Err(Refusal::BadRequest(said("factor-none", &[])).into());
        }
        let codes = factors::make_codes(tx, cx, visit.viewer.account)?;
        Ok(enrolled(visit, &codes))
    };
    app.traced(asked, act, |tx, visit, refusal| Ok(content(tx, visit, Some(refusal))?.refused(refusal))).await
}

/// The one page that shows recovery codes, if there are fresh ones.
fn enrolled(visit: &Visit<'_>, codes: &[String]) -> Content {
    let lang = visit.lang;
    let title = tr(lang, "factor-done");
    let main = html! {
        (heading(&title, "", html! {}))
        @if !codes.is_empty() {
            (notice(Colour::Warn, html! { (tr(lang, "shown-once")) }))
            (card(&tr(lang, "factor-codes"), html! {}, pad(html! {
                p { (tr(lang, "factor-codes-about")) }
                (codes_list(codes))
            })))
        }
        p { (button_link(PAGE, &tr(lang, "account-back"), true)) }
    };
    Content::new(&*title, HERE, main).at(crumbs(visit, &title))
}

/// Recovery codes to print or write down.
pub(crate) fn codes_list(codes: &[String]) -> Markup {
    html! { ol.codes id="recovery-codes" { @for code in codes { li { output.secret { (code) } } } } }
}

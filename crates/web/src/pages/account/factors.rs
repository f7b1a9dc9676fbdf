//! My second factors: the app (enrolled without script, by picture or by typing), passkeys, recovery codes.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::factors::{self, Factor, Kind};
use hangji_platform::access::sessions;
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, button_link, card, data_table, form, heading, notice,
    pad, post_button,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, moment};

use super::{HERE, at, crumbs, form_errors, offered, prove_again, qr, refused_page};

const NAME: &str = "name";
const CODE: &str = "code";
const PASSWORD: &str = "password";
/// The page of the second factors.
const PAGE: &str = "/account/second-factor";

/// What stands on the account's page.
pub(crate) fn card_of(rcx: &RequestCx<'_>, held: &[Factor], codes: i64) -> Markup {
    let lang = rcx.lang;
    let extra = button_link(PAGE, &tr(lang, "factor-manage"), false);
    let words = if held.is_empty() {
        tr(lang, "factor-none").into_owned()
    } else {
        tr_args(lang, "factor-have", &[("count", held.len().into()), ("codes", codes.into())])
    };
    card(&tr(lang, "factor-title"), extra, pad(html! { p { (words) } }))
}

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        content(tx, rcx, None)
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refused: Option<&Refusal>) -> Result<Content> {
    offered(tx, rcx)?;
    let lang = rcx.lang;
    let account = rcx.viewer.account;
    let (held, codes) = (factors::of(tx, account)?, factors::codes_left(tx, account)?);
    let must = held.is_empty() && rcx.app.policy().demand(tx)?.concerns(rcx.viewer.office());
    let title = tr(lang, "factor-title");
    let main = html! {
        @if rcx.head.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "account-saved")) })) }
        (heading(&title, &tr(lang, "factor-about"), html! {}))
        @if must { (notice(Colour::Warn, html! { (tr(lang, "duty-second-factor")) })) }
        (list(rcx, &held))
        (card(&tr(lang, "factor-app"), html! {}, pad(html! {
            p { (tr(lang, "factor-app-about")) }
            (post_button("/account/second-factor/app/begin", &tr(lang, "factor-app-add"), held.is_empty()))
        })))
        (super::passkeys::card_of(rcx))
        @if !held.is_empty() {
            (card(&tr(lang, "factor-codes"), html! {}, pad(html! {
                p { (tr_args(lang, "factor-codes-left", &[("count", codes.into())])) }
                (post_button("/account/second-factor/codes", &tr(lang, "factor-codes-make"), false))
            })))
            (card(&tr(lang, "factor-remove"), html! {}, pad(removal(rcx, &held, refused))))
        }
    };
    Ok(Content::new(&*title, HERE, main).at(crumbs(rcx, &title)).with_script("access.js"))
}

fn list(rcx: &RequestCx<'_>, held: &[Factor]) -> Markup {
    let lang = rcx.lang;
    let rows = held.iter().map(|f| {
        let used = if f.used_at == 0 { tr(lang, "token-unused").into_owned() } else { moment(f.used_at) };
        vec![
            Td::text(&f.name).heading(),
            Td::text(&kind_words(rcx, f.kind)),
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
pub(crate) fn kind_words(rcx: &RequestCx<'_>, kind: Kind) -> String {
    tr(
        rcx.lang,
        match kind {
            Kind::Totp => "how-totp",
            Kind::Passkey => "how-passkey",
        },
    )
    .into_owned()
}

/// Removing weakens what guards the account: the password is asked for.
fn removal(rcx: &RequestCx<'_>, held: &[Factor], refused: Option<&Refusal>) -> Markup {
    let lang = rcx.lang;
    let whole = Form {
        action: "/account/second-factor/remove".into(),
        fields: vec![
            FormField::new(
                "id",
                tr(lang, "factor-which"),
                FieldKind::Select(held.iter().map(|f| (f.id.to_string(), f.name.clone())).collect()),
            )
            .required(),
            FormField::new(
                PASSWORD,
                tr(lang, "sign-in-password"),
                FieldKind::Password { autocomplete: "current-password" },
            )
            .required()
            .error(at(rcx, refused, PASSWORD)),
        ],
        submit: tr(lang, "factor-remove").into_owned(),
        error_summary: form_errors(rcx, refused, &[PASSWORD]),
        ..Form::default()
    };
    form(lang, &whole)
}

/// Removes one.
pub(crate) async fn remove(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let refused = |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| content(tx, rcx, Some(refusal));
    if let Err(e) = prove_again(&app, &head, PASSWORD, form.raw(PASSWORD)).await {
        return refused_page(app, head, e, refused).await;
    }
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        offered(tx, rcx)?;
        let id: Id = form.get("id").and_then(|id| id.parse().ok()).unwrap_or_default();
        factors::remove(tx, cx, rcx.viewer.account, id)?;
        Ok(format!("{PAGE}?saved=1"))
    };
    app.act(head, act, move |tx, rcx, refusal| Ok(refused(tx, rcx, refusal)?.refused(refusal))).await
}

/// Begins to enrol an app.
pub(crate) async fn begin_app(State(app): State<Shared>, head: RequestHead) -> Response {
    let act = |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        offered(tx, rcx)?;
        factors::begin_totp(tx, cx, &rcx.sys.encryption, rcx.viewer.account)?;
        Ok("/account/second-factor/app".to_owned())
    };
    app.act(head, act, |tx, rcx, refusal| Ok(content(tx, rcx, Some(refusal))?.refused(refusal))).await
}

/// The picture and the form that ends the enrolment.
pub(crate) async fn show_app(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        enrolment(tx, rcx, &Params::default(), None)
    })
    .await
}

fn enrolment(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, given: &Params, refused: Option<&Refusal>) -> Result<Content> {
    offered(tx, rcx)?;
    let lang = rcx.lang;
    let none = || Refusal::NotFound(message("factor-app-none", &[]));
    let secret = factors::pending_totp(tx, &rcx.sys.encryption, rcx.viewer.account)?.ok_or_else(none)?;
    let login = sessions::login_of(tx, rcx.viewer.account)?;
    let address = factors::address(&tr(lang, "product-name"), &login, &secret);
    let groups: Vec<&str> = (0..secret.len()).step_by(4).map(|i| &secret[i..secret.len().min(i + 4)]).collect();
    let name = given.get(NAME).map_or_else(|| tr(lang, "factor-app-usual").into_owned(), str::to_owned);
    let whole = Form {
        action: "/account/second-factor/app".into(),
        fields: vec![
            FormField::new(CODE, tr(lang, "factor-app-code"), FieldKind::OneTime)
                .required()
                .error(at(rcx, refused, CODE)),
            FormField::new(NAME, tr(lang, "factor-name"), FieldKind::Text { max: Some(40) })
                .required()
                .value(name)
                .error(at(rcx, refused, NAME)),
        ],
        submit: tr(lang, "factor-app-confirm").into_owned(),
        cancel_href: Some(PAGE.into()),
        error_summary: form_errors(rcx, refused, &[CODE, NAME]),
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
    Ok(Content::new(&*title, HERE, main).at(crumbs(rcx, &title)))
}

/// Ends the enrolment with the first code.
pub(crate) async fn confirm_app(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let given = form.clone();
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        offered(tx, rcx)?;
        let (name, code) = (form.raw(NAME).unwrap_or_default(), form.raw(CODE).unwrap_or_default());
        let codes = factors::confirm_totp(tx, cx, &rcx.sys.encryption, rcx.viewer.account, name, code)?;
        Ok(enrolled(rcx, &codes))
    };
    app.traced(head, act, move |tx, rcx, refusal| Ok(enrolment(tx, rcx, &given, Some(refusal))?.refused(refusal))).await
}

/// Makes fresh recovery codes.
pub(crate) async fn make_codes(State(app): State<Shared>, head: RequestHead) -> Response {
    let act = |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        offered(tx, rcx)?;
        if !factors::any(tx, rcx.viewer.account)? {
            return Err(Refusal::BadRequest(message("factor-none", &[])).into());
        }
        let codes = factors::make_codes(tx, cx, rcx.viewer.account)?;
        Ok(enrolled(rcx, &codes))
    };
    app.traced(head, act, |tx, rcx, refusal| Ok(content(tx, rcx, Some(refusal))?.refused(refusal))).await
}

/// The one page that shows recovery codes, if there are fresh ones.
fn enrolled(rcx: &RequestCx<'_>, codes: &[String]) -> Content {
    let lang = rcx.lang;
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
    Content::new(&*title, HERE, main).at(crumbs(rcx, &title))
}

/// Recovery codes to print or write down.
pub(crate) fn codes_list(codes: &[String]) -> Markup {
    html! { ol.codes id="recovery-codes" { @for code in codes { li { output.secret { (code) } } } } }
}

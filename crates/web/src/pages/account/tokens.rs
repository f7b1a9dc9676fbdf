//! Tokens for my scripts: made with a name, days, and no more rights than they need; shown once.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::access::sessions::{self, MOST_DAYS, Session, Wish};
use hangji_platform::journal::hash::to_hex;
use hangji_platform::tree::lookup;
use hangji_platform::{Cx, Problem, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, button_link, card, data_table, form, heading, notice,
    pad, post_button,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::error;
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{ORG, Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::moment;

use super::{HERE, at, crumbs, form_errors, in_person};

const NAME: &str = "name";
const DAYS: &str = "days";
const READS_ONLY: &str = "reads_only";
/// Days that a token usually lasts.
const USUAL_DAYS: &str = "90";

/// Makes one and shows it.
pub(crate) async fn make(State(app): State<Shared>, head: RequestHead, Posted(form): Posted) -> Response {
    let given = form.clone();
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        in_person(rcx)?;
        let days = u32::try_from(form.count(DAYS, 0, i64::from(u32::MAX), 0)?).unwrap_or_default();
        let wish = Wish {
            name: form.raw(NAME).unwrap_or_default(),
            days,
            reads_only: form.get(READS_ONLY).is_some(),
            org: narrower(tx, rcx, &form)?,
        };
        let token = sessions::grant(tx, cx, rcx.viewer.account, &wish)?;
        Ok(shown(rcx, wish.name, &to_hex(&token)))
    };
    app.traced(head, act, move |tx, rcx, refusal| Ok(super::content(tx, rcx, Some(refusal), &given)?.refused(refusal)))
        .await
}

/// The organisation that the token is narrowed to, seen by its owner.
pub(crate) fn narrower(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, form: &Params) -> Result<Option<Id>> {
    match form.get(ORG).filter(|_| sessions::may_narrow(&rcx.viewer)) {
        Some(code) => match lookup::by_code(tx, &rcx.scope, code) {
            Ok(org) => Ok(Some(org.id)),
            Err(e) => match error::refusal(e)? {
                Refusal::NotFound(message) => Err(Refusal::invalid(Problem::at(ORG, message)).into()),
                other => Err(other.into()),
            },
        },
        None => Ok(None),
    }
}

/// The one page that shows it.
fn shown(rcx: &RequestCx<'_>, name: &str, token: &str) -> Content {
    let lang = rcx.lang;
    let title = tr(lang, "token-made");
    let main = html! {
        (heading(&title, name, html! {}))
        (notice(Colour::Warn, html! { (tr(lang, "shown-once")) }))
        (card(&tr(lang, "token-title"), html! {}, pad(html! {
            p { output.secret id="token" { (token) } }
            p { (tr(lang, "token-use")) }
            pre { "Authorization: Bearer …" }
            p { (button_link(HERE, &tr(lang, "account-back"), true)) }
        })))
    };
    Content::new(&*title, HERE, main).at(crumbs(rcx, &title))
}

/// The list of those in force, and the form for another.
pub(crate) fn card_of(rcx: &RequestCx<'_>, all: &[Session], refused: Option<&Refusal>, given: &Params) -> Markup {
    let lang = rcx.lang;
    let rows = all.iter().map(|s| {
        let mut row = facts_of(rcx, s);
        let end = format!("/account/sessions/{}/end", s.code());
        row.push(Td::of(post_button(&end, &tr(lang, "session-end"), false)));
        row
    });
    let mut columns = columns(rcx);
    columns.push(Col::text(tr(lang, "session-action")));
    let table = Table {
        caption: tr(lang, "token-title").into_owned(),
        columns,
        rows: rows.collect(),
        empty: tr(lang, "token-none").into_owned(),
        ..Table::default()
    };
    let body = html! {
        (data_table(lang, &table))
        (pad(html! { h3 { (tr(lang, "token-new")) } (form(lang, &wanted(rcx, refused, given))) }))
    };
    card(&tr(lang, "token-title"), html! {}, body)
}

/// The columns that tell of a token.
pub(crate) fn columns(rcx: &RequestCx<'_>) -> Vec<Col> {
    ["token-name", "token-rights", "session-started", "session-seen", "token-ends"]
        .map(|key| Col::text(tr(rcx.lang, key)))
        .to_vec()
}

/// The cells of those columns.
pub(crate) fn facts_of(rcx: &RequestCx<'_>, s: &Session) -> Vec<Td> {
    let lang = rcx.lang;
    let mut rights = tr(lang, if s.reads_only { "token-reads-only" } else { "token-reads-and-writes" }).into_owned();
    if let Some(org) = &s.org {
        rights.push_str(" · ");
        rights.push_str(org);
    }
    let seen = if s.seen_at > s.started_at { moment(s.seen_at) } else { tr(lang, "token-unused").into_owned() };
    vec![
        Td::text(if s.name.is_empty() { "–" } else { &s.name }).heading(),
        Td::text(&rights),
        Td::text(&moment(s.started_at)),
        Td::text(&seen),
        Td::text(&moment(s.expires_at)),
    ]
}

fn wanted(rcx: &RequestCx<'_>, refused: Option<&Refusal>, given: &Params) -> Form {
    let lang = rcx.lang;
    let value = |name: &str| given.raw(name).unwrap_or_default().to_owned();
    let most = tr_args(lang, "token-days-hint", &[("most", i64::from(MOST_DAYS).into())]);
    let days = if given.0.is_empty() { USUAL_DAYS.to_owned() } else { value(DAYS) };
    let mut fields =
        vec![
            FormField::new(NAME, tr(lang, "token-name"), FieldKind::Text { max: Some(40) })
                .required()
                .value(value(NAME))
                .hint(tr(lang, "token-name-hint").into_owned())
                .error(at(rcx, refused, NAME)),
            FormField::new(
                DAYS,
                tr(lang, "token-days"),
                FieldKind::Whole { unit: tr(lang, "token-days-unit").into_owned() },
            )
            .required()
            .value(days)
            .hint(most)
            .error(at(rcx, refused, DAYS)),
            FormField::new(READS_ONLY, tr(lang, "token-reads-only-wish"), FieldKind::Bool)
                .value(if given.0.is_empty() { "true".into() } else { value(READS_ONLY) }),
        ];
    if sessions::may_narrow(&rcx.viewer) {
        fields.push(
            FormField::new(ORG, tr(lang, "token-org"), FieldKind::Text { max: Some(30) })
                .value(value(ORG))
                .hint(tr(lang, "token-org-hint").into_owned())
                .error(at(rcx, refused, ORG)),
        );
    }
    Form {
        action: "/account/tokens".into(),
        fields,
        submit: tr(lang, "token-make").into_owned(),
        error_summary: form_errors(rcx, refused, &[NAME, DAYS, ORG]),
        ..Form::default()
    }
}

//! Requests of the people concerned, for those who answer them.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::acts::Correction;
use hangji_platform::ledger::{acts, list};
use hangji_platform::privacy::requests::{self, CORRECT, ERASE, Request};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::Tx;
use hangji_ui::components::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, button_link, card, columns, data_table, facts, form,
    heading, notice, pad,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::with_errors;
use hangji_web_core::links::REQUESTS;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, platform};
use hangji_web_core::{facts, values};

use super::subject_access::{about, answer, retention, status};

/// The list: what waits, due first, and what was answered.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&["saved"])?;
        if !requests::answers(rcx.sys, &rcx.viewer) {
            return Err(Refusal::NotFound(message("error-not-found-what", &[])).into());
        }
        let lang = rcx.lang;
        let open = requests::to_answer(tx, rcx.sys, &rcx.viewer, true)?;
        let done = requests::to_answer(tx, rcx.sys, &rcx.viewer, false)?;
        let overdue = open.iter().filter(|r| r.is_overdue(rcx.today)).count() as i64;
        let count =
            tr_args(lang, "privacy-waiting", &[("count", (open.len() as i64).into()), ("overdue", overdue.into())]);
        let title = tr(lang, "privacy-requests-title");
        let main = html! {
            @if rcx.head.params.get("saved").is_some() {
                (notice(Colour::Good, html! { (tr(lang, "privacy-answered")) }))
            }
            (heading(&title, &count, html! {}))
            (card(&tr(lang, "privacy-open"), html! {}, table(rcx, &open)))
            (card(&tr(lang, "privacy-closed"), html! {}, table(rcx, &done)))
        };
        Ok(Content::new(title, REQUESTS, main))
    })
    .await
}

fn table(rcx: &RequestCx<'_>, found: &[Request<'_>]) -> Markup {
    let lang = rcx.lang;
    let row = |r: &Request<'_>| {
        let href = format!("{REQUESTS}/{}", r.line.record.id);
        let who = r.line.names.first().cloned().flatten().unwrap_or_default();
        let due = r.due_on.map_or_else(String::new, |d| d.to_string());
        let head = Td::link(&href, &about(rcx, r)).heading();
        vec![head, Td::text(&who), Td::text(&r.line.org_name), Td::text(&due), Td::of(status(rcx, r))]
    };
    let heads = ["privacy-request", "privacy-applicant", "term-organisation", "privacy-due", "privacy-state"];
    let table = Table {
        caption: tr(lang, "privacy-requests-title").into_owned(),
        columns: heads.map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: found.iter().map(row).collect(),
        empty: tr(lang, "privacy-no-requests").into_owned(),
        ..Table::default()
    };
    data_table(lang, &table)
}

/// The request of an address.
pub(crate) fn find<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, id: &str) -> Result<Request<'v>> {
    let id = id.parse().map_err(|_| Refusal::NotFound(message("error-not-found-what", &[])))?;
    requests::find(tx, rcx.sys, &rcx.viewer, id)
}

/// A request with the record it concerns, and the ways to answer it.
pub(crate) async fn one(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&[])?;
        page(tx, rcx, &id, &Params::default(), None)
    })
    .await
}

fn page(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, id: &str, given: &Params, refused: Option<&Refusal>) -> Result<Content> {
    let lang = rcx.lang;
    let request = find(tx, rcx, id)?;
    let title = about(rcx, &request);
    let line = list::one(tx, rcx.sys, &rcx.scope, request.target, request.record)?;
    let items = match &line {
        Some(line) => facts::items(tx, rcx, request.target, line, false)?,
        None => Vec::new(),
    };
    let message = [
        ("privacy-applicant", request.line.names.first().cloned().flatten().unwrap_or_default()),
        ("privacy-wrong", request.wrong.clone()),
        ("privacy-should-be", request.should_be.clone()),
        ("privacy-due", request.due_on.map_or_else(String::new, |d| d.to_string())),
    ];
    let message: Vec<_> = message
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| (tr(lang, key).into_owned(), html! { (text) }, None))
        .collect();
    let main = html! {
        @if let Some(refusal) = refused.filter(|r| !matches!(r, Refusal::Invalid(_))) {
            (notice(Colour::Bad, html! { (refusal.text(platform(lang))) }))
        }
        (heading(&title, &request.line.org_name, status(rcx, &request)))
        (columns(
            html! {
                (card(&tr(lang, "privacy-request"), html! {}, pad(facts(lang, &message))))
                (card(rcx.t(request.target.title), html! {}, pad(facts(lang, &items))))
            },
            html! {
                @if request.is_open() {
                    (granting(rcx, &request, line.is_some()))
                    (card(&tr(lang, "privacy-refuse"), html! {}, refusing(rcx, &request, given, refused)))
                } @else { (card(&tr(lang, "privacy-answer"), html! {}, pad(answer(rcx, &request)))) }
            },
        ))
    };
    let crumbs =
        vec![(tr(lang, "privacy-requests-title").into_owned(), Some(REQUESTS.to_owned())), (title.clone(), None)];
    Ok(Content::new(title, REQUESTS, main).at(crumbs))
}

/// To grant a correction is to amend the record; an erasure is an act of its own.
fn granting(rcx: &RequestCx<'_>, request: &Request<'_>, seen: bool) -> Markup {
    let lang = rcx.lang;
    if request.what == CORRECT {
        let href = format!("/l/{}/{}/amend?request={}", request.target.name, request.record, request.line.record.id);
        return html! { @if seen { (card(&tr(lang, "privacy-grant"), html! {}, pad(button_link(&href, &tr(lang, "privacy-grant-correct"), true)))) } };
    }
    let sure = FormField::new("sure", tr(lang, "privacy-erase-sure"), FieldKind::Bool).required();
    let whole = Form {
        action: format!("{REQUESTS}/{}/erase", request.line.record.id),
        fields: vec![sure],
        submit: tr(lang, "privacy-grant-erase").into_owned(),
        ..Form::default()
    };
    card(&tr(lang, "privacy-grant"), html! {}, html! { (pad(retention(rcx, request.target))) (form(lang, &whole)) })
}

fn refusing(rcx: &RequestCx<'_>, request: &Request<'_>, given: &Params, refused: Option<&Refusal>) -> Markup {
    let lang = rcx.lang;
    let field = |name: &str, key: &str, kind| {
        FormField::new(name, tr(lang, key), kind).required().value(given.raw(name).unwrap_or_default())
    };
    let grounds = requests::grounds(&request.what).map(|g| (g.code.to_owned(), rcx.t(g.term).to_owned())).collect();
    let fields = vec![
        field("ground", "privacy-ground", FieldKind::Select(grounds)),
        field("answer", "privacy-answer-words", FieldKind::Long { max: Some(500) }),
    ];
    let whole = Form {
        action: format!("{REQUESTS}/{}/refuse", request.line.record.id),
        fields: with_errors(rcx, fields, refused),
        submit: tr(lang, "privacy-refuse").into_owned(),
        ..Form::default()
    };
    form(lang, &whole)
}

/// Corrects a record as the person concerned asks for, and answers the request.
///
/// # Errors
/// A refusal if it is no request to correct, the record was changed meanwhile, or what was asked for does not hold; a
/// fault.
pub(crate) fn granted(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    cx: &mut Cx,
    request: &Request<'_>,
    seen: i64,
    reason: &str,
) -> Result<()> {
    let (ledger, line) = facts::find(tx, rcx, request.target.name, &request.record.to_string())?;
    let Some(i) = request.field.filter(|_| request.what == CORRECT) else {
        return Err(Refusal::NotFound(message("error-not-found-what", &[])).into());
    };
    let may = rcx.viewer.may_write(rcx.sys, ledger.name)?;
    let head = Params(vec![(ledger.fields[i].name.to_owned(), request.should_be.clone())]);
    let given = values::of_form(tx, rcx, ledger, line.record.org, Some(&line), &head)?;
    acts::amend(tx, rcx.sys, cx, &may, Correction { id: line.record.id, seen, reason }, given)?;
    requests::answer(tx, rcx.sys, cx, &rcx.viewer, request, None, "")
}

/// Refuses a request on a ground.
pub(crate) async fn refuse(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(sent): Posted,
) -> Response {
    let (text, given) = (id.clone(), sent.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let request = find(tx, rcx, &text)?;
        let ground = given.get("ground").unwrap_or_default();
        let answer = given.get("answer").unwrap_or_default();
        requests::answer(tx, rcx.sys, cx, &rcx.viewer, &request, Some(ground), answer)?;
        Ok(format!("{REQUESTS}?saved=1"))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        Ok(page(tx, rcx, &id, &sent, Some(refusal))?.refused(refusal))
    };
    app.act(head, act, refused).await
}

/// Erases what was asked to be erased.
pub(crate) async fn erase(
    State(app): State<Shared>,
    head: RequestHead,
    Path(id): Path<String>,
    Posted(sent): Posted,
) -> Response {
    let text = id.clone();
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let request = find(tx, rcx, &text)?;
        if request.what != ERASE || sent.get("sure") != Some("true") {
            return Err(Refusal::BadRequest(message("privacy-erase-unsure", &[])).into());
        }
        requests::grant_erasure(tx, rcx.sys, cx, &rcx.viewer, &request)?;
        Ok(format!("{REQUESTS}?saved=1"))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        Ok(page(tx, rcx, &id, &Params::default(), Some(refusal))?.refused(refusal))
    };
    app.act(head, act, refused).await
}

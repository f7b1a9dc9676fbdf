//! Entering and amending a record: the form made from the declaration, what was typed kept through errors, drafts and
//! lost sessions, and the last row to begin with.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::ledger::acts::Correction;
use hangji_platform::ledger::list::{self, Line};
use hangji_platform::ledger::{Field, Ledger, Sensitivity, State as Standing, acts};
use hangji_platform::privacy::requests::{self, CORRECT, Request};
use hangji_platform::workspace::drafts::{self, Draft, Unsent};
use hangji_platform::workspace::recent_entries;
use hangji_platform::{Cx, Refusal, Result, tree};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Form, FormField, Kind as Colour, button_link, form, heading, notice};
use hangji_ui::{Markup, href_with, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::extract::Posted;
use hangji_web_core::fields::{self, control, reason_name, seen, whole_errors, with_errors};
use hangji_web_core::request::{ORG, Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::message;
use hangji_web_core::{error, facts, links, listing, values};

use super::record;
use super::{conflict, privacy};

/// What a form carries beside its fields.
const DRAFT: &str = "draft";
const THEN: &str = "then";
const REQUEST: &str = "request";

/// The empty form of a new record, or one that begins like the last row.
pub(crate) async fn empty(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        let ledger = rcx.viewer.may_add(rcx.sys, &ledger)?.ledger;
        rcx.head.params.only_of(&[ORG, "saved", "copy"])?;
        let org = rcx.node(tx)?.map(|o| o.code).unwrap_or_default();
        let mut given = Params(vec![(ORG.into(), org)]);
        if rcx.head.params.get("copy").is_some()
            && let Some(last) = last_row(tx, rcx, ledger)?
        {
            let asked_for = rcx.head.params.get(ORG).map(str::to_owned);
            given = copied(rcx, ledger, &last, asked_for);
        }
        new_page(tx, rcx, ledger, &given, None)
    })
    .await
}

/// The record that the viewer entered last in a ledger, if it stands and they still see it.
pub(crate) fn last_row(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger) -> Result<Option<Line>> {
    for id in recent_entries::last(tx, rcx.viewer.account, ledger)? {
        let line = list::one(tx, rcx.sys, &rcx.scope, ledger, id)?;
        if let Some(line) = line.filter(|l| l.record.state == Standing::InForce) {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

/// Whether no other record begins with a field's value: what is masked, and a code that no two records share.
pub(crate) fn is_its_own(ledger: &Ledger, field: &Field) -> bool {
    field.sensitivity == Sensitivity::Masked || ledger.key == [field.name]
}

/// A form filled like a record, without what is its own.
fn copied(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, org: Option<String>) -> Params {
    let fields = ledger.fields.iter().enumerate().filter(|(_, f)| !is_its_own(ledger, f));
    let fields = fields.map(|(i, f)| (f.name.to_owned(), values::typed(rcx, ledger, i, line)));
    let org = (ORG.to_owned(), org.unwrap_or_else(|| line.org_code.clone()));
    Params([org].into_iter().chain(fields).collect())
}

/// Enters a new record.
pub(crate) async fn add(
    State(app): State<Shared>,
    head: RequestHead,
    Path(ledger): Path<String>,
    Posted(form): Posted,
) -> Response {
    let unsent = unsent(&ledger, None, &form);
    let (posted, kept) = (form.clone(), unsent.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let may = rcx.viewer.may_add(rcx.sys, &kept.ledger)?;
        if posted.get(THEN) == Some(DRAFT) {
            return save_draft(tx, rcx, cx, &kept, &posted);
        }
        let (org, given) = values::new_of_form(tx, rcx, may.ledger, &posted)?;
        let id = acts::add(tx, rcx.sys, cx, &may, org, given)?;
        recent_entries::note(tx, cx, may.ledger, id)?;
        settle_draft(tx, rcx, &posted)?;
        Ok(match posted.get(THEN) {
            Some("next") => {
                let next = format!("/l/{}/new?saved={id}", may.ledger.name);
                posted.get(ORG).map_or_else(|| next.clone(), |_| next.clone() + &org_part(tx, rcx, org))
            }
            _ => format!("{}?saved=1", links::record(may.ledger.name, id)),
        })
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        let ledger = rcx.viewer.may_add(rcx.sys, &ledger)?.ledger;
        Ok(new_page(tx, rcx, ledger, &form, Some(refusal))?.refused(refusal))
    };
    app.act_kept(head, Some(unsent), act, refused).await
}

/// The organisation as the next form's address names it.
fn org_part(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: Id) -> String {
    let found = tree::lookup::by_id(tx, &rcx.scope, org);
    found.map_or_else(|_| String::new(), |o| format!("&{ORG}={}", hangji_ui::encoded(&o.code)))
}

/// The form of a record to amend.
pub(crate) async fn filled(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id)): Path<(String, String)>,
) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&[REQUEST])?;
        let (ledger, line) = facts::find(tx, rcx, &ledger, &id)?;
        rcx.viewer.may_write(rcx.sys, ledger.name)?.check_org(tx, line.record.org)?;
        if let Err(e) = acts::check_in_force(&line.record) {
            let refusal = error::refusal(e)?;
            return Ok(record::content(tx, rcx, ledger.name, &id, Some(&refusal))?.refused(&refusal));
        }
        let given = match rcx.head.params.get(REQUEST) {
            Some(id) => Some(as_asked(tx, rcx, &line, id)?),
            None => None,
        };
        amend_page(tx, rcx, ledger, &line, given.as_ref(), None)
    })
    .await
}

/// A request of the person concerned that a record be corrected.
fn asked_for<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, line: &Line, id: &str) -> Result<Request<'v>> {
    let request = privacy::find(tx, rcx, id)?;
    if request.what == CORRECT && request.record == line.record.id {
        return Ok(request);
    }
    Err(Refusal::NotFound(message("error-not-found-what", &[])).into())
}

/// The form filled as the person concerned asks for.
fn as_asked(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, line: &Line, id: &str) -> Result<Params> {
    let request = asked_for(tx, rcx, line, id)?;
    let field = request.field.map(|i| request.target.fields[i].name).unwrap_or_default();
    let reason = tr(rcx.lang, "privacy-grant-reason").into_owned();
    let given = [
        (field, request.should_be),
        (reason_name(request.target), reason),
        ("seen", line.record.entry.to_string()),
        (REQUEST, request.line.record.id.to_string()),
    ];
    Ok(Params(given.map(|(name, value)| (name.to_owned(), value)).to_vec()))
}

/// Gives a record another state.
pub(crate) async fn amend(
    State(app): State<Shared>,
    head: RequestHead,
    Path((ledger, id)): Path<(String, String)>,
    Posted(form): Posted,
) -> Response {
    let unsent = unsent(&ledger, id.parse().ok(), &form);
    let (text, posted, kept) = (id.clone(), form.clone(), unsent.clone());
    let act = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx| {
        let (ledger, line) = facts::find(tx, rcx, &kept.ledger, &text)?;
        let may = rcx.viewer.may_write(rcx.sys, ledger.name)?;
        if posted.get(THEN) == Some(DRAFT) {
            may.check_org(tx, line.record.org)?;
            return save_draft(tx, rcx, cx, &kept, &posted);
        }
        let decided = conflict::decided(ledger, &posted);
        let given = values::of_form(tx, rcx, ledger, line.record.org, Some(&line), &decided)?;
        let reason = posted.raw(reason_name(ledger)).unwrap_or_default();
        let correction = Correction { id: line.record.id, seen: seen(&posted)?, reason };
        acts::amend(tx, rcx.sys, cx, &may, correction, given)?;
        settle_draft(tx, rcx, &posted)?;
        if let Some(id) = posted.get(REQUEST) {
            let request = asked_for(tx, rcx, &line, id)?;
            requests::answer(tx, rcx.sys, cx, &rcx.viewer, &request, None, "")?;
            return Ok(format!("{}?saved=1", links::REQUESTS));
        }
        Ok(format!("{}?saved=1", links::record(ledger.name, line.record.id)))
    };
    let refused = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>, refusal: &Refusal| {
        let (ledger, line) = facts::find(tx, rcx, &ledger, &id)?;
        rcx.viewer.may_write(rcx.sys, ledger.name)?.check_org(tx, line.record.org)?;
        Ok(amend_page(tx, rcx, ledger, &line, Some(&form), Some(refusal))?.refused(refusal))
    };
    app.act_kept(head, Some(unsent), act, refused).await
}

/// What would be lost if it could not be stored.
fn unsent(ledger: &str, record: Option<Id>, form: &Params) -> Unsent {
    let kept = form.0.iter().filter(|(n, _)| n != THEN && n != DRAFT).cloned().collect();
    Unsent { ledger: ledger.to_owned(), record, form: kept }
}

/// The draft that a form was taken up from.
fn draft_of(form: &Params) -> Option<Id> {
    form.get(DRAFT)?.parse().ok()
}

fn save_draft(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, unsent: &Unsent, form: &Params) -> Result<String> {
    let id = drafts::save(tx, rcx.sys, cx, unsent, draft_of(form))?;
    Ok(format!("{}?saved=1", links::draft(id)))
}

/// What has become a record is no draft any more.
fn settle_draft(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, form: &Params) -> Result<()> {
    if let Some(id) = draft_of(form) {
        drafts::discard(tx, rcx.viewer.account, id)?;
    }
    Ok(())
}

/// The form of a draft, as it was left.
pub(crate) fn of_draft(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, draft: &Draft) -> Result<Content> {
    let mut given = Params(draft.unsent.form.clone());
    given.0.push((DRAFT.into(), draft.id.to_string()));
    let ledger = rcx.viewer.may_write(rcx.sys, &draft.unsent.ledger)?.ledger;
    let Some(id) = draft.unsent.record else { return new_page(tx, rcx, ledger, &given, None) };
    let (ledger, line) = facts::find(tx, rcx, ledger.name, &id.to_string())?;
    rcx.viewer.may_write(rcx.sys, ledger.name)?.check_org(tx, line.record.org)?;
    amend_page(tx, rcx, ledger, &line, Some(&given), None)
}

fn new_page(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    given: &Params,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let text = |name: &str| given.raw(name).unwrap_or_default().to_owned();
    let likely = recent_entries::references(tx, rcx.viewer.account, ledger)?;
    let mut fields = Vec::with_capacity(ledger.fields.len() + 2);
    if !ledger.is_tree {
        let (kind, from) = fields::reference(tx, rcx, tree::ORGANISATIONS, &[])?;
        fields.push(
            FormField::new(ORG, tr(lang, "term-organisation"), kind)
                .required()
                .value(text(ORG))
                .hint(tr(lang, "org-hint").into_owned())
                .suggest(from),
        );
    }
    // What another office fills in is not asked for.
    for (i, field) in ledger.fields.iter().enumerate().filter(|(_, f)| rcx.viewer.gives(ledger.name, f.name)) {
        let ids = likely.iter().find(|(at, _)| *at == i).map_or(&[][..], |(_, ids)| ids);
        fields.push(control(tx, rcx, field, text(field.name), ids)?);
    }
    fields.extend(mark_of(given, DRAFT));
    let whole = Form {
        action: format!("/l/{}/new", ledger.name),
        fields: with_errors(rcx, fields, refused),
        submit: tr(lang, "form-save").into_owned(),
        submit_next: Some(tr(lang, "form-save-next").into_owned()),
        submit_draft: Some(tr(lang, "draft-save").into_owned()),
        focus: true,
        cancel_href: Some(links::list(ledger.name)),
        error_summary: whole_errors(rcx, ledger, refused),
        ..Form::default()
    };
    let copy = !recent_entries::last(tx, rcx.viewer.account, ledger)?.is_empty() && refused.is_none();
    let actions = html! {
        @if copy {
            (button_link(&href_with(&again(rcx, ledger), "copy", "last"), &tr(lang, "form-copy-last"), false))
        }
    };
    let above = match refused {
        Some(Refusal::Conflict(_)) => same_record(tx, rcx, ledger, given)?,
        _ if given.get(DRAFT).is_some() => html! {},
        _ => waiting(tx, rcx, ledger)?,
    };
    Ok(framed(rcx, ledger, &tr(lang, "list-add"), actions, above, &whole))
}

/// The way to the record that a form would have entered a second time, if the viewer sees it.
fn same_record(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, given: &Params) -> Result<Markup> {
    let same = match values::new_of_form(tx, rcx, ledger, given) {
        Ok((org, values)) => list::same_key(tx, rcx.sys, &rcx.scope, ledger, org, &values)?,
        // A draft need not be a good record.
        Err(e) => error::refusal(e).map(|_| None)?,
    };
    Ok(html! {
        @if let Some(line) = same {
            (notice(Colour::Info, html! {
                (tr(rcx.lang, "form-same-record")) " "
                a href=(links::record(ledger.name, line.record.id)) { (listing::name(rcx, ledger, &line)) }
            }))
        }
    })
}

/// This form's address, at the same organisation.
fn again(rcx: &RequestCx<'_>, ledger: &Ledger) -> String {
    let here = format!("/l/{}/new", ledger.name);
    rcx.head.params.get(ORG).map_or_else(|| here.clone(), |org| href_with(&here, ORG, org))
}

/// What a form carries along, where it came with it.
fn mark_of(given: &Params, name: &str) -> Option<FormField> {
    let value = given.get(name)?.to_owned();
    Some(FormField::hidden(name, value))
}

fn amend_page(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    line: &Line,
    given: Option<&Params>,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let rivals = given.map(|g| conflict::rivals(tx, rcx, ledger, line, g)).transpose()?.flatten();
    let mut fields = Vec::with_capacity(ledger.fields.len() + 3);
    for (i, field) in ledger.fields.iter().enumerate() {
        let text = match given.and_then(|g| g.raw(field.name)) {
            Some(text) => text.to_owned(),
            None => values::typed(rcx, ledger, i, line),
        };
        let mut made = control(tx, rcx, field, text, &[])?;
        made.readonly = !rcx.viewer.gives(ledger.name, field.name);
        if field.is_encrypted() {
            made.required = false;
            made.hint = Some(tr(lang, "privacy-masked-hint").into_owned());
        }
        if let (Some(rivals), Some(given)) = (&rivals, given) {
            rivals.show(rcx, i, given, &mut made);
        }
        fields.push(made);
    }
    let why = given.and_then(|g| g.raw(reason_name(ledger))).unwrap_or_default().to_owned();
    fields.push(fields::reason_for(rcx, ledger).value(why));
    // Where somebody was faster the form stands on the present state: sending it again is a decision made knowing both.
    let mut mark = fields::seen_field(line);
    if let Some(old) = given.and_then(|g| g.raw("seen")).filter(|_| rivals.is_none()) {
        mark.value = old.to_owned();
    }
    fields.push(mark);
    fields.extend(given.and_then(|g| mark_of(g, DRAFT)));
    fields.extend(given.and_then(|g| mark_of(g, REQUEST)));
    let whole = Form {
        action: format!("{}/amend", links::record(ledger.name, line.record.id)),
        fields: with_errors(rcx, fields, refused),
        submit: tr(lang, "form-save").into_owned(),
        submit_draft: Some(tr(lang, "draft-save").into_owned()),
        cancel_href: Some(links::record(ledger.name, line.record.id)),
        error_summary: whole_errors(rcx, ledger, refused),
        ..Form::default()
    };
    let above = rivals.map(|r| r.table(rcx, ledger)).unwrap_or_default();
    Ok(framed(rcx, ledger, &tr(lang, "record-amend"), html! {}, above, &whole))
}

fn framed(rcx: &RequestCx<'_>, ledger: &Ledger, what: &str, actions: Markup, above: Markup, whole: &Form) -> Content {
    let title = format!("{} · {what}", rcx.t(ledger.title));
    let draft = whole.fields.iter().any(|f| f.name == DRAFT);
    let saved = rcx.head.params.get("saved").is_some();
    let main = html! {
        (heading(&title, rcx.t(ledger.about), actions))
        @if saved { (notice(Colour::Good, html! { (tr(rcx.lang, if draft { "draft-saved" } else { "record-saved" })) })) }
        @else if draft { (notice(Colour::Info, html! { (tr(rcx.lang, "draft-resumed")) })) }
        (above)
        (form(rcx.lang, whole))
    };
    let list = links::list(ledger.name);
    let crumbs = vec![(rcx.t(ledger.title).to_owned(), Some(list.clone())), (what.to_owned(), None)];
    Content::new(title, list, main).at(crumbs).with_script("work.js")
}

/// A line above a ledger's list that leads to the drafts of it.
pub(crate) fn waiting(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger) -> Result<Markup> {
    let count = drafts::count(tx, rcx.viewer.account, ledger.name)?;
    Ok(html! {
        @if count > 0 {
            (notice(Colour::Info, html! {
                a href=(links::DRAFTS) { (tr_args(rcx.lang, "drafts-waiting", &[("count", count.into())])) }
            }))
        }
    })
}

//! Entering and amending a record: the form made from the declaration, errors beside the fields, and both states side
//! by side when somebody else was faster.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_pages::parts::{
    Col, FieldKind, Form, FormField, Kind as Colour, Table, Td, card, data_table, form, heading, notice,
};
use hangji_pages::{Markup, html, tr};
use hangji_platform::ledger::list::{Line, shown};
use hangji_platform::ledger::{Field, Kind, Ledger, acts};
use hangji_platform::{Cx, Refusal};
use hangji_store::Tx;

use super::record::{self, purpose};
use super::record_acts::seen;
use crate::answer::Content;
use crate::request::{Asked, ORG, Params, Posted, Shared, Visit};
use crate::words::platform;
use crate::{links, values};

/// The empty form of a new record.
pub(crate) async fn empty(State(app): State<Shared>, asked: Asked, Path(ledger): Path<String>) -> Response {
    app.page(asked, move |tx, visit| {
        let ledger = visit.viewer.may_write(visit.sys, &ledger)?.ledger;
        visit.asked.params.only_of(&[ORG, "saved"])?;
        let org = visit.node(tx)?.map(|o| o.code).unwrap_or_default();
        Ok(new_page(visit, ledger, &Params(vec![(ORG.into(), org)]), None))
    })
    .await
}

/// Enters a new record.
pub(crate) async fn add(
    State(app): State<Shared>,
    asked: Asked,
    Path(ledger): Path<String>,
    Posted(form): Posted,
) -> Response {
    let (name, posted) = (ledger.clone(), form.clone());
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let may = visit.viewer.may_write(visit.sys, &name)?;
        let org = values::org_of_form(tx, visit, may.ledger, &posted)?;
        let given = values::of_form(tx, visit, may.ledger, org, None, &posted)?;
        let id = acts::add(tx, visit.sys, cx, &may, org, given)?;
        Ok(match posted.get("then") {
            Some("next") => format!("/l/{}/new?saved={id}", may.ledger.name),
            _ => format!("{}?saved=1", links::record(may.ledger.name, id)),
        })
    };
    let refused = move |_: &mut Tx<'_>, visit: &Visit<'_>, refusal: &Refusal| {
        let ledger = visit.viewer.may_write(visit.sys, &ledger)?.ledger;
        Ok(new_page(visit, ledger, &form, Some(refusal)).refused(refusal))
    };
    app.act(asked, act, refused).await
}

/// The form of a record to amend.
pub(crate) async fn filled(
    State(app): State<Shared>,
    asked: Asked,
    Path((ledger, id)): Path<(String, String)>,
) -> Response {
    app.page(asked, move |tx, visit| {
        visit.asked.params.only_of(&[])?;
        let (ledger, line) = record::find(tx, visit, &ledger, &id)?;
        visit.viewer.may_write(visit.sys, ledger.name)?.check_org(tx, line.record.org)?;
        Ok(amend_page(visit, ledger, &line, None, None))
    })
    .await
}

/// Gives a record another state.
pub(crate) async fn amend(
    State(app): State<Shared>,
    asked: Asked,
    Path((ledger, id)): Path<(String, String)>,
    Posted(form): Posted,
) -> Response {
    let (name, text, posted) = (ledger.clone(), id.clone(), form.clone());
    let act = move |tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx| {
        let (ledger, line) = record::find(tx, visit, &name, &text)?;
        let may = visit.viewer.may_write(visit.sys, ledger.name)?;
        let given = values::of_form(tx, visit, ledger, line.record.org, Some(&line), &posted)?;
        let reason = posted.raw("reason").unwrap_or_default();
        acts::amend(tx, visit.sys, cx, &may, line.record.id, seen(&posted)?, given, reason)?;
        Ok(format!("{}?saved=1", links::record(ledger.name, line.record.id)))
    };
    let refused = move |tx: &mut Tx<'_>, visit: &Visit<'_>, refusal: &Refusal| {
        let (ledger, line) = record::find(tx, visit, &ledger, &id)?;
        visit.viewer.may_write(visit.sys, ledger.name)?;
        Ok(amend_page(visit, ledger, &line, Some(&form), Some(refusal)).refused(refusal))
    };
    app.act(asked, act, refused).await
}

fn new_page(visit: &Visit<'_>, ledger: &Ledger, given: &Params, refused: Option<&Refusal>) -> Content {
    let lang = visit.lang;
    let text = |name: &str| given.raw(name).unwrap_or_default().to_owned();
    let mut fields = Vec::with_capacity(ledger.fields.len() + 1);
    if !ledger.is_tree {
        fields.push(FormField {
            name: ORG.into(),
            label: tr(lang, "term-organisation").into_owned(),
            required: true,
            hint: Some(tr(lang, "org-hint").into_owned()),
            value: text(ORG),
            ..FormField::default()
        });
    }
    fields.extend(ledger.fields.iter().map(|f| control(visit, f, text(f.name))));
    let whole = Form {
        action: format!("/l/{}/new", ledger.name),
        fields: with_errors(visit, fields, refused),
        submit: tr(lang, "form-save").into_owned(),
        submit_next: Some(tr(lang, "form-save-next").into_owned()),
        cancel_href: Some(links::list(ledger.name)),
        error_summary: whole_errors(visit, ledger, refused),
        ..Form::default()
    };
    let main = html! {
        @if visit.asked.params.get("saved").is_some() { (notice(Colour::Good, html! { (tr(lang, "record-saved")) })) }
    };
    framed(visit, ledger, &tr(lang, "list-add"), main, &whole)
}

fn amend_page(
    visit: &Visit<'_>,
    ledger: &Ledger,
    line: &Line,
    given: Option<&Params>,
    refused: Option<&Refusal>,
) -> Content {
    let lang = visit.lang;
    let text = |i: usize, f: &Field| match given.and_then(|g| g.raw(f.name)) {
        Some(text) => text.to_owned(),
        None => values::typed(visit, ledger, i, line),
    };
    let mut fields: Vec<FormField> = ledger
        .fields
        .iter()
        .enumerate()
        .map(|(i, f)| {
            let mut field = control(visit, f, text(i, f));
            if values::is_masked(visit, ledger, f) {
                field.required = false;
                field.hint = Some(tr(lang, "masked-hint").into_owned());
            }
            field
        })
        .collect();
    let reason = given.and_then(|g| g.raw("reason")).unwrap_or_default().to_owned();
    fields.push(FormField { value: reason, ..record::reason(visit) });
    // After a conflict the form stands on the present state: sending it again is a decision made knowing both.
    let conflict = matches!(refused, Some(Refusal::Conflict(_)));
    let mut mark = record::seen(line);
    if let Some(old) = given.and_then(|g| g.raw("seen")).filter(|_| !conflict) {
        mark.value = old.to_owned();
    }
    fields.push(mark);
    let whole = Form {
        action: format!("{}/amend", links::record(ledger.name, line.record.id)),
        fields: with_errors(visit, fields, refused),
        submit: tr(lang, "form-save").into_owned(),
        cancel_href: Some(links::record(ledger.name, line.record.id)),
        error_summary: whole_errors(visit, ledger, refused),
        ..Form::default()
    };
    let both = given.filter(|_| conflict).map(|g| both_states(visit, ledger, line, g));
    framed(visit, ledger, &tr(lang, "record-amend"), html! { @if let Some(both) = both { (both) } }, &whole)
}

fn framed(visit: &Visit<'_>, ledger: &Ledger, deed: &str, above: Markup, whole: &Form) -> Content {
    let title = format!("{} · {deed}", visit.t(ledger.title));
    let main = html! {
        (heading(&title, visit.t(ledger.about), html! {}))
        (above)
        (form(visit.lang, whole))
    };
    let list = links::list(ledger.name);
    let crumbs = vec![(visit.t(ledger.title).to_owned(), Some(list.clone())), (deed.to_owned(), None)];
    Content::new(title, list, main).at(crumbs)
}

/// What the viewer wanted beside what the record holds now, where they differ.
fn both_states(visit: &Visit<'_>, ledger: &Ledger, line: &Line, given: &Params) -> Markup {
    let lang = visit.lang;
    let unmasked = visit.viewer.unmasks(ledger.name);
    let rows = ledger.fields.iter().enumerate().filter_map(|(i, f)| {
        let mine = given.raw(f.name)?.trim();
        let now = shown(f, &line.record.values[i], line.names[i].as_deref(), platform(lang), unmasked);
        let mine = match f.kind {
            Kind::Choice(choices) => choices.iter().find(|c| c.code == mine).map_or(mine, |c| visit.t(c.term)),
            _ => mine,
        };
        (mine != now && !values::is_masked(visit, ledger, f))
            .then(|| vec![Td::text(visit.t(f.title)).heading(), Td::text(mine), Td::text(&now)])
    });
    let table = Table {
        caption: tr(lang, "conflict-title").into_owned(),
        columns: ["conflict-field", "conflict-mine", "conflict-now"].map(|k| Col::text(tr(lang, k))).to_vec(),
        rows: rows.collect(),
        empty: tr(lang, "conflict-same").into_owned(),
        ..Table::default()
    };
    card(&tr(lang, "conflict-title"), html! {}, data_table(lang, &table))
}

fn with_errors(visit: &Visit<'_>, mut fields: Vec<FormField>, refused: Option<&Refusal>) -> Vec<FormField> {
    if let Some(Refusal::Invalid(problems)) = refused {
        for field in &mut fields {
            let here = problems.iter().find(|p| p.field == Some(field.name.as_str()));
            field.error = here.map(|p| p.said.in_(platform(visit.lang)).to_owned());
        }
    }
    fields
}

/// Errors that no field of the form can show.
fn whole_errors(visit: &Visit<'_>, ledger: &Ledger, refused: Option<&Refusal>) -> Vec<String> {
    let shown = |name: &str| name == "reason" || name == ORG || ledger.position(name).is_some();
    match refused {
        None => Vec::new(),
        Some(Refusal::Invalid(problems)) => problems
            .iter()
            .filter(|p| !p.field.is_some_and(shown))
            .map(|p| p.said.in_(platform(visit.lang)).to_owned())
            .collect(),
        Some(other) => vec![other.text(platform(visit.lang))],
    }
}

/// The control of a field.
fn control(visit: &Visit<'_>, field: &Field, value: String) -> FormField {
    let lang = visit.lang;
    let max = |n: usize| u32::try_from(n).ok();
    let kind = match field.kind {
        Kind::Text(n) | Kind::Code(n) => FieldKind::Text { max: max(n) },
        Kind::Long(n) => FieldKind::Long { max: max(n) },
        Kind::Phone | Kind::IdCard | Kind::Record(_) => FieldKind::Text { max: Some(100) },
        Kind::Whole(..) => FieldKind::Whole { unit: field.unit.map_or("", |u| visit.t(u)).to_owned() },
        Kind::Money(..) => FieldKind::Money,
        Kind::Day => FieldKind::Date,
        Kind::Choice(choices) => {
            FieldKind::Select(choices.iter().map(|c| (c.code.to_owned(), visit.t(c.term).to_owned())).collect())
        }
        Kind::YesNo => FieldKind::Select(["yes", "no"].map(|w| (w.to_owned(), tr(lang, w).into_owned())).to_vec()),
    };
    let usual = matches!(field.kind, Kind::Record(_)).then(|| tr(lang, "reference-hint").into_owned());
    FormField {
        name: field.name.to_owned(),
        label: visit.t(field.title).to_owned(),
        required: field.required,
        hint: field.hint.map(|h| visit.t(h).to_owned()).or(usual),
        kind,
        value,
        purpose: purpose(visit, field),
        ..FormField::default()
    }
}

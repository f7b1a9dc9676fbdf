//! Which columns a list shows, and in which order: a number for each, and the list's address says the rest.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::ledger::Ledger;
use hangji_store::Tx;
use hangji_ui::components::{FieldKind, Form, FormField, Method, form, heading};
use hangji_ui::{html, tr};
use hangji_web_core::answer::Content;
use hangji_web_core::links;
use hangji_web_core::listing::{self, COLUMNS, Column, carried};
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};

/// What the numbers are sent as: no field has a point in its name.
const PLACE: &str = "place.";
const CHOSEN: &str = "new.columns";

/// The page; with numbers chosen, the way back to the list.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        let ledger = rcx.viewer.may_read(rcx.sys, &ledger)?;
        content(tx, rcx, ledger)
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger) -> Result<Content> {
    let params = &rcx.head.params;
    let kept: Vec<_> = carried(&params.0).into_iter().filter(|(n, _)| !n.starts_with(PLACE)).collect();
    let shown = listing::read_query(tx, rcx, ledger, &Params(kept.clone()))?.columns;
    let kept: Vec<_> = kept.into_iter().filter(|(n, _)| n != COLUMNS).collect();
    if params.get(CHOSEN).is_none() {
        return Ok(page(rcx, ledger, &kept, &shown));
    }
    let mut placed = Vec::new();
    for column in Column::all(ledger) {
        let name = format!("{PLACE}{}", column.name(ledger));
        if params.get(&name).is_some() {
            placed.push((params.count(&name, 1, 999, 1)?, column.name(ledger)));
        }
    }
    // Equal numbers stay in the order of the form.
    placed.sort_by_key(|(place, _)| *place);
    let names: Vec<&str> = placed.into_iter().map(|(_, name)| name).collect();
    let mut query = kept;
    if !names.is_empty() {
        query.push((COLUMNS.into(), names.join(",")));
    }
    Ok(Content::moved(links::list_with(ledger.name, &query)))
}

fn page(rcx: &RequestCx<'_>, ledger: &Ledger, kept: &[(String, String)], shown: &[Column]) -> Content {
    let lang = rcx.lang;
    let mut fields: Vec<FormField> = kept.iter().map(|(n, v)| FormField::hidden(n, v)).collect();
    fields.push(FormField::hidden(CHOSEN, "1"));
    fields.extend(Column::all(ledger).into_iter().map(|column| {
        FormField::new(
            format!("{PLACE}{}", column.name(ledger)),
            match column {
                Column::Org => tr(lang, "term-organisation").into_owned(),
                Column::Field(i) => rcx.t(ledger.fields[i].title).to_owned(),
            },
            FieldKind::Whole { unit: String::new() },
        )
        .value(shown.iter().position(|c| *c == column).map_or_else(String::new, |at| (at + 1).to_string()))
    }));
    let whole = Form {
        action: format!("{}/columns", links::list(ledger.name)),
        method: Method::Get,
        fields,
        submit: tr(lang, "columns-show").into_owned(),
        cancel_href: Some(links::list_with(ledger.name, kept)),
        ..Form::default()
    };
    let title = format!("{} · {}", rcx.t(ledger.title), tr(lang, "columns-title"));
    let main = html! { (heading(&title, &tr(lang, "columns-about"), html! {})) (form(lang, &whole)) };
    let list = links::list(ledger.name);
    let crumbs =
        vec![(rcx.t(ledger.title).to_owned(), Some(list.clone())), (tr(lang, "columns-title").into_owned(), None)];
    Content::new(title, list, main).at(crumbs)
}

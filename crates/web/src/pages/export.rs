//! A list as a file to take away: written beside the pages' threads, one at a time, noted in the journal, and sent as it
//! is read back. Masked fields are open only in a file that was asked for with a stated need.

use std::fs::File;

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::import::files;
use hangji_platform::ledger::{Field, list};
use hangji_platform::privacy::access_log::{self, Need, Taken};
use hangji_platform::{Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_ui::components::{FieldKind, Form, FormField, Kind as Colour, form, heading, notice};
use hangji_ui::{html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::download::{Format, fresh_path, take, taken};
use hangji_web_core::extract::Posted;
use hangji_web_core::request::{Params, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, platform};
use hangji_web_core::{error, links, listing};

use super::record::masks;

/// The list as a file of the format that the address ends in.
pub(crate) async fn file(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    let format = Format::of_address(&head.here);
    send(&app, head, ledger, format, None).await
}

/// The form that states what a file with open fields is needed for.
pub(crate) async fn choose(State(app): State<Shared>, head: RequestHead, Path(ledger): Path<String>) -> Response {
    app.page(head, move |tx, rcx| form_page(tx, rcx, &ledger, &Params::default(), None)).await
}

/// The file with masked fields open, for a stated need.
pub(crate) async fn opened(
    State(app): State<Shared>,
    head: RequestHead,
    Path(ledger): Path<String>,
    Posted(sent): Posted,
) -> Response {
    let format = Format::of(sent.get(FORMAT).unwrap_or_default());
    match masks::stated(&sent) {
        Ok(need) => send(&app, head, ledger, format, Some(need)).await,
        Err(e) => match error::refusal(e) {
            Ok(refusal) => {
                app.page(head, move |tx, rcx| Ok(form_page(tx, rcx, &ledger, &sent, Some(&refusal))?.refused(&refusal)))
                    .await
            }
            Err(e) => error::broken(&head, app.clock, &e),
        },
    }
}

const FORMAT: &str = "format";
const OFFERED: [Format; 2] = [Format::Xlsx, Format::Csv];

fn form_page(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &str,
    given: &Params,
    refused: Option<&Refusal>,
) -> Result<Content> {
    let lang = rcx.lang;
    let ledger = rcx.viewer.may_read(rcx.sys, ledger)?;
    if !rcx.viewer.may_unmask(ledger.name) || !rcx.viewer.exports() || !ledger.fields.iter().any(Field::is_encrypted) {
        return Err(Refusal::Forbidden(message("privacy-no-open-export", &[])).into());
    }
    let wanted = listing::read(tx, rcx, ledger)?.wanted;
    let count = list::totals(tx, rcx.sys, &rcx.scope, ledger, &wanted)?.count;
    let query = rcx.head.here.split_once('?').map_or(String::new(), |(_, q)| format!("?{q}"));
    let mut fields = masks::fields(rcx, given, refused);
    fields.push(
        FormField::new(
            FORMAT,
            tr(lang, "privacy-format"),
            FieldKind::Select(OFFERED.map(|f| (f.ending().to_owned(), f.ending().to_uppercase())).to_vec()),
        )
        .required()
        .value(given.get(FORMAT).unwrap_or(Format::Xlsx.ending())),
    );
    let whole = Form {
        action: format!("/l/{}/export{query}", ledger.name),
        fields,
        submit: tr(lang, "privacy-export").into_owned(),
        cancel_href: Some(format!("{}{query}", links::list(ledger.name))),
        ..Form::default()
    };
    let title = tr(lang, "privacy-export-title");
    let words = tr_args(lang, "privacy-export-words", &[("count", count.into())]);
    let main = html! {
        (heading(&title, rcx.t(ledger.title), html! {}))
        (notice(Colour::Warn, html! { (words) }))
        (form(lang, &whole))
    };
    let list = links::list(ledger.name);
    let crumbs = vec![(rcx.t(ledger.title).to_owned(), Some(list.clone())), (title.to_string(), None)];
    Ok(Content::new(title, list, main).at(crumbs))
}

/// The file with masked fields open, for a need that a program stated.
pub(crate) async fn for_need(app: &Shared, head: RequestHead, ledger: String, need: Need) -> Response {
    let format = Format::of_address(&head.here);
    send(app, head, ledger, format, Some(need)).await
}

async fn send(app: &Shared, head: RequestHead, ledger: String, format: Format, need: Option<Need>) -> Response {
    let (given, kind) = (need.clone(), format.ending());
    let make = move |tx: &mut Tx<'_>, rcx: &RequestCx<'_>| write_file(tx, rcx, &ledger, kind, given.as_ref());
    take(app, head, format, make, move |tx, cx, sys, written: Written| {
        let ledger = sys.ledger(&written.ledger)?;
        let columns: Vec<&str> = ledger.fields.iter().map(|f| f.name).collect();
        let columns = columns.join(" ");
        let taken =
            Taken { what: ledger.name, rows: written.rows, filter: &written.filter, columns: &columns, format: kind };
        match &need {
            Some(need) => access_log::took_opened(tx, cx, ledger, &written.opened, taken, need),
            None => access_log::took(tx, cx, taken),
        }
    })
    .await
}

/// What the journal is to know of a file.
struct Written {
    ledger: String,
    rows: usize,
    opened: Vec<Id>,
    filter: String,
}

fn write_file(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &str,
    kind: &'static str,
    need: Option<&Need>,
) -> Result<(String, File, Written)> {
    let ledger = rcx.viewer.may_read(rcx.sys, ledger)?;
    let wanted = listing::read(tx, rcx, ledger)?.wanted;
    let path = fresh_path(rcx, kind)?;
    let lang = platform(rcx.lang);
    let (rows, opened) = match need {
        Some(need) => files::export_opened(tx, rcx.sys, &rcx.viewer, ledger, &wanted, lang, &path, need)?,
        None => (files::export(tx, rcx.sys, &rcx.viewer, ledger, &wanted, lang, &path)?, Vec::new()),
    };
    let written = Written { ledger: ledger.name.to_owned(), rows, opened, filter: listing::summary(rcx, ledger) };
    Ok((format!("{}-{}.{kind}", rcx.t(ledger.title), rcx.today), taken(&path)?, written))
}

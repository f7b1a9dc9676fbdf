//! Files: templates to fill in, and lists to take away.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use hangji_platform::Result;
use hangji_platform::import::files;
use hangji_ui::encoded;
use hangji_web_core::download::{self, CSV, XLSX};
use hangji_web_core::operation::{Need, Operation, Parameter, Sent, opened, parameter};
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::schema::Type;
use hangji_web_core::words::platform;
use hangji_web_core::{error, problem};

use super::records;
use crate::pages::export;

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let to = |path, name, about, mime, own| Operation::file(path, name, about, mime, own).tag("files").with(lang());
    vec![
        to("/api/v1/{ledger}/template.xlsx", "template", "api-template", XLSX, |a, r, s| Box::pin(template(a, r, s))),
        to("/api/v1/{ledger}/export.xlsx", "export_xlsx", "api-export-xlsx", XLSX, |a, r, s| Box::pin(file(a, r, s)))
            .with_fields(records::filters)
            .needs(Need::Export),
        to("/api/v1/{ledger}/export.csv", "export_csv", "api-export-csv", CSV, |a, r, s| Box::pin(file(a, r, s)))
            .with_fields(records::filters)
            .needs(Need::Export),
    ]
}

/// The language of what is answered.
pub(super) fn lang() -> Parameter {
    parameter("lang", Type::OneOf(&["zh-CN", "en"]), "api-parameter-lang")
}

async fn file(app: Shared, head: RequestHead, sent: Sent) -> Response {
    match opened(&app, &head, sent).await {
        Ok(call) => export::file(State(app), without_lang(head), Path(call.at("ledger").to_owned())).await,
        Err(refused) => refused,
    }
}

/// The language was read when the request was; the list's own query does not know it.
pub(super) fn without_lang(mut head: RequestHead) -> RequestHead {
    head.params.0.retain(|(name, _)| name != "lang");
    head
}

async fn template(app: Shared, head: RequestHead, sent: Sent) -> Response {
    let call = match opened(&app, &head, sent).await {
        Ok(call) => call,
        Err(refused) => return refused,
    };
    let (inner, given) = (app.clone(), head.clone());
    let made = app.db.read_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        let ledger = rcx.viewer.may_read(rcx.sys, call.at("ledger"))?;
        let path = download::fresh_path(&rcx, "xlsx")?;
        let bytes = files::template(ledger, platform(rcx.lang), &path).and_then(|()| Ok(std::fs::read(&path)?));
        drop(std::fs::remove_file(&path));
        Ok(Some((rcx.t(ledger.title), bytes?)))
    });
    answer(&app, &head, made.await)
}

fn answer(app: &Shared, head: &RequestHead, made: Result<Option<(&'static str, Vec<u8>)>>) -> Response {
    match made {
        Ok(Some((title, bytes))) => {
            let name = format!("attachment; filename*=UTF-8''{}", encoded(&format!("{title}.xlsx")));
            ([(header::CONTENT_TYPE, XLSX), (header::CONTENT_DISPOSITION, name.as_str())], bytes).into_response()
        }
        Ok(None) => problem::unauthorized(),
        Err(e) => error::answered(head, app.clock, e),
    }
}

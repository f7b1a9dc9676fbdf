//! All that is held about me, as a file (PIPL §45): every record, own values open.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::privacy::access_log::{self, Taken};
use hangji_platform::privacy::{requests, subject_access};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::words::{message, platform};
use hangji_web_core::{download, values};
use serde_json::{Map, Value, json};

/// More than this about one person is no file of a person.
pub(super) const MOST: i64 = 100_000;

/// As JSON.
pub(crate) async fn json(State(app): State<Shared>, head: RequestHead) -> Response {
    app.change_reply(head, |tx, rcx, cx| Ok(Reply::ok(&whole(tx, rcx, cx)?))).await
}

/// All of it, noted as taken away.
pub(crate) fn whole(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx) -> Result<Value> {
    let person = person(rcx)?;
    let mut ledgers = Map::new();
    let mut rows = 0;
    for held in subject_access::held(tx, rcx.sys, None, person, MOST)? {
        rows += held.lines.len();
        let record =
            |l| values::to_json(rcx, held.ledger, l, None, subject_access::is_self(held.ledger, &l.record, person));
        ledgers.insert(held.ledger.name.into(), held.lines.iter().map(record).collect());
    }
    note(tx, cx, rows, "json")?;
    let head: Vec<Value> = requests::mine(tx, rcx.sys, person)?
        .iter()
        .map(|r| json!({ "what": r.what, "ledger": r.target.name, "record": r.record.to_string(), "status": r.status }))
        .collect();
    Ok(json!({ "person": person.to_string(), "records": ledgers, "requests": head }))
}

/// As a workbook.
pub(crate) async fn xlsx(State(app): State<Shared>, head: RequestHead) -> Response {
    let (inner, given) = (app.clone(), head.clone());
    let done = app.db.write_async(move |tx| {
        let Some(rcx) = RequestCx::open(tx, &inner, &given)? else { return Ok(None) };
        let person = person(&rcx)?;
        let path = download::fresh_path(&rcx, "xlsx")?;
        let held = subject_access::held(tx, rcx.sys, None, person, MOST)?;
        let rows = subject_access::write(&held, person, true, platform(rcx.lang), &path)?;
        let file = download::taken(&path)?;
        let mut cx = Cx::new(rcx.viewer.account, inner.clock, rcx.today)?;
        note(tx, &mut cx, rows, "xlsx")?;
        Ok(Some((format!("{}-{}.xlsx", hangji_ui::tr(rcx.lang, "privacy-own-title"), rcx.today), file)))
    });
    download::handed(&app, &head, done.await, download::XLSX)
}

fn person(rcx: &RequestCx<'_>) -> Result<Id> {
    rcx.viewer.person.ok_or_else(|| Refusal::NotFound(message("privacy-no-person", &[])).into())
}

fn note(tx: &mut Tx<'_>, cx: &mut Cx, rows: usize, format: &str) -> Result<()> {
    access_log::took(tx, cx, Taken { what: "own", rows, filter: "", columns: "", format })
}

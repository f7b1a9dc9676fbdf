//! All that is held about me, as a file (PIPL §45): every record, own values open.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::privacy::looks::{self, Taken};
use hangji_platform::privacy::{own, requests};
use hangji_platform::{Cx, Refusal, Result};
use hangji_store::{Id, Tx};
use serde_json::{Map, Value, json};

use crate::api::Reply;
use crate::pages::export;
use crate::request::{Asked, Shared, Visit};
use crate::values;
use crate::words::{platform, said};

/// More than this about one person is no file of a person.
pub(super) const MOST: i64 = 100_000;

/// As JSON.
pub(crate) async fn json(State(app): State<Shared>, asked: Asked) -> Response {
    app.change_reply(asked, |tx, visit, cx| Ok(Reply::ok(&whole(tx, visit, cx)?))).await
}

/// All of it, noted as taken away.
pub(crate) fn whole(tx: &mut Tx<'_>, visit: &Visit<'_>, cx: &mut Cx) -> Result<Value> {
    let person = person(visit)?;
    let mut ledgers = Map::new();
    let mut rows = 0;
    for held in own::held(tx, visit.sys, None, person, MOST)? {
        rows += held.lines.len();
        let record = |l| values::to_json(visit, held.ledger, l, None, own::is_self(held.ledger, &l.record, person));
        ledgers.insert(held.ledger.name.into(), held.lines.iter().map(record).collect());
    }
    note(tx, cx, rows, "json")?;
    let asked: Vec<Value> = requests::mine(tx, visit.sys, person)?
        .iter()
        .map(|r| json!({ "what": r.what, "ledger": r.target.name, "record": r.record.to_string(), "status": r.status }))
        .collect();
    Ok(json!({ "person": person.to_string(), "records": ledgers, "requests": asked }))
}

/// As a workbook.
pub(crate) async fn xlsx(State(app): State<Shared>, asked: Asked) -> Response {
    let (inner, given) = (app.clone(), asked.clone());
    let done = app.db.write_async(move |tx| {
        let Some(visit) = Visit::open(tx, &inner, &given)? else { return Ok(None) };
        let person = person(&visit)?;
        let path = export::fresh_path(&visit, "xlsx")?;
        let held = own::held(tx, visit.sys, None, person, MOST)?;
        let rows = own::write(&held, person, true, platform(visit.lang), &path)?;
        let file = export::taken(&path)?;
        let mut cx = Cx::new(visit.viewer.account, inner.clock, visit.today)?;
        note(tx, &mut cx, rows, "xlsx")?;
        Ok(Some((format!("{}-{}.xlsx", hangji_pages::tr(visit.lang, "privacy-own-title"), visit.today), file)))
    });
    export::handed(&app, &asked, done.await, export::XLSX)
}

fn person(visit: &Visit<'_>) -> Result<Id> {
    visit.viewer.person.ok_or_else(|| Refusal::NotFound(said("privacy-no-person", &[])).into())
}

fn note(tx: &mut Tx<'_>, cx: &mut Cx, rows: usize, format: &str) -> Result<()> {
    looks::took(tx, cx, Taken { what: "own", rows, filter: "", columns: "", format })
}

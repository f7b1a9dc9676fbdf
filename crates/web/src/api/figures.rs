//! Figures and the records behind them.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::figures::evidence::{self, Wanted};
use hangji_platform::figures::{json, read};
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;
use serde_json::{Map, Value};

use crate::pages::evidence::readable;
use crate::pages::figure::At;
use crate::request::{Asked, ORG, PERIOD, Shared, Visit};
use crate::values;
use crate::words::said;

/// Records given at once: usual and greatest number.
const USUAL: i64 = 100;
const MOST: i64 = 1000;

/// Every figure at an organisation in a period.
pub(crate) async fn all(State(app): State<Shared>, asked: Asked) -> Response {
    app.data(asked, |tx, visit| {
        visit.asked.params.only_of(&[ORG, PERIOD])?;
        let (node, period) = (visit.figure_node(tx)?, visit.period()?);
        let mut out = Vec::with_capacity(visit.sys.figures.len());
        for figure in &visit.sys.figures {
            out.push(json::reading(figure, &read::read(tx, visit.sys, figure, node.id, period)?));
        }
        Ok(Value::Array(out))
    })
    .await
}

/// The records behind a figure.
pub(crate) async fn evidence(State(app): State<Shared>, asked: Asked, Path(id): Path<String>) -> Response {
    app.data(asked, move |tx, visit| {
        visit.asked.params.only_of(&[ORG, PERIOD, "part", "limit", "offset"])?;
        records(tx, visit, &id)
    })
    .await
}

fn records(tx: &mut Tx<'_>, visit: &Visit<'_>, id: &str) -> Result<Value> {
    let at = At::of(tx, visit, id)?;
    let params = &visit.asked.params;
    let part = params.count("part", 0, 1, 0)? as usize;
    if !readable(visit, &at, part) {
        return Err(Refusal::Forbidden(said("evidence-hidden", &[])).into());
    }
    let (take, skip) = (params.count("limit", 1, MOST, USUAL)?, params.count("offset", 0, i64::MAX / 2, 0)?);
    let wanted = Wanted { node: at.node.id, period: at.period, part, skip, take };
    let found = evidence::list(tx, visit.sys, &visit.scope, at.figure, wanted)?;
    let mut lines = Vec::with_capacity(found.len());
    for witness in &found {
        let ledger = visit.sys.ledger(witness.ledger)?;
        lines.push(
            serde_json::json!({ "ledger": ledger.name, "record": values::to_json(visit, ledger, &witness.line, false) }),
        );
    }
    let mut out = Map::new();
    out.insert("figure".into(), json::reading(at.figure, &at.reading));
    out.insert("records".into(), lines.into());
    Ok(out.into())
}

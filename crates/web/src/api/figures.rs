//! Figures: their values at an organisation in a period, by territory, over time, and the records behind them.

use hangji_platform::figures::evidence::{self, Mark, Wanted};
use hangji_platform::figures::{Period, json as told, read};
use hangji_platform::ledger::page::Cursor;
use hangji_platform::tree::lookup;
use hangji_platform::{Refusal, Result};
use hangji_store::{Day, Tx};
use hangji_web_core::evidence::readable;
use hangji_web_core::operation::{Call, Need, Operation, Parameter, parameter};
use hangji_web_core::readings::At;
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{ORG, PERIOD, RequestCx};
use hangji_web_core::schema::{Type, list_of, or_null, required};
use hangji_web_core::values;
use hangji_web_core::words::message;
use serde_json::{Value, json};

use super::ledgers::{term, words};
use super::records::{MOST, USUAL, following};

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let at = |o: Operation| o.with(org()).with(period()).needs(Need::Figures).tag("figures");
    let count = |name, kind, about| parameter(name, kind, about);
    vec![
        at(Operation::get("/api/v1/figures", "list_figures", "api-list-figures", all))
            .gives(list_of(Type::Named("Reading"))),
        at(Operation::get("/api/v1/figures/{figure}", "get_figure", "api-get-figure", one)).gives(defined()),
        at(Operation::get(
            "/api/v1/figures/{figure}/territories",
            "figure_by_territory",
            "api-figure-territories",
            below,
        ))
        .gives(list_of(Type::Object(vec![
            required("org", Type::Words),
            required("org_name", Type::Words),
            required("kind", Type::Words),
            required("reading", Type::Named("Reading")),
        ]))),
        at(Operation::get("/api/v1/figures/{figure}/series", "figure_over_time", "api-figure-series", series))
            .with(count("by", Type::OneOf(&["month", "quarter", "year"]), "api-parameter-by"))
            .gives(list_of(Type::Object(vec![
                required("period", Type::Period),
                required("reading", Type::Named("Reading")),
            ]))),
        at(Operation::get("/api/v1/figures/{figure}/evidence", "figure_evidence", "api-figure-evidence", records))
            .with(count("part", Type::Whole(0, 1), "api-parameter-part"))
            .with(count("limit", Type::Whole(1, MOST), "api-parameter-limit"))
            .with(count("cursor", Type::Text(60), "api-parameter-cursor"))
            .gives(Type::Object(vec![
                required("figure", Type::Named("Reading")),
                required(
                    "records",
                    list_of(Type::Object(vec![required("ledger", Type::Words), required("record", Type::Anything)])),
                ),
                required("next", or_null(Type::Words)),
            ])),
    ]
}

/// Where figures are read.
pub(super) fn org() -> Parameter {
    parameter(ORG, Type::Text(40), "api-parameter-figure-org")
}

/// When.
pub(super) fn period() -> Parameter {
    parameter(PERIOD, Type::Period, "api-parameter-figure-period")
}

fn defined() -> Type {
    let target = Type::Object(vec![
        required("least", Type::Number),
        required("most", or_null(Type::Number)),
        required("each", or_null(Type::Words)),
        required("source", term()),
    ]);
    Type::Object(vec![
        required("id", Type::Words),
        required("title", term()),
        required("meaning", term()),
        required("unit", term()),
        required("section", Type::Words),
        required("target", or_null(target)),
        required("reading", Type::Named("Reading")),
    ])
}

/// The schema of a reading.
pub(super) fn reading() -> Value {
    Type::Object(vec![
        required("id", Type::Words),
        required("value", or_null(Type::Number)),
        required("numerator", or_null(Type::Whole(i64::MIN, i64::MAX))),
        required("denominator", or_null(Type::Whole(i64::MIN, i64::MAX))),
        required("unit", Type::Words),
        required("records", Type::Whole(0, i64::MAX)),
    ])
    .schema(None)
}

/// Every figure at an organisation in a period.
fn all(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let (node, period) = (rcx.figure_node(tx)?, rcx.period()?);
    let mut out = Vec::with_capacity(rcx.sys.figures.len());
    for figure in &rcx.sys.figures {
        out.push(told::reading(figure, &read::read(tx, rcx.sys, figure, node.id, period)?));
    }
    Ok(Reply::ok(&out.into()))
}

fn at<'v>(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, call: &Call) -> Result<At<'v>> {
    At::of(tx, rcx, call.at("figure"))
}

/// One figure with its definition and its target.
fn one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let at = at(tx, rcx, call)?;
    let figure = at.figure;
    let target = figure
        .target(at.period.last.year())
        .map(|t| json!({ "least": t.least, "most": t.most, "each": t.each, "source": words(t.source) }));
    Ok(Reply::ok(&json!({
        "id": figure.id,
        "title": words(figure.title),
        "meaning": words(figure.meaning),
        "unit": words(figure.unit.term),
        "section": figure.section,
        "target": target,
        "reading": told::reading(figure, &at.reading),
    })))
}

/// A figure at each organisation directly below.
fn below(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let at = at(tx, rcx, call)?;
    let mut out = Vec::new();
    for org in lookup::children(tx, &rcx.scope, at.node.id, at.period.last.min(rcx.today))? {
        let reading = read::read(tx, rcx.sys, at.figure, org.id, at.period)?;
        out.push(json!({
            "org": org.code, "org_name": org.name, "kind": org.kind, "reading": told::reading(at.figure, &reading),
        }));
    }
    Ok(Reply::ok(&out.into()))
}

/// Steps of a series, at most: ten years of months.
const MOST_STEPS: usize = 120;

/// A figure in each month, quarter or year of a period, up to today.
fn series(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let at = at(tx, rcx, call)?;
    let step: fn(Day) -> Period = match rcx.head.params.get("by") {
        Some("year") => |day| Period::year(day.year()),
        Some("quarter") => Period::quarter_of,
        _ => Period::month_of,
    };
    let steps = steps(at.period, rcx.today, step)?;
    let mut out = Vec::with_capacity(steps.len());
    for period in steps {
        let reading = read::read(tx, rcx.sys, at.figure, at.node.id, period)?;
        out.push(json!({ "period": period.to_string(), "reading": told::reading(at.figure, &reading) }));
    }
    Ok(Reply::ok(&out.into()))
}

/// The whole steps that meet a period and have begun.
fn steps(whole: Period, today: Day, step: fn(Day) -> Period) -> Result<Vec<Period>> {
    let (mut out, last) = (Vec::new(), whole.last.min(today));
    let mut next = step(whole.first);
    while next.first <= last {
        if out.len() == MOST_STEPS {
            let most = MOST_STEPS.to_string();
            return Err(Refusal::BadRequest(message("api-too-long", &[("most", (&most).into())])).into());
        }
        out.push(next);
        next = step(next.last.plus_days(1));
    }
    Ok(out)
}

/// The records behind a figure.
fn records(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, call: &Call) -> Result<Reply> {
    let at = at(tx, rcx, call)?;
    let params = &rcx.head.params;
    let part = params.count("part", 0, 1, 0)? as usize;
    if !readable(rcx, &at, part) {
        return Err(Refusal::Forbidden(message("evidence-hidden", &[])).into());
    }
    let take = params.count("limit", 1, MOST, USUAL)?;
    let of = format!("{} {} {} {part}", at.figure.id, at.node.id, at.period);
    let place = params.get("cursor").map(|text| Cursor::parse(text, &of)).transpose()?;
    let mark = place.map(Mark::of_cursor).transpose()?;
    let wanted = Wanted { node: at.node.id, period: at.period, part, skip: 0, take };
    let (found, end) = evidence::after(tx, rcx.sys, &rcx.scope, at.figure, wanted, mark)?;
    let next = end.map(|mark| mark.cursor().cursor(&of));
    let mut lines = Vec::with_capacity(found.len());
    for witness in &found {
        let ledger = rcx.sys.ledger(witness.ledger)?;
        lines
            .push(json!({ "ledger": ledger.name, "record": values::to_json(rcx, ledger, &witness.line, None, false) }));
    }
    let out = json!({ "figure": told::reading(at.figure, &at.reading), "records": lines, "next": next });
    Ok(Reply::ok(&out).next(next.map(|cursor| following(rcx, &cursor))))
}

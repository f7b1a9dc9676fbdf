//! Figures taken apart, as the page of analysis does, and the questions pinned to one's desk.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::figures::json::number;
use hangji_platform::pins::{self, Way};
use hangji_platform::{Cx, Result};
use hangji_store::{Id, Tx};
use hangji_web_core::download::Format;
use hangji_web_core::links::MOST_FIGURES;
use hangji_web_core::operation::{Call, Need, Operation, Sent, opened, parameter};
use hangji_web_core::reply::Reply;
use hangji_web_core::request::{RequestCx, RequestHead, Shared};
use hangji_web_core::schema::{Type, list_of, or_null, required};
use serde_json::{Value, json};

use super::figures;
use super::files::{lang, without_lang};
use crate::analysis::ask::{COMPARED, DRAWINGS};
use crate::analysis::sheet::{Head, Number, What};
use crate::analysis::{Ask, sheet};
use crate::pages::{analysis_files, pins as pages};

const PINS: &str = "/api/v1/pins";

/// The operations.
pub(super) fn table() -> Vec<Operation> {
    let written = |path, name, about, format: Format| {
        Operation::file(path, name, about, format.media_type(), |a, r, s| Box::pin(file(a, r, s)))
    };
    let analysis = [
        Operation::get("/api/v1/analysis", "analyse", "api-analyse", analyse).gives(sheet_type()),
        written("/api/v1/analysis/export.xlsx", "analysis_xlsx", "api-analysis-xlsx", Format::Xlsx),
        written("/api/v1/analysis/export.csv", "analysis_csv", "api-analysis-csv", Format::Csv),
        written("/api/v1/analysis/export.svg", "analysis_svg", "api-analysis-svg", Format::Svg),
    ];
    let pin = || Type::Object(vec![required("id", Type::Id), required("query", Type::Words)]);
    let pinned = [
        Operation::get(PINS, "list_pins", "api-list-pins", all_pins).gives(list_of(pin())),
        Operation::change("POST", PINS, "add_pin", "api-add-pin", add_pin)
            .takes(Type::Object(vec![required("query", Type::Text(pins::MOST_BYTES))]))
            .creates()
            .gives(pin()),
        Operation::change("POST", "/api/v1/pins/{id}/move", "move_pin", "api-move-pin", move_pin)
            .takes(Type::Object(vec![required("way", Type::OneOf(&["up", "down"]))]))
            .gives(list_of(pin())),
        Operation::change("DELETE", "/api/v1/pins/{id}", "remove_pin", "api-remove-pin", remove_pin)
            .gives(Type::Object(vec![required("id", Type::Id)])),
    ];
    let analysis = analysis.into_iter().map(|o| asking(o).needs(Need::Figures).tag("figures"));
    analysis.chain(pinned.into_iter().map(|o| o.tag("work"))).collect()
}

/// The parameters of a question.
fn asking(operation: Operation) -> Operation {
    let words = |all: Vec<&str>| Type::Among(all.into_iter().map(str::to_owned).collect());
    let drawings = DRAWINGS.iter().map(|(n, _)| *n).collect();
    let compared = COMPARED.iter().map(|(n, _)| *n).chain(["none"]).collect();
    operation
        .with(parameter("figure", Type::List(Box::new(Type::Text(80)), MOST_FIGURES), "api-parameter-figure"))
        .with(figures::org())
        .with(figures::period())
        .with(parameter("by", Type::Text(80), "api-parameter-rows"))
        .with(parameter("across", Type::Text(80), "api-parameter-across"))
        .with(parameter("compare", words(compared), "api-parameter-compare"))
        .with(parameter("sort", Type::Text(20), "api-parameter-sort-column"))
        .with(parameter("chart", words(drawings), "api-parameter-chart"))
        .with(lang())
}

fn sheet_type() -> Type {
    let column = Type::Object(vec![
        required("title", Type::Words),
        required("figure", Type::Words),
        required("unit", Type::Words),
        required("what", Type::OneOf(&["part", "whole", "before", "difference", "change"])),
    ]);
    let cell = || {
        list_of(Type::Object(vec![required("value", or_null(Type::Number)), required("page", or_null(Type::Words))]))
    };
    let row = Type::Object(vec![
        required("label", Type::Words),
        required("page", or_null(Type::Words)),
        required("cells", cell()),
    ]);
    Type::Object(vec![
        required("org", Type::Words),
        required("period", Type::Period),
        required("rows_are", Type::Words),
        required("columns", list_of(column)),
        required("rows", list_of(row)),
        required("total", cell()),
        required("query", Type::Words),
    ])
}

/// The question's answer: the page's table, all rows of it.
fn analyse(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    let head = without_lang(rcx.head.clone());
    let ask = Ask::read(tx, rcx, &head.params)?;
    let sheet = sheet(tx, rcx, &ask)?;
    let figures = &ask.question.figures;
    let head = |h: &Head| {
        let figure = figures[h.figure];
        json!({ "title": h.title, "figure": figure.id, "unit": unit(figure.unit.code, h.what), "what": what(h.what) })
    };
    let cells = |all: &[Number]| -> Vec<Value> {
        all.iter().map(|n| json!({ "value": n.shown.map(number), "page": n.href })).collect()
    };
    let rows: Vec<Value> =
        sheet.rows.iter().map(|r| json!({ "label": r.label, "page": r.href, "cells": cells(&r.numbers) })).collect();
    Ok(Reply::ok(&json!({
        "org": ask.node.code,
        "period": sheet.period.to_string(),
        "rows_are": sheet.label,
        "columns": sheet.heads.iter().map(head).collect::<Vec<_>>(),
        "rows": rows,
        "total": cells(&sheet.total),
        "query": ask.query(),
    })))
}

/// A change is in per cent, whatever the figure's own unit.
fn unit(code: &'static str, what: What) -> &'static str {
    if what == What::Change { "percent" } else { code }
}

fn what(what: What) -> &'static str {
    match what {
        What::Part(_) => "part",
        What::Whole => "whole",
        What::Before => "before",
        What::Difference => "difference",
        What::Change => "change",
    }
}

async fn file(app: Shared, head: RequestHead, sent: Sent) -> Response {
    match opened(&app, &head, sent).await {
        Ok(_) => analysis_files::file(State(app), without_lang(head)).await,
        Err(refused) => refused,
    }
}

/// The viewer's pins, in their order.
fn all_pins(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, _: &Call) -> Result<Reply> {
    pins_of(tx, rcx)
}

fn pins_of(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Reply> {
    let found = pins::of(tx, rcx.viewer.account)?;
    let told = |p: &pins::Pin| json!({ "id": p.id.to_string(), "query": p.query });
    Ok(Reply::ok(&found.iter().map(told).collect::<Vec<_>>().into()))
}

/// Pins a question, written as the query of an analysis.
fn add_pin(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let id = pages::pin(tx, rcx, cx, call.text("query"))?;
    let query = pins::of(tx, rcx.viewer.account)?.into_iter().find(|p| p.id == id).map(|p| p.query);
    Ok(Reply::created(&json!({ "id": id.to_string(), "query": query.unwrap_or_default() }), PINS))
}

fn id_of(call: &Call) -> Result<Id> {
    pages::read_id(call.at("id"))
}

/// Moves a pin by one.
fn move_pin(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let way = if call.text("way") == "down" { Way::Down } else { Way::Up };
    pins::shift(tx, cx, id_of(call)?, way)?;
    pins_of(tx, rcx)
}

/// Takes a pin off.
fn remove_pin(tx: &mut Tx<'_>, _: &RequestCx<'_>, cx: &mut Cx, call: &Call) -> Result<Reply> {
    let id = id_of(call)?;
    pins::remove(tx, cx, id)?;
    Ok(Reply::ok(&json!({ "id": id.to_string() })))
}

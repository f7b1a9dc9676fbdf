//! A figure: its value and what it means, its parts, by territory, over time, and the records behind it.

use axum::extract::{Path, State};
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::figures::{Figure, Measure, Period, Reading, Timing, read};
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::Tx;
use hangji_ui::components::{
    Chart, Col, FigureCard, Kind as Colour, Point, Table, Td, button_link, card, column_chart, columns, data_table,
    facts, figure_strip, heading, line_chart, notice, pad, tag,
};
use hangji_ui::{Markup, href_with, html, number, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::readings::{At, cell, figure_card, period_switch, target_words};
use hangji_web_core::request::{ORG, PERIOD, RequestCx, RequestHead, Shared};
use hangji_web_core::words::{amount, height, org_kind};
use hangji_web_core::{evidence, links};

use super::analysis::pin_form;

/// The parameters of the page.
const PARAMS: [&str; 5] = [ORG, PERIOD, "part", "page", "check"];

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead, Path(id): Path<String>) -> Response {
    app.page(head, move |tx, rcx| {
        rcx.head.params.only_of(&PARAMS)?;
        let at = At::of(tx, rcx, &id)?;
        content(tx, rcx, &at)
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, at: &At<'_>) -> Result<Content> {
    let lang = rcx.lang;
    let title = rcx.t(at.figure.title);
    let about = about(rcx, at);
    let main = html! {
        (heading(title, &format!("{} · {}", at.node.name, at.period), period_switch(rcx, at.period)))
        (figure_strip(lang, &cards(tx, rcx, at)?))
        (checked(tx, rcx, at)?)
        (columns(
            html! {
                (over_time(tx, rcx, at)?)
                (territories(tx, rcx, at)?)
            },
            card(&tr(lang, "figure-definition"), html! {}, pad(facts(lang, &about))),
        ))
        div #evidence { (evidence::section(tx, rcx, at)?) }
    };
    let line = lookup::line(tx, &rcx.scope, at.node.id)?;
    let to = |o: Org| (o.name, Some(links::figure(at.figure.id, &o.code, at.period)));
    let mut crumbs: Vec<_> = line.into_iter().map(to).collect();
    crumbs.push((title.to_owned(), None));
    Ok(Content::new(title, "/figures", main).at(crumbs))
}

/// The value, and for a ratio numerator and denominator, each open onto its records.
fn cards(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, at: &At<'_>) -> Result<Vec<FigureCard>> {
    let lang = rcx.lang;
    let mut value = figure_card(tx, rcx, at.figure, &at.node, at.period)?;
    value.label = tr(lang, "figure-value").into_owned();
    value.href = format!("{}#evidence", at.href());
    let mut cards = vec![value];
    if let Some((n, d)) = at.reading.ratio {
        for (part, key, value) in [(0, "figure-numerator", n), (1, "figure-denominator", d)] {
            cards.push(FigureCard {
                label: tr(lang, key).into_owned(),
                value: number(lang, value),
                href: format!("{}&part={part}#evidence", at.href()),
                ..FigureCard::default()
            });
        }
    }
    cards.push(FigureCard {
        label: tr(lang, "figure-records").into_owned(),
        value: number(lang, at.reading.records),
        href: format!("{}#evidence", at.href()),
        ..FigureCard::default()
    });
    Ok(cards)
}

/// Definition, unit, section, target with its source.
fn about(rcx: &RequestCx<'_>, at: &At<'_>) -> Vec<(String, Markup, Option<String>)> {
    let (lang, figure) = (rcx.lang, at.figure);
    let item = |key: &str, value: Markup| (tr(lang, key).into_owned(), value, None);
    let mut items = vec![
        item("figure-definition", html! { (rcx.t(figure.meaning)) }),
        item("figure-unit", html! { (rcx.t(figure.unit.term)) }),
        item("figure-section", html! { (rcx.t(rcx.sys.section_title(figure.section))) }),
    ];
    if let Some(target) = figure.target(at.period.last.year()) {
        let each = target
            .each
            .map(|kind| tr_args(lang, "target-each", &[("kind", org_kind(rcx.sys, lang, kind).as_str().into())]));
        items.push(item(
            "figure-target",
            html! {
                (target_words(rcx, figure, target)) @if let Some(each) = each { " · " (each) }
            },
        ));
        items.push(item("figure-source", html! { (rcx.t(target.source)) }));
    }
    items
}

/// How the value was found, and the scan of the records beside it where that was asked for.
fn checked(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, at: &At<'_>) -> Result<Markup> {
    let lang = rcx.lang;
    if rcx.head.params.get("check").is_some() {
        let scan = read::rescan(tx, rcx.sys, at.figure, at.node.id, at.period)?;
        let text = amount(lang, scan.shown(at.figure));
        let count = number(lang, scan.records);
        let equal = scan == at.reading;
        let (colour, key) =
            if equal { (Colour::Good, "figure-check-equal") } else { (Colour::Bad, "figure-check-differs") };
        let args = [("value", (&text).into()), ("records", (&count).into())];
        return Ok(notice(colour, html! { (tr_args(lang, key, &args)) }));
    }
    let kept = read::is_kept(rcx.sys, at.figure, at.period);
    let href = href_with(&rcx.head.here, "check", "1");
    let one = [at.figure.id];
    let query = links::analysis_query(&one, &at.node.code, at.period);
    Ok(html! {
        @if !kept { (notice(Colour::Info, html! { (tr(lang, "figure-scanned")) })) }
        div.actions {
            (button_link(&links::analysis(&one, &at.node.code, at.period), &tr(lang, "desk-analyse"), false))
            (pin_form(rcx, &query))
            (button_link(&href, &tr(lang, "figure-check"), false))
        }
    })
}

/// The figure at each organisation below.
fn territories(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, at: &At<'_>) -> Result<Markup> {
    let lang = rcx.lang;
    let below = lookup::children(tx, &rcx.scope, at.node.id, at.period.last.min(rcx.today))?;
    if below.is_empty() {
        return Ok(html! {});
    }
    let each = at.figure.target(at.period.last.year()).filter(|t| t.each.is_some());
    let mut rows = Vec::with_capacity(below.len());
    for org in &below {
        let reading = read::read(tx, rcx.sys, at.figure, org.id, at.period)?;
        let href = links::figure(at.figure.id, &org.code, at.period);
        let mut row = vec![Td::link(&href, &org.name).heading()];
        row.extend(ratio_cells(rcx, &reading, &href));
        row.push(Td::figure(&href, &amount(lang, reading.shown(at.figure))));
        if let Some(target) = each {
            let verdict = (target.each == Some(org.kind.as_str())).then(|| reading.meets(at.figure, target));
            row.push(verdict.map_or_else(Td::default, |met| verdict_cell(rcx, met)));
        }
        rows.push(row);
    }
    let mut columns = vec![Col::text(tr(lang, "term-organisation"))];
    columns.extend(value_columns(rcx, at));
    columns.extend(each.map(|_| Col::text(tr(lang, "figure-target"))));
    let title = tr(lang, "figure-by-territory");
    let mut footer = vec![Td::text(&tr(lang, "figure-total")).heading()];
    footer.extend(ratio_cells(rcx, &at.reading, &at.href()));
    footer.push(cell(tx, rcx, at.figure, &at.node, at.period)?);
    footer.extend(each.map(|_| Td::default()));
    let table = Table { caption: title.clone().into_owned(), columns, rows, footer: Some(footer), ..Table::default() };
    Ok(card(&title, html! {}, data_table(lang, &table)))
}

fn verdict_cell(rcx: &RequestCx<'_>, met: bool) -> Td {
    let (colour, key) = if met { (Colour::Good, "target-met") } else { (Colour::Bad, "target-not-met") };
    Td::of(tag(colour, &tr(rcx.lang, key)))
}

/// The heads above [`ratio_cells`] and the value.
fn value_columns(rcx: &RequestCx<'_>, at: &At<'_>) -> Vec<Col> {
    let parts = at.reading.ratio.map(|_| ["figure-numerator", "figure-denominator"]);
    let mut columns: Vec<Col> = parts.into_iter().flatten().map(|k| Col::number(tr(rcx.lang, k))).collect();
    columns.push(Col::number(format!("{} ({})", tr(rcx.lang, "figure-value"), rcx.t(at.figure.unit.term))));
    columns
}

fn ratio_cells(rcx: &RequestCx<'_>, reading: &Reading, href: &str) -> Vec<Td> {
    let parts = reading.ratio.map(|(n, d)| [(0, n), (1, d)]);
    let cell = |(part, value)| Td::figure(&format!("{href}&part={part}#evidence"), &number(rcx.lang, value));
    parts.into_iter().flatten().map(cell).collect()
}

/// The months of the year, as chart and as table: columns for what happens, a line for what stands.
fn over_time(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, at: &At<'_>) -> Result<Markup> {
    let lang = rcx.lang;
    let year = at.period.last.year();
    let months = (1..=12).map(|m| Period::months(year, m, m)).filter(|p| p.first <= rcx.today);
    let (mut points, mut rows) = (Vec::new(), Vec::new());
    for month in months {
        let reading = read::read(tx, rcx.sys, at.figure, at.node.id, month)?;
        let href = links::figure(at.figure.id, &at.node.code, month);
        let text = amount(lang, reading.shown(at.figure));
        let mut row = vec![Td::text(&month.to_string()).heading()];
        row.extend(ratio_cells(rcx, &reading, &href));
        row.push(Td::figure(&href, &text));
        rows.push(row);
        let value = height(reading.shown(at.figure));
        points.push(Point { label: month.first.month().to_string(), value, text, href: Some(href) });
    }
    let year_words = tr_args(lang, "period-year", &[("year", year.to_string().as_str().into())]);
    let title = format!("{} · {year_words}", tr(lang, "figure-over-months"));
    let mut columns = vec![Col::text(tr(lang, "figure-period"))];
    columns.extend(value_columns(rcx, at));
    let chart = Chart { title: title.clone(), unit: rcx.t(at.figure.unit.term).to_owned(), points };
    let drawn = if is_flow(at.figure) { column_chart(&chart) } else { line_chart(&chart) };
    let table = Table { caption: title.clone(), columns, rows, ..Table::default() };
    Ok(card(
        &title,
        html! {},
        html! {
            (drawn)
            details.pad { summary { (tr(lang, "figure-as-table")) } (data_table(lang, &table)) }
        },
    ))
}

fn is_flow(figure: &Figure) -> bool {
    matches!(&figure.measure, Measure::Amount(part) if part.timing == Timing::During)
}

//! Analysis: the question as a form, its answer as chart and table, both to be pinned and taken away.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::figures::{Period, analysis};
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::Tx;
use hangji_ui::components::{
    Col, Kind as Colour, Order, Table, Td, button_link, card, data_table, field_error, heading, notice, pad, plot,
};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::error;
use hangji_web_core::links::MOST_FIGURES;
use hangji_web_core::readings::period_switch;
use hangji_web_core::request::{ORG, PERIOD, RequestCx, RequestHead, Shared};
use hangji_web_core::words::platform;

use crate::analysis::ask::{ApiError, COMPARED, DIRECTIONS, DRAWINGS, direction_name, name_of};
use crate::analysis::drawing::drawn;
use crate::analysis::sheet::{Number, direction_words};
use crate::analysis::{Ask, Sheet, sheet};

/// Rows on the page; files hold all.
const MOST_ROWS: usize = 300;
/// Organisations offered for choice.
const MOST_OFFERED: usize = 200;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        let (ask, mut wrong) = Ask::read_form(tx, rcx, &rcx.head.params)?;
        if !wrong.is_empty() {
            return refused(tx, rcx, &ask, &wrong);
        }
        match content(tx, rcx, &ask) {
            Ok(content) => Ok(content),
            Err(e) => {
                wrong.push((blamed(&ask), error::refusal(e)?));
                refused(tx, rcx, &ask, &wrong)
            }
        }
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ask: &Ask<'_>) -> Result<Content> {
    let sheet = sheet(tx, rcx, ask)?;
    let figures: Vec<&str> = ask.question.figures.iter().map(|f| rcx.t(f.title)).collect();
    let sub = format!("{} · {} · {}", ask.node.name, sheet.period, figures.join(", "));
    let head = html! { (period_switch(rcx, ask.question.period)) (actions(rcx, ask)) };
    let main = html! {
        (heading(&tr(rcx.lang, "analysis-title"), &sub, head))
        (question(tx, rcx, ask, &[])?)
        @if sheet.period != ask.question.period { (widened(rcx, &sheet)) }
        (chart_card(rcx, ask, &sheet))
        (table_card(rcx, ask, &sheet))
    };
    placed(tx, rcx, ask, main)
}

/// Says that the answer spans more than was asked for.
fn widened(rcx: &RequestCx<'_>, sheet: &Sheet) -> Markup {
    let period = sheet.period.to_string();
    notice(Colour::Info, html! { (tr_args(rcx.lang, "analysis-widened", &[("period", (&period).into())])) })
}

/// The form with what is wrong beside its fields, and no answer.
fn refused(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ask: &Ask<'_>, wrong: &[ApiError]) -> Result<Content> {
    let main = html! {
        (heading(&tr(rcx.lang, "analysis-title"), &ask.node.name, html! {}))
        (question(tx, rcx, ask, wrong)?)
    };
    let page = placed(tx, rcx, ask, main)?;
    Ok(match wrong.first() {
        Some((_, refusal)) => page.refused(refusal),
        None => page,
    })
}

fn placed(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ask: &Ask<'_>, main: Markup) -> Result<Content> {
    let title = tr(rcx.lang, "analysis-title");
    let line = lookup::line(tx, &rcx.scope, ask.node.id)?;
    let mut crumbs: Vec<_> = line.into_iter().map(|o| (o.name, None)).collect();
    crumbs.push((title.clone().into_owned(), None));
    Ok(Content::new(title, "/analysis", main).at(crumbs))
}

/// The field by which a question is mended whose fields make sense each by itself.
fn blamed(ask: &Ask<'_>) -> &'static str {
    let clashes = ask.question.across.is_some_and(|across| across.clashes(ask.question.rows));
    if clashes { "across" } else { PERIOD }
}

fn actions(rcx: &RequestCx<'_>, ask: &Ask<'_>) -> Markup {
    let query = ask.query();
    let lang = rcx.lang;
    html! {
        (pin_form(rcx, &query))
        @if rcx.viewer.exports() {
            (button_link(&format!("/analysis/export.xlsx?{query}"), "Excel", false))
            (button_link(&format!("/analysis/export.csv?{query}"), "CSV", false))
            (button_link(&format!("/analysis/export.svg?{query}"), &tr(lang, "analysis-picture"), false))
        }
    }
}

/// The button that pins a question.
pub(crate) fn pin_form(rcx: &RequestCx<'_>, query: &str) -> Markup {
    html! {
        form.inline action="/pins" method="post" {
            input type="hidden" name="query" value=(query);
            button.button type="submit" { (tr(rcx.lang, "pin-add")) }
        }
    }
}

/// The question as a form that works without script.
fn question(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ask: &Ask<'_>, wrong: &[ApiError]) -> Result<Markup> {
    let (lang, q) = (rcx.lang, &ask.question);
    let fields = Fields { rcx, wrong };
    let directions = directions(rcx, ask);
    let or_none = |rest: Vec<(String, String)>| -> Vec<_> {
        std::iter::once(("none".to_owned(), tr(lang, "analysis-none").into_owned())).chain(rest).collect()
    };
    let named = |name: &str, key: &str| (name.to_owned(), tr(lang, key).into_owned());
    let compared = or_none(COMPARED.iter().map(|(n, _)| named(n, compare_key(n))).collect());
    let drawings: Vec<_> = DRAWINGS.iter().map(|(n, _)| named(n, drawing_key(n))).collect();
    let places: Vec<_> = offered(tx, rcx, ask)?.into_iter().map(|o| (o.code, o.name)).collect();
    let across_now = q.across.map_or_else(|| "none".to_owned(), direction_name);
    let compared_now = q.compare.map_or("none", |c| name_of(&COMPARED, c));
    Ok(html! {
        form.filters.question method="get" action="/analysis" {
            @for i in 0..(q.figures.len() + 1).min(MOST_FIGURES) { (figure_choice(rcx, ask, i)) }
            (fields.choice(ORG, "term-organisation", &places, &ask.node.code))
            (fields.period(q.period))
            (fields.choice("by", "analysis-rows", &directions, &direction_name(q.rows)))
            (fields.choice("across", "analysis-across", &or_none(directions.clone()), &across_now))
            (fields.choice("compare", "analysis-compare", &compared, compared_now))
            (fields.choice("chart", "analysis-chart", &drawings, name_of(&DRAWINGS, ask.drawing)))
            button.button.main type="submit" { (tr(lang, "analysis-submit")) }
        }
    })
}

/// The directions that these figures have, with their words.
fn directions(rcx: &RequestCx<'_>, ask: &Ask<'_>) -> Vec<(String, String)> {
    let of_all = DIRECTIONS.iter().map(|(name, by)| ((*name).to_owned(), direction_words(rcx, ask, *by)));
    let fields = analysis::fields(rcx.sys, &ask.question.figures).into_iter();
    let open = fields.filter(|(ledger, _)| rcx.viewer.may_read(rcx.sys, ledger.name).is_ok());
    of_all.chain(open.map(|(_, f)| (format!("field:{}", f.name), rcx.t(f.title).to_owned()))).collect()
}

/// The organisations that may be chosen: the way up, and what stands below.
fn offered(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ask: &Ask<'_>) -> Result<Vec<Org>> {
    let mut all = lookup::line(tx, &rcx.scope, ask.node.id)?;
    if all.iter().all(|o| o.id != ask.node.id) {
        all.push(ask.node.clone());
    }
    let below = lookup::children(tx, &rcx.scope, ask.node.id, rcx.today)?;
    all.extend(below.into_iter().take(MOST_OFFERED));
    Ok(all)
}

fn figure_choice(rcx: &RequestCx<'_>, ask: &Ask<'_>, i: usize) -> Markup {
    let current = ask.question.figures.get(i).map(|f| f.id);
    let mut sections: Vec<&'static str> = rcx.sys.figures.iter().map(|f| f.section).collect();
    sections.dedup();
    let id = format!("a-figure{i}");
    let key = if current.is_some() { "analysis-figure" } else { "analysis-another" };
    html! {
        div {
            label for=(id) { (tr(rcx.lang, key)) }
            select id=(id) name="figure" {
                @if i > 0 { option value="" { (tr(rcx.lang, "analysis-none")) } }
                @for section in sections {
                    optgroup label=(rcx.t(rcx.sys.section_title(section))) {
                        @for figure in rcx.sys.figures.iter().filter(|f| f.section == section) {
                            option value=(figure.id) selected[current == Some(figure.id)] { (rcx.t(figure.title)) }
                        }
                    }
                }
            }
        }
    }
}

/// The fields of the question, each with what is wrong beside it.
struct Fields<'a> {
    rcx: &'a RequestCx<'a>,
    wrong: &'a [ApiError],
}

impl Fields<'_> {
    fn error(&self, name: &str) -> Option<String> {
        let found = self.wrong.iter().find(|(n, _)| *n == name);
        found.map(|(_, refusal)| refusal.text(platform(self.rcx.lang)))
    }

    fn choice(&self, name: &str, key: &str, options: &[(String, String)], current: &str) -> Markup {
        let (id, error) = (format!("a-{name}"), self.error(name));
        let by = error.as_ref().map(|_| format!("{id}-error"));
        html! {
            div class=[by.as_ref().map(|_| "field wrong")] {
                label for=(id) { (tr(self.rcx.lang, key)) }
                (field_error(self.rcx.lang, &id, error.as_deref()))
                select id=(id) name=(name) aria-describedby=[&by] aria-invalid=[by.as_ref().map(|_| "true")] {
                    @for (value, words) in options { option value=(value) selected[value == current] { (words) } }
                }
            }
        }
    }

    /// The period, as it was typed if it is none.
    fn period(&self, period: Period) -> Markup {
        let (lang, error) = (self.rcx.lang, self.error(PERIOD));
        let typed = self.rcx.head.params.get(PERIOD).filter(|_| error.is_some());
        let by = error.as_ref().map(|_| "a-period-error");
        html! {
            div class=[by.as_ref().map(|_| "field wrong")] {
                label for="a-period" { (tr(lang, "figure-period")) }
                (field_error(lang, "a-period", error.as_deref()))
                input.short id="a-period" name=(PERIOD) value=(typed.map_or_else(|| period.to_string(), str::to_owned))
                    maxlength="24" title=(tr(lang, "analysis-period-hint")) aria-describedby=[by]
                    aria-invalid=[by.map(|_| "true")];
            }
        }
    }
}

fn compare_key(name: &str) -> &'static str {
    if name == "prior" { "analysis-compare-prior" } else { "analysis-compare-year" }
}

fn drawing_key(name: &str) -> &'static str {
    match name {
        "bars" => "analysis-chart-bars",
        "stacked" => "analysis-chart-stacked",
        "lines" => "analysis-chart-lines",
        "none" => "analysis-none",
        _ => "analysis-chart-auto",
    }
}

fn chart_card(rcx: &RequestCx<'_>, ask: &Ask<'_>, sheet: &Sheet) -> Markup {
    let Some(drawn) = drawn(rcx, ask, sheet, "m") else { return html! {} };
    let body = html! {
        (plot(drawn.form, &drawn.plot))
        @if drawn.cut { (pad(html! { small { (tr(rcx.lang, "analysis-chart-cut")) } })) }
    };
    card(&tr(rcx.lang, "analysis-chart"), html! {}, body)
}

fn table_card(rcx: &RequestCx<'_>, ask: &Ask<'_>, sheet: &Sheet) -> Markup {
    let lang = rcx.lang;
    let more = sheet.rows.len().saturating_sub(MOST_ROWS);
    let body = html! {
        (data_table(lang, &table(rcx, ask, sheet)))
        @if more > 0 { (pad(html! { small { (tr_args(lang, "analysis-more-rows", &[("count", more.into())])) } })) }
        (pad(html! { small { (tr(lang, "analysis-totals")) } }))
    };
    card(&tr(lang, "analysis-table"), html! {}, body)
}

/// The table with links that sort it; sorted by a number its rows have ranks.
pub(crate) fn table(rcx: &RequestCx<'_>, ask: &Ask<'_>, sheet: &Sheet) -> Table {
    let lang = rcx.lang;
    let (by, down) = ask.sort.map_or((None, false), |(by, down)| (Some(by), down));
    let ranked = matches!(by, Some(Some(_)));
    let link = |column: Option<usize>, head: Col, first_down: bool| {
        let current = by == Some(column);
        let turned = if current { !down } else { first_down };
        let order = if down { Order::Desc } else { Order::Asc };
        let name = column.map_or_else(|| "name".to_owned(), |c| format!("c{c}"));
        let unsorted = ask.query_without_sort();
        let href = format!("/analysis?{unsorted}&sort={}{name}", if turned { "-" } else { "" });
        head.sorted(href, current.then_some(order))
    };
    let mut columns = vec![link(None, Col::text(sheet.label.clone()), false)];
    if ranked {
        columns.insert(0, Col::number(tr(lang, "analysis-rank")));
    }
    columns.extend(sheet.heads.iter().enumerate().map(|(i, h)| link(Some(i), Col::number(h.title.clone()), true)));
    let cell = |number: &Number| match &number.href {
        Some(href) => Td::figure(href, &number.text(rcx)),
        None => Td::number(&number.text(rcx)),
    };
    let rank = |i: usize| ranked.then(|| Td::number(&(i + 1).to_string()));
    let rows = sheet.rows.iter().take(MOST_ROWS).enumerate().map(|(i, row)| {
        let name = row.href.as_ref().map_or_else(|| Td::text(&row.label), |href| Td::link(href, &row.label));
        rank(i).into_iter().chain([name.heading()]).chain(row.numbers.iter().map(cell)).collect()
    });
    let total = Td::text(&tr(lang, "figure-total")).heading();
    let blank = ranked.then(Td::default);
    Table {
        caption: tr(lang, "analysis-table").into_owned(),
        columns,
        rows: rows.collect(),
        footer: Some(blank.into_iter().chain([total]).chain(sheet.total.iter().map(cell)).collect()),
        empty: tr(lang, "figure-none").into_owned(),
    }
}

//! The index of all figures: by section, with what each means, its value, and a search.

use axum::extract::State;
use axum::response::Response;
use hangji_platform::Result;
use hangji_platform::figures::{Figure, Period, grid};
use hangji_platform::tree::lookup::{self, Org};
use hangji_store::Tx;
use hangji_ui::components::{Col, Table, Td, card, data_table, empty_state, heading};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::answer::Content;
use hangji_web_core::links;
use hangji_web_core::readings::period_switch;
use hangji_web_core::request::{ORG, PERIOD, RequestCx, RequestHead, Shared};
use hangji_web_core::words::amount;

/// The longest search taken into account, in characters.
const MOST_SEARCH: usize = 60;

/// The page.
pub(crate) async fn show(State(app): State<Shared>, head: RequestHead) -> Response {
    app.page(head, |tx, rcx| {
        rcx.head.params.only_of(&[ORG, PERIOD, "q"])?;
        content(tx, rcx)
    })
    .await
}

fn content(tx: &mut Tx<'_>, rcx: &RequestCx<'_>) -> Result<Content> {
    let (node, period) = (rcx.figure_node(tx)?, rcx.period()?);
    let lang = rcx.lang;
    let words = searched(rcx.head.params.get("q").unwrap_or_default());
    let found: Vec<&Figure> = rcx.sys.figures.iter().filter(|f| fits(f, &words)).collect();
    let mut sections: Vec<&'static str> = Vec::new();
    for figure in &found {
        if !sections.contains(&figure.section) {
            sections.push(figure.section);
        }
    }
    let mut parts = Vec::with_capacity(sections.len());
    for section in sections {
        let of = found.iter().copied().filter(|f| f.section == section);
        parts.push((rcx.t(rcx.sys.section_title(section)), table(tx, rcx, section, of, &node, period)?));
    }
    let count = tr_args(lang, "figures-count", &[("count", found.len().into())]);
    let main = html! {
        (heading(&tr(lang, "figures-title"), &format!("{} · {period} · {count}", node.name), period_switch(rcx, period)))
        (search(rcx))
        @if parts.is_empty() { (card(&tr(lang, "figures-title"), html! {}, empty_state(&tr(lang, "figures-none"), ""))) }
        @for (title, table) in &parts { (card(title, html! {}, data_table(lang, table))) }
    };
    let line = lookup::line(tx, &rcx.scope, node.id)?;
    let mut crumbs: Vec<_> = line.into_iter().map(|o| (o.name, Some(links::figures(&o.code, period)))).collect();
    crumbs.push((tr(lang, "figures-title").into_owned(), None));
    Ok(Content::new(tr(lang, "figures-title"), "/figures", main).at(crumbs))
}

fn table<'f>(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    section: &'static str,
    figures: impl Iterator<Item = &'f Figure>,
    node: &Org,
    period: Period,
) -> Result<Table> {
    let lang = rcx.lang;
    let mut rows = Vec::new();
    for figure in figures {
        let reading = grid::read(tx, rcx.sys, figure, &[node.id], &[period])?[0][0];
        let href = links::figure(figure.id, &node.code, period);
        let name = Td::of(html! { (rcx.t(figure.title)) br; small.meaning { (rcx.t(figure.meaning)) } });
        rows.push(vec![
            name.heading(),
            Td::figure(&href, &amount(lang, reading.shown(figure))),
            Td::text(rcx.t(figure.unit.term)),
        ]);
    }
    let columns = vec![
        Col::text(tr(lang, "figures-name")),
        Col::number(tr(lang, "figure-value")),
        Col::text(tr(lang, "figure-unit")),
    ];
    Ok(Table { caption: rcx.t(rcx.sys.section_title(section)).to_owned(), columns, rows, ..Table::default() })
}

fn search(rcx: &RequestCx<'_>) -> Markup {
    let params = &rcx.head.params;
    html! {
        form.filters method="get" action="/figures" role="search" {
            @for name in [ORG, PERIOD] {
                @if let Some(value) = params.get(name) { input type="hidden" name=(name) value=(value); }
            }
            div {
                label for="figures-q" { (tr(rcx.lang, "figures-search")) }
                input id="figures-q" type="search" name="q" maxlength=(MOST_SEARCH)
                    value=(params.get("q").unwrap_or_default());
            }
            button.button.main type="submit" { (tr(rcx.lang, "list-filter")) }
        }
    }
}

/// The words searched for, each of which must stand somewhere.
fn searched(text: &str) -> Vec<String> {
    let short: String = text.chars().take(MOST_SEARCH).collect();
    short.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// Whether a figure is meant: each word stands in its name, meaning or id, in either language.
fn fits(figure: &Figure, words: &[String]) -> bool {
    let terms = [figure.title.zh, figure.title.en, figure.meaning.zh, figure.meaning.en, figure.id];
    let terms = terms.map(str::to_lowercase);
    words.iter().all(|word| terms.iter().any(|t| t.contains(word)))
}

#[cfg(test)]
mod tests {
    use hangji_platform::figures::{Counting, Facts, Measure, Part, Timing};
    use hangji_platform::term::counted;

    use super::*;

    #[test]
    fn each_word_must_stand_somewhere_in_either_language() {
        let part = Part::new(Counting::Facts, Timing::During, Facts::of("visits").on("r.on_day"));
        let figure =
            Figure::new("visits.made", "走访", "Visits made", counted("visit", "visits", "次"), Measure::Amount(part));
        for (text, expected) in [
            ("", true),
            ("走访", true),
            ("VISITS made", true),
            ("made 走访", true),
            ("visits lost", false),
            ("  ", true),
        ] {
            assert_eq!(fits(&figure, &searched(text)), expected, "{text}");
        }
    }
}

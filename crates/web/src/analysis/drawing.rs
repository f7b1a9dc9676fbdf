//! Which chart fits an answer, and the chart made from its table.

use hangji_platform::figures::analysis::By;
use hangji_platform::figures::{Counting, Figure, Measure, Timing};
use hangji_ui::components::{MOST_CATEGORIES, MOST_SERIES, Mark, Plot, PlotForm, Series};
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::height;

use super::ask::{Ask, Drawing};
use super::sheet::{Sheet, What};

/// A chart with what had to be left out of it.
pub(crate) struct Drawn {
    /// Its form.
    pub(crate) form: PlotForm,
    /// What it shows.
    pub(crate) plot: Plot,
    /// Whether rows or columns did not fit.
    pub(crate) cut: bool,
}

/// The chart of a table; none where none is wanted. `id` tells its patterns from those of others on the page.
pub(crate) fn drawn(rcx: &RequestCx<'_>, ask: &Ask<'_>, sheet: &Sheet, id: &str) -> Option<Drawn> {
    let form = form(ask)?;
    let columns = columns(ask, sheet);
    let title: Vec<&str> = ask.question.figures.iter().map(|f| rcx.t(f.title)).collect();
    let first = columns.first()?;
    let unit = rcx.t(ask.question.figures[sheet.heads[*first].figure].unit.term).to_owned();
    let rows = sheet.rows.iter().take(MOST_CATEGORIES);
    let mark = |row: &super::sheet::Row, column: usize| {
        let number = &row.numbers[column];
        let value = number.shown.map(|s| height(Some(s)));
        Mark { value, text: number.text(rcx), href: number.href.clone() }
    };
    let series = columns.iter().take(MOST_SERIES).map(|c| Series {
        name: sheet.heads[*c].title.clone(),
        marks: rows.clone().map(|row| mark(row, *c)).collect(),
    });
    let plot = Plot {
        id: id.to_owned(),
        title: format!("{} · {} · {}", title.join(", "), ask.node.name, sheet.period),
        unit,
        categories: rows.clone().map(|r| r.label.clone()).collect(),
        series: series.collect(),
    };
    let cut = sheet.rows.len() > MOST_CATEGORIES || columns.len() > MOST_SERIES;
    Some(Drawn { form, plot, cut })
}

/// The columns that are drawn: the parts of the first figure, or the figures of the first one's unit.
fn columns(ask: &Ask<'_>, sheet: &Sheet) -> Vec<usize> {
    let unit = |head: &super::sheet::Head| ask.question.figures[head.figure].unit;
    let heads = sheet.heads.iter().enumerate();
    if ask.question.across.is_some() {
        let parts = heads.filter(|(_, h)| h.figure == 0 && matches!(h.what, What::Part(_)));
        return parts.map(|(i, _)| i).collect();
    }
    let first = sheet.heads.first().map(unit);
    let wanted = |h: &super::sheet::Head| matches!(h.what, What::Whole | What::Before) && Some(unit(h)) == first;
    heads.filter(|(_, h)| wanted(h)).map(|(i, _)| i).collect()
}

fn form(ask: &Ask<'_>) -> Option<PlotForm> {
    let time = ask.question.rows.is_time();
    Some(match ask.drawing {
        Drawing::Nothing => return None,
        Drawing::Lines => PlotForm::Lines,
        Drawing::Stacked => PlotForm::Stacked,
        Drawing::Bars if time => PlotForm::Columns,
        Drawing::Bars => PlotForm::Bars,
        Drawing::Fitting if time => {
            let flow = ask.question.figures.iter().all(|f| is_flow(f)) && ask.question.across.is_none();
            if flow { PlotForm::Columns } else { PlotForm::Lines }
        }
        Drawing::Fitting if adds_up(ask) => PlotForm::Stacked,
        Drawing::Fitting => PlotForm::Bars,
    })
}

/// Whether the columns are parts that make up the row.
fn adds_up(ask: &Ask<'_>) -> bool {
    let by_group = ask.question.across.is_some_and(|by| by.group().is_some() || by == By::Below);
    let counted =
        |f: &&Figure| matches!(&f.measure, Measure::Amount(p) if !matches!(p.counting, Counting::Distinct(_)));
    by_group && ask.question.figures.first().is_some_and(counted)
}

/// Whether a figure counts what happens rather than what stands.
pub(crate) fn is_flow(figure: &Figure) -> bool {
    matches!(&figure.measure, Measure::Amount(part) if part.timing == Timing::During)
}

//! Figures read and told: the cards of strips, the cells of tables, the switch of periods.

use std::cmp::Ordering;

use hangji_platform::Result;
use hangji_platform::figures::{Figure, Measure, Period, Reading, Shown, Target, read};
use hangji_platform::tree::lookup::Org;
use hangji_store::Tx;
use hangji_ui::components::{FigureCard, Kind, Td, Trend, segmented};
use hangji_ui::{Markup, href_with, tr, tr_args};

use crate::links;
use crate::request::{PERIOD, RequestCx};
use crate::words::amount;

/// The card of a figure at a node: value, unit, parts of a ratio, difference on last year, target.
pub fn figure_card(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    figure: &Figure,
    node: &Org,
    period: Period,
) -> Result<FigureCard> {
    let reading = read::read(tx, rcx.sys, figure, node.id, period)?;
    Ok(FigureCard {
        label: rcx.t(figure.title).to_owned(),
        value: amount(rcx.lang, reading.shown(figure)),
        unit: unit(rcx, figure, &reading),
        href: links::figure(figure.id, &node.code, period),
        trend: trend(tx, rcx, figure, node, period, &reading)?,
        target: target(figure, period).map(|t| (reading.meets(figure, t), target_words(rcx, figure, t))),
        ..FigureCard::default()
    })
}

/// The unit, and for a ratio its parts.
pub fn unit(rcx: &RequestCx<'_>, figure: &Figure, reading: &Reading) -> String {
    let one = reading.ratio.is_none() && reading.shown(figure).is_some_and(|s| s.scaled == 1 && s.decimals == 0);
    let unit = rcx.t(figure.unit.beside(one));
    match reading.ratio {
        Some((n, d)) => format!("{unit} · {n}/{d}"),
        None => unit.to_owned(),
    }
}

/// The target that the whole must reach in a period.
pub fn target(figure: &Figure, period: Period) -> Option<&'static Target> {
    figure.target(period.last.year()).filter(|t| t.each.is_none())
}

/// A target as words: the least, or the range, with its unit.
pub fn target_words(rcx: &RequestCx<'_>, figure: &Figure, target: &Target) -> String {
    let unit = rcx.t(figure.unit.term);
    let range = target.most.filter(|most| *most != target.least);
    let number = range.map_or_else(|| target.least.to_string(), |most| format!("{}–{most}", target.least));
    tr_args(rcx.lang, "target-words", &[("number", (&number).into()), ("unit", unit.into())])
}

/// How a figure stands to the same period of the year before; a gain is itself that difference.
pub fn trend(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    figure: &Figure,
    node: &Org,
    period: Period,
    reading: &Reading,
) -> Result<Option<Trend>> {
    let before = read::read(tx, rcx.sys, figure, node.id, period.year_before())?;
    Ok(trend_between(rcx, figure, node, period, reading, &before))
}

/// How a reading stands to that of the same period a year before; none where either says nothing.
pub fn trend_between(
    rcx: &RequestCx<'_>,
    figure: &Figure,
    node: &Org,
    period: Period,
    reading: &Reading,
    before: &Reading,
) -> Option<Trend> {
    let (was, is) = (before.shown(figure)?, reading.shown(figure)?);
    if matches!(figure.measure, Measure::GainOnLastYear(_)) || was.scaled == 0 && before.records == 0 {
        return None;
    }
    let by = Shown { scaled: (is.scaled - was.scaled).abs(), decimals: is.decimals };
    let up = (is.scaled != was.scaled).then_some(is.scaled > was.scaled);
    let (key, number) = (if reading.ratio.is_some() { "trend-points" } else { "trend-by" }, amount(rcx.lang, Some(by)));
    let text = tr_args(rcx.lang, key, &[("number", (&number).into())]);
    // Whether more is better nobody has declared: the arrow speaks, the colour stays grey.
    let href = Some(links::figure(figure.id, &node.code, period.year_before()));
    Some(Trend { up, kind: Kind::Plain, text, href })
}

/// A figure's value as a cell that opens.
pub fn cell(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, figure: &Figure, node: &Org, period: Period) -> Result<Td> {
    let reading = read::read(tx, rcx.sys, figure, node.id, period)?;
    Ok(Td::figure(&links::figure(figure.id, &node.code, period), &amount(rcx.lang, reading.shown(figure))))
}

/// This month, this quarter, this year, last year, relative to the business day; another period if it is asked for.
pub fn period_switch(rcx: &RequestCx<'_>, period: Period) -> Markup {
    let (lang, today) = (rcx.lang, rcx.today);
    let year = |y: i32| tr_args(lang, "period-year", &[("year", y.to_string().as_str().into())]);
    let mut items = vec![
        (tr(lang, "period-month").into_owned(), Period::month_of(today)),
        (tr(lang, "period-quarter").into_owned(), Period::quarter_of(today)),
        (year(today.year()), Period::year(today.year())),
        (year(today.year() - 1), Period::year(today.year() - 1)),
    ];
    if items.iter().all(|(_, p)| *p != period) {
        items.push((period.to_string(), period));
    }
    let here = crate::links::without(&rcx.head.here, "page");
    let links: Vec<(String, String, bool)> =
        items.into_iter().map(|(label, p)| (label, href_with(&here, PERIOD, &p.to_string()), p == period)).collect();
    segmented(&tr(lang, "period-label"), &links)
}

/// Where a figure is read.
pub struct At<'v> {
    /// The figure.
    pub figure: &'v Figure,
    /// The node.
    pub node: Org,
    /// The period.
    pub period: Period,
    /// What it reads.
    pub reading: Reading,
}

impl<'v> At<'v> {
    /// Reads a figure where the request asks for it.
    pub fn of(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, id: &str) -> Result<At<'v>> {
        let node = rcx.figure_node(tx)?;
        let figure = rcx.figure(id)?;
        let period = rcx.period()?;
        let reading = read::read(tx, rcx.sys, figure, node.id, period)?;
        Ok(At { figure, node, period, reading })
    }

    /// The address of its page.
    pub fn href(&self) -> String {
        links::figure(self.figure.id, &self.node.code, self.period)
    }
}

/// Two values in order; none always comes last.
pub fn by_value(a: Option<i64>, b: Option<i64>, down: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if down => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

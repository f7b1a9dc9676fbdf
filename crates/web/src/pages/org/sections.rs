//! The sections that ledgers declare for the page of an organisation: what it serves, who belongs to it, what held when.

use hangji_platform::Result;
use hangji_platform::ledger::list::{self, Filter, Line, Wanted, shown};
use hangji_platform::ledger::section::{OverTime, Section, SectionView};
use hangji_platform::ledger::stretches::Held;
use hangji_platform::ledger::{Kind, Ledger, Value};
use hangji_platform::tree;
use hangji_platform::tree::lookup::Org;
use hangji_store::{Day, Id, Tx};
use hangji_ui::components::{Bar, Col, Lane, Lanes, Table, Td, card, data_table, facts, lanes, pad};
use hangji_ui::{Markup, encoded, html, number, tr, tr_args};
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::{field, platform};
use hangji_web_core::{facts, links, listing};

use super::timeline::Axis;

/// Records drawn, and rows and names told, at most.
const MOST_DRAWN: i64 = 200;
const MOST_ROWS: usize = 20;
const MOST_NAMES: i64 = 12;

/// The declared sections in the order of the ledgers: those drawn over time, and the others.
pub(super) fn all(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: &Org, on: Day) -> Result<(Markup, Markup)> {
    let (mut wide, mut narrow) = (Vec::new(), Vec::new());
    for ledger in &rcx.sys.ledgers {
        let (Some(section), Ok(ledger)) = (ledger.section, rcx.viewer.may_read(rcx.sys, ledger.name)) else {
            continue;
        };
        match section.view {
            SectionView::OverTime(view) => wide.extend(over_time(tx, rcx, org, ledger, &section, view, on)?),
            SectionView::Names => narrow.extend(names(tx, rcx, org, ledger, &section)?),
            SectionView::Named(by) => narrow.extend(named(tx, rcx, org, ledger, &section, by)?),
        }
    }
    Ok((html! { @for one in wide { (one) } }, html! { @for one in narrow { (one) } }))
}

/// The records of a ledger that belong to this very organisation, newest first, and how many there are.
pub(crate) fn own(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    org: Id,
    ledger: &Ledger,
    most: i64,
) -> Result<(i64, Vec<Line>)> {
    let wanted = Wanted { filters: vec![Filter::Org(org)], ..Wanted::default() };
    let count = list::totals(tx, rcx.sys, &rcx.scope, ledger, &wanted)?.count;
    Ok((count, list::lines(tx, rcx.sys, &rcx.scope, ledger, &wanted, count, 0, most)?))
}

/// The link to the whole list of a ledger at an organisation.
fn whole_list(rcx: &RequestCx<'_>, ledger: &Ledger, org: &Org) -> Markup {
    let href = format!("{}?org={}", links::list(ledger.name), encoded(&org.code));
    html! { a href=(href) { (tr(rcx.lang, "organisation-all")) span.hidden { " " (rcx.t(ledger.title)) } } }
}

/// What a field of a line says.
fn says(rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, name: &str) -> String {
    let Some(i) = ledger.position(name) else { return String::new() };
    shown(&ledger.fields[i], &line.record.values[i], line.names[i].as_deref(), platform(rcx.lang), false)
}

/// Records that hold for a time: who or what held on the day, the drawing, and the same as a table.
fn over_time(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    org: &Org,
    ledger: &Ledger,
    section: &Section,
    view: OverTime,
    on: Day,
) -> Result<Option<Markup>> {
    let (_, lines) = own(tx, rcx, org.id, ledger, MOST_DRAWN)?;
    let records: Vec<_> = lines.iter().map(|l| &l.record).collect();
    let held = view.stretches(ledger, &records);
    if held.is_empty() {
        return Ok(None);
    }
    let told = Told { rcx, ledger, view, lines: &lines, held: &held, on };
    let title = rcx.t(section.title);
    let body = html! { (told.on_the_day()) (lanes(&told.drawing(title))) (told.table(title)) };
    Ok(Some(card(title, whole_list(rcx, ledger, org), body)))
}

/// A section over time with what it is made of.
struct Told<'a, 'v> {
    rcx: &'a RequestCx<'v>,
    ledger: &'a Ledger,
    view: OverTime,
    lines: &'a [Line],
    held: &'a [Held],
    on: Day,
}

impl Told<'_, '_> {
    fn says(&self, held: &Held, field: &str) -> String {
        says(self.rcx, self.ledger, &self.lines[held.at], field)
    }

    fn href(&self, held: &Held) -> String {
        links::record(self.ledger.name, self.lines[held.at].record.id)
    }

    fn until(&self, held: &Held) -> String {
        if held.to == Day::OPEN { tr(self.rcx.lang, "organisation-now").into_owned() } else { held.to.to_string() }
    }

    /// The lanes that hold something: code and title, in the order of the declaration.
    fn codes(&self) -> Vec<(&'static str, &'static str)> {
        let Some(Kind::Choice(choices)) = field(self.ledger, self.view.lane).map(|f| f.kind) else { return Vec::new() };
        let in_lane = |code: &str| self.held.iter().any(|h| self.is_in(h, code));
        choices.iter().filter(|c| in_lane(c.code)).map(|c| (c.code, self.rcx.t(c.term))).collect()
    }

    fn is_in(&self, held: &Held, code: &str) -> bool {
        self.view.lane_of(self.ledger, &self.lines[held.at].record) == Some(code)
    }

    /// Who or what held on the day, by lane.
    fn on_the_day(&self) -> Markup {
        let then = |h: &&Held| h.from <= self.on && self.on < h.to;
        let day = self.on.to_string();
        let mut items = Vec::new();
        for (code, title) in self.codes() {
            let holders: Vec<&Held> = self.held.iter().filter(|h| self.is_in(h, code)).filter(then).collect();
            if !holders.is_empty() {
                let value = html! {
                    @for (i, h) in holders.iter().enumerate() {
                        @if i > 0 { (tr(self.rcx.lang, "organisation-and")) }
                        a href=(self.href(h)) { (self.says(h, self.view.label)) }
                    }
                };
                items.push((title.to_owned(), value, None));
            }
        }
        let nobody = tr_args(self.rcx.lang, "organisation-held-none", &[("day", (&day).into())]);
        let heading = tr_args(self.rcx.lang, "organisation-held-on", &[("day", (&day).into())]);
        pad(html! {
            @if items.is_empty() { p { (nobody) } }
            @else { h3 { (heading) } (facts(self.rcx.lang, &items)) }
        })
    }

    fn drawing(&self, title: &str) -> Lanes {
        let days = self.held.iter().flat_map(|h| [h.from, h.to]);
        let axis = Axis::over(days, self.rcx.today.max(self.on));
        let bar = |h: &Held| {
            let label = self.says(h, self.view.label);
            let words = format!("{label} {}–{}", h.from, self.until(h));
            let (from, to) = (axis.share(h.from), axis.share(h.to));
            Bar { from, to, goes_on: h.to == Day::OPEN, text: label, words, href: Some(self.href(h)) }
        };
        let lane = |(code, name): (&str, &str)| Lane {
            name: name.to_owned(),
            bars: self.held.iter().filter(|h| self.is_in(h, code)).map(bar).collect(),
            ..Lane::default()
        };
        Lanes {
            title: tr_args(self.rcx.lang, "organisation-drawn", &[("title", title.into())]),
            lanes: self.codes().into_iter().map(lane).collect(),
            ticks: axis.ticks(),
            now: Some((axis.share(self.on), self.on.to_string())),
            joints: Vec::new(),
        }
    }

    /// The same as a table, newest first.
    fn table(&self, title: &str) -> Markup {
        let lang = self.rcx.lang;
        let head = |name: &str| Col::text(field(self.ledger, name).map_or("", |f| self.rcx.t(f.title)));
        let row = |h: &Held| {
            vec![
                Td::link(&self.href(h), &self.says(h, self.view.label)).heading(),
                Td::text(&self.says(h, self.view.lane)),
                Td::text(&h.from.to_string()),
                Td::text(&self.until(h)),
            ]
        };
        let ends = self.view.until.map_or_else(|| Col::text(tr(lang, "filter-to")), head);
        let table = Table {
            caption: title.to_owned(),
            columns: vec![head(self.view.label), head(self.view.lane), head(self.view.from), ends],
            rows: self.held.iter().rev().take(MOST_ROWS).map(row).collect(),
            ..Table::default()
        };
        data_table(lang, &table)
    }
}

/// How many records there are, and the first by name.
fn names(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    org: &Org,
    ledger: &Ledger,
    section: &Section,
) -> Result<Option<Markup>> {
    let sort = ledger.named_by.last().and_then(|name| ledger.position(name)).map(|i| (i, false));
    let wanted = Wanted { filters: vec![Filter::Org(org.id)], sort, ..Wanted::default() };
    let count = list::totals(tx, rcx.sys, &rcx.scope, ledger, &wanted)?.count;
    if count == 0 {
        return Ok(None);
    }
    let lines = list::lines(tx, rcx.sys, &rcx.scope, ledger, &wanted, count, 0, MOST_NAMES)?;
    let shown = number(rcx.lang, count);
    let rest = count - lines.len() as i64;
    let body = html! {
        p.links { @for line in &lines {
            a href=(links::record(ledger.name, line.record.id)) { (listing::name(rcx, ledger, line)) } " "
        } }
        @if rest > 0 { p { (tr_args(rcx.lang, "organisation-more", &[("count", rest.into())])) } }
    };
    let title = format!("{} · {shown}", rcx.t(section.title));
    Ok(Some(card(&title, whole_list(rcx, ledger, org), pad(body))))
}

/// The record that the organisation's own record names.
fn named(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    org: &Org,
    ledger: &Ledger,
    section: &Section,
    by: &str,
) -> Result<Option<Markup>> {
    let Some(line) = line_named(tx, rcx, org, ledger, by)? else { return Ok(None) };
    let mut items = facts::items(tx, rcx, ledger, &line, false)?;
    items.iter_mut().for_each(|(_, _, purpose)| *purpose = None);
    let open = html! {
        a href=(links::record(ledger.name, line.record.id)) {
            (tr(rcx.lang, "term-record")) span.hidden { " " (rcx.t(section.title)) }
        }
    };
    Ok(Some(card(rcx.t(section.title), open, pad(facts(rcx.lang, &items)))))
}

/// The record of a ledger that a field of the organisation's own record names, if the viewer sees both.
pub(crate) fn line_named(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    org: &Org,
    ledger: &Ledger,
    by: &str,
) -> Result<Option<Line>> {
    let Ok(orgs) = rcx.viewer.may_read(rcx.sys, tree::ORGANISATIONS) else { return Ok(None) };
    let Some(itself) = list::one(tx, rcx.sys, &rcx.scope, orgs, org.id)? else { return Ok(None) };
    let Some(Value::Int(id)) = orgs.position(by).map(|i| &itself.record.values[i]) else { return Ok(None) };
    list::one(tx, rcx.sys, &rcx.scope, ledger, Id(*id))
}

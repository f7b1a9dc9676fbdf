//! The history of an organisation, drawn and told: what it stood under, what it was, what went into it and what it went
//! into. What the viewer does not see has neither a name nor a link here.

use hangji_platform::Result;
use hangji_platform::tree::lineage::{self, Event, Lane, Role, Source, Stretch, Told, What};
use hangji_platform::tree::lookup::Org;
use hangji_platform::tree::{CHANGES, ORGANISATIONS};
use hangji_store::{Day, Tx};
use hangji_ui::components::{Bar, Col, Joint, Lane as Drawn, Lanes, Sign, Table, Td, card, data_table, lanes};
use hangji_ui::{Markup, html, tr, tr_args};
use hangji_web_core::links;
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::org_kind;

use super::timeline::Axis;

/// The card of the history.
pub(super) fn card_of(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, org: &Org, on: Day) -> Result<Markup> {
    let told = lineage::of(tx, &rcx.scope, org.id)?;
    let history = History { rcx, told: &told, on };
    let title = tr(rcx.lang, "lineage-title");
    let body = html! { (lanes(&history.drawing(&title))) (history.events(&title)) (history.stretches()) };
    Ok(card(&title, html! {}, body))
}

struct History<'a, 'v> {
    rcx: &'a RequestCx<'v>,
    told: &'a Told,
    on: Day,
}

impl History<'_, '_> {
    /// What an organisation is called today, if the viewer sees it.
    fn name(&self, org: i64) -> String {
        self.told.known.get(&org).map_or_else(|| tr(self.rcx.lang, "lineage-other").into_owned(), |k| k.name.clone())
    }

    fn href(&self, org: i64) -> Option<String> {
        self.told.known.get(&org).map(|k| links::org(&k.code))
    }

    fn part(&self, role: Role) -> String {
        let key = match role {
            Role::Above => "lineage-above",
            Role::Itself => "lineage-itself",
            Role::Came => "lineage-came",
            Role::Took => "lineage-took",
        };
        tr(self.rcx.lang, key).into_owned()
    }

    fn end(&self, to: Day) -> String {
        if to == Day::OPEN { tr(self.rcx.lang, "organisation-now").into_owned() } else { to.to_string() }
    }

    /// What it was called in a stretch, with its kind.
    fn called(&self, stretch: &Stretch) -> (String, String) {
        if stretch.name.is_empty() {
            return (tr(self.rcx.lang, "lineage-other").into_owned(), String::new());
        }
        (stretch.name.clone(), org_kind(self.rcx.sys, self.rcx.lang, &stretch.kind))
    }

    /// What happened, in words.
    fn what(&self, event: &Event) -> String {
        let lang = self.rcx.lang;
        let changed = |key: &str, from: &str, to: &str| tr_args(lang, key, &[("from", from.into()), ("to", to.into())]);
        let kind = |code: &str| org_kind(self.rcx.sys, lang, code);
        match &event.what {
            What::Renamed { from, to } => changed("lineage-renamed", from, to),
            What::Converted { from, to } => changed("lineage-converted", &kind(from), &kind(to)),
            What::SetUp => tr(lang, "lineage-set-up").into_owned(),
            What::Moved => tr(lang, "lineage-moved").into_owned(),
            What::Followed => tr(lang, "lineage-followed").into_owned(),
            What::Received => tr(lang, "lineage-received").into_owned(),
            What::Merged => tr(lang, "lineage-merged").into_owned(),
            What::Dissolved => tr(lang, "lineage-dissolved").into_owned(),
        }
    }

    /// Where the record of an event opens, if the viewer reads its ledger.
    fn record(&self, event: &Event) -> Option<String> {
        let (ledger, id) = match event.record? {
            Source::Organisation(id) => (ORGANISATIONS, id),
            Source::Change(id, _) => (CHANGES, id),
        };
        self.rcx.viewer.may_read(self.rcx.sys, ledger).ok().map(|_| links::record(ledger, id))
    }

    fn drawing(&self, title: &str) -> Lanes {
        let lineage = &self.told.lineage;
        let days = lineage.lanes.iter().flat_map(|l| &l.stretches).flat_map(|s| [s.from, s.to]);
        let axis = Axis::over(days, self.rcx.today.max(self.on));
        Lanes {
            title: tr_args(self.rcx.lang, "organisation-drawn", &[("title", title.into())]),
            lanes: lineage.lanes.iter().map(|l| self.lane(l, &axis)).collect(),
            ticks: axis.ticks(),
            now: Some((axis.share(self.on), self.on.to_string())),
            joints: self.joints(&axis),
        }
    }

    fn lane(&self, lane: &Lane, axis: &Axis) -> Drawn {
        let bar = |s: &Stretch| {
            let (name, kind) = self.called(s);
            let words = format!("{name} {kind} {}–{}", s.from, self.end(s.to));
            let (from, to) = (axis.share(s.from), axis.share(s.to));
            Bar { from, to, goes_on: s.to == Day::OPEN, text: name, words, href: None }
        };
        let itself = lane.role == Role::Itself;
        let sign = |(i, e): (usize, &Event)| {
            let words = format!("{} · {} · {}", i + 1, e.on, self.what(e));
            Sign { at: axis.share(e.on), number: i + 1, words }
        };
        Drawn {
            name: format!("{} · {}", self.part(lane.role), self.name(lane.org)),
            href: if itself { None } else { self.href(lane.org) },
            strong: itself,
            bars: lane.stretches.iter().map(bar).collect(),
            signs: if itself { self.told.lineage.events.iter().enumerate().map(sign).collect() } else { Vec::new() },
        }
    }

    /// From one superior to the next, from what came into it, and from it into what took it.
    fn joints(&self, axis: &Axis) -> Vec<Joint> {
        let all = &self.told.lineage.lanes;
        let at = |find: &dyn Fn(&Lane) -> bool| all.iter().position(find);
        let Some(itself) = at(&|l| l.role == Role::Itself) else { return Vec::new() };
        let mut out = Vec::new();
        for (i, lane) in all.iter().enumerate() {
            match lane.role {
                Role::Came => {
                    let end = lane.stretches.last().map_or(Day::OPEN, |s| s.to);
                    out.push(Joint { at: axis.share(end), from: i, to: itself });
                }
                Role::Took => {
                    let on = all[itself].stretches.last().map_or(Day::OPEN, |s| s.to);
                    out.push(Joint { at: axis.share(on), from: itself, to: i });
                }
                Role::Above | Role::Itself => {}
            }
        }
        let under: Vec<(usize, &Stretch)> = all
            .iter()
            .enumerate()
            .filter(|(_, l)| l.role == Role::Above)
            .flat_map(|(i, l)| l.stretches.iter().map(move |s| (i, s)))
            .collect();
        for (from, before) in &under {
            let next = under.iter().find(|(to, after)| to != from && after.from == before.to);
            out.extend(next.map(|(to, _)| Joint { at: axis.share(before.to), from: *from, to: *to }));
        }
        out
    }

    /// What happened, numbered as in the drawing.
    fn events(&self, title: &str) -> Markup {
        let lang = self.rcx.lang;
        let row = |(i, e): (usize, &Event)| {
            let other = e.other.map_or_else(
                || html! {},
                |id| match self.href(id) {
                    Some(href) => html! { a href=(href) { (self.name(id)) } },
                    None => html! { (self.name(id)) },
                },
            );
            let what = self.what(e);
            let what = self.record(e).map_or_else(|| Td::text(&what), |href| Td::link(&href, &what));
            vec![Td::number(&(i + 1).to_string()), Td::text(&e.on.to_string()), what.heading(), Td::of(other)]
        };
        let table = Table {
            caption: title.to_owned(),
            columns: vec![
                Col::number(tr(lang, "lineage-number")),
                Col::text(tr(lang, "lineage-day")),
                Col::text(tr(lang, "lineage-what")),
                Col::text(tr(lang, "lineage-with")),
            ],
            rows: self.told.lineage.events.iter().enumerate().map(row).collect(),
            ..Table::default()
        };
        data_table(lang, &table)
    }

    /// The stretches of the drawing, as a table.
    fn stretches(&self) -> Markup {
        let lang = self.rcx.lang;
        let row = |lane: &Lane, s: &Stretch| {
            let (name, kind) = self.called(s);
            vec![
                Td::text(&self.part(lane.role)),
                Td::text(&name).heading(),
                Td::text(&kind),
                Td::text(&s.from.to_string()),
                Td::text(&self.end(s.to)),
            ]
        };
        let keys = ["lineage-part", "organisation-name", "organisation-kind", "filter-from", "filter-to"];
        let rows = self.told.lineage.lanes.iter().flat_map(|l| l.stretches.iter().map(move |s| row(l, s)));
        let table = Table {
            caption: tr(lang, "organisation-through-time").into_owned(),
            columns: keys.map(|k| Col::text(tr(lang, k))).to_vec(),
            rows: rows.collect(),
            ..Table::default()
        };
        data_table(lang, &table)
    }
}

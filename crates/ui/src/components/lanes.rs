//! What held over time, drawn as bars in lanes over one axis of time: who held which post, which grade was in force, what
//! an organisation stood under. Bars carry their words and lanes their names, so that nothing depends on colour; the page
//! shows the same as a table.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::chart::fixed;
use super::plot::{GRID, INK, SOFT, WIDTH, cut, width_of};

/// The drawing. Times are shares of the axis, from 0 to 1.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    /// What is drawn.
    pub title: String,
    /// The lanes from top to bottom.
    pub lanes: Vec<Lane>,
    /// Times on the axis with their words.
    pub ticks: Vec<(f64, String)>,
    /// The time looked at, with its words.
    pub now: Option<(f64, String)>,
    /// What leads from one lane to another.
    pub joints: Vec<Joint>,
}

/// A lane.
#[derive(Clone, Debug, Default)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// Where it opens.
    pub href: Option<String>,
    /// Whether it is the one that the drawing is about.
    pub strong: bool,
    /// Its bars; bars at the same time stand below each other.
    pub bars: Vec<Bar>,
    /// Numbered signs on it: what happened, in the order of the table beside.
    pub signs: Vec<Sign>,
}

/// A stretch of time.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether it goes on.
    pub goes_on: bool,
    /// What stands on it, as far as there is room.
    pub text: String,
    /// What it says in full, with its days.
    pub words: String,
    /// Where it opens.
    pub href: Option<String>,
}

/// A numbered sign.
#[derive(Clone, Debug, Default)]
pub struct Sign {
    /// When.
    pub at: f64,
    /// Its number in the table.
    pub number: usize,
    /// What it says in full.
    pub words: String,
}

/// An arrow from one lane to another.
#[derive(Clone, Debug, Default)]
pub struct Joint {
    /// When.
    pub at: f64,
    /// The lane it leaves.
    pub from: usize,
    /// The lane it reaches.
    pub to: usize,
}

/// Height of a bar, and of the room for signs above a lane's bars.
const BAR: f64 = 24.0;
const SIGNS: f64 = 20.0;
/// Narrower bars are no links: a finger would not hit them, and the table beside has a link for each.
const FINGER: f64 = 24.0;
const GAP: f64 = 12.0;
const TOP: f64 = 22.0;

/// The drawing as part of a page; empty where there is nothing to draw.
#[must_use]
pub fn lanes(drawn: &Lanes) -> Markup {
    if drawn.lanes.iter().all(|l| l.bars.is_empty()) {
        return html! {};
    }
    html! { div.plot.lanes role="region" aria-label=(drawn.title) tabindex="0" { (drawing(drawn)) } }
}

/// Where everything stands.
struct Place {
    left: f64,
    right: f64,
    /// The top of each lane's bars.
    rows: Vec<f64>,
    bottom: f64,
}

impl Place {
    fn of(drawn: &Lanes) -> Place {
        let left = drawn.lanes.iter().map(|l| width_of(&l.name)).fold(60.0, f64::max).min(200.0) + 20.0;
        let mut y = TOP;
        let mut rows = Vec::with_capacity(drawn.lanes.len());
        for lane in &drawn.lanes {
            y += if lane.signs.is_empty() { 0.0 } else { SIGNS };
            let count = stacked(&lane.bars).iter().max().map_or(1, |most| most + 1);
            rows.push(y);
            y += count as f64 * (BAR + 2.0) + GAP;
        }
        Place { left, right: WIDTH - 14.0, rows, bottom: y }
    }

    fn x(&self, share: f64) -> f64 {
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        self.left + share * (self.right - self.left)
    }
}

/// For each bar the row it stands in: the first that is free when it begins.
fn stacked(bars: &[Bar]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..bars.len()).collect();
    order.sort_by(|a, b| bars[*a].from.total_cmp(&bars[*b].from));
    let mut rows = vec![0; bars.len()];
    let mut ends: Vec<f64> = Vec::new();
    for i in order {
        let free = ends.iter().position(|end| *end <= bars[i].from);
        let row = free.unwrap_or(ends.len());
        if free.is_none() {
            ends.push(0.0);
        }
        ends[row] = bars[i].to;
        rows[i] = row;
    }
    rows
}

fn drawing(drawn: &Lanes) -> Markup {
    let place = Place::of(drawn);
    let links = drawn.lanes.iter().any(|l| l.href.is_some() || l.bars.iter().any(|b| b.href.is_some()));
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {}", fixed(place.bottom + 20.0))) font-size="12" fill=(INK)
            role=(if links { "group" } else { "img" }) aria-label=(drawn.title) {
            title { (drawn.title) }
            desc { (words(drawn)) }
            (axis(drawn, &place))
            @for (i, lane) in drawn.lanes.iter().enumerate() { (one(lane, &place, place.rows[i])) }
            @for joint in &drawn.joints { (arrow(joint, &place)) }
        }
    }
}

/// Everything in words, for those who cannot see it.
fn words(drawn: &Lanes) -> String {
    let mut out = String::new();
    for lane in &drawn.lanes {
        let bars: Vec<&str> = lane.bars.iter().map(|b| b.words.as_str()).collect();
        let _ = write!(out, "{}{}: {}", if out.is_empty() { "" } else { "; " }, lane.name, bars.join(", "));
    }
    out
}

fn axis(drawn: &Lanes, place: &Place) -> Markup {
    let down = |x: f64| format!("M{} {} V{}", fixed(x), fixed(TOP - 6.0), fixed(place.bottom));
    html! {
        @for (at, text) in &drawn.ticks {
            @let x = place.x(*at);
            path d=(down(x)) stroke=(GRID) {}
            text x=(fixed(x)) y=(fixed(place.bottom + 14.0)) fill=(SOFT) text-anchor="middle" { (text) }
        }
        @if let Some((at, text)) = &drawn.now {
            @let x = place.x(*at);
            path d=(down(x)) stroke=(INK) stroke-dasharray="3 3" {}
            text x=(fixed(x)) y="12" text-anchor=(if *at > 0.8 { "end" } else { "middle" }) { (text) }
        }
    }
}

fn one(lane: &Lane, place: &Place, top: f64) -> Markup {
    let name = cut(&lane.name, place.left - 20.0);
    let weight = if lane.strong { "600" } else { "400" };
    let label = html! {
        title { (lane.name) }
        text x=(fixed(place.left - 10.0)) y=(fixed(top + 16.0)) text-anchor="end" font-weight=(weight) { (name) }
    };
    html! {
        @match &lane.href {
            Some(href) => a href=(href) aria-label=(lane.name) { (label) },
            None => g { (label) },
        }
        @for (bar, row) in lane.bars.iter().zip(stacked(&lane.bars)) {
            (stretch(bar, place, top + row as f64 * (BAR + 2.0), lane.strong))
        }
        @for sign in &lane.signs { (signed(sign, place, top)) }
    }
}

/// A bar: one that goes on ends in a point.
fn stretch(bar: &Bar, place: &Place, y: f64, strong: bool) -> Markup {
    let (from, to) = (place.x(bar.from), place.x(bar.to).max(place.x(bar.from) + 3.0));
    let tip = if bar.goes_on { 6.0_f64.min((to - from) / 2.0) } else { 0.0 };
    let half = BAR / 2.0;
    let path = format!("M{:.1} {y:.1} H{:.1} l{tip:.1} {half:.1} l-{tip:.1} {half:.1} H{:.1} z", from, to - tip, from);
    let drawn = html! {
        title { (bar.words) }
        path d=(path) fill=(if strong { "#fdf3f2" } else { "#f0f1f4" }) stroke=(INK) stroke-width=(if strong { "1.8" } else { "1" }) {}
        @if to - from > 24.0 {
            text x=(fixed(from + 5.0)) y=(fixed(y + 16.0)) { (cut(&bar.text, to - from - 12.0 - tip)) }
        }
    };
    let href = bar.href.as_ref().filter(|_| to - from >= FINGER);
    html! {
        @match href {
            Some(href) => a href=(href) aria-label=(bar.words) { (drawn) },
            None => g { (drawn) },
        }
    }
}

/// A sign is no link: signs may stand close together, and the table beside has a link for each.
fn signed(sign: &Sign, place: &Place, top: f64) -> Markup {
    let (x, y) = (fixed(place.x(sign.at)), top - 10.0);
    html! {
        g {
            title { (sign.words) }
            path d=(format!("M{x} {} V{}", fixed(y), fixed(top))) stroke=(INK) {}
            circle cx=(x) cy=(fixed(y)) r="8" fill="#fff" stroke=(INK) {}
            text x=(x) y=(fixed(y + 4.0)) font-size="11" text-anchor="middle" { (sign.number) }
        }
    }
}

/// From the middle of one lane to the edge of the other, with a head.
fn arrow(joint: &Joint, place: &Place) -> Markup {
    let (Some(&from), Some(&to)) = (place.rows.get(joint.from), place.rows.get(joint.to)) else { return html! {} };
    let x = place.x(joint.at);
    let down = to > from;
    let end = if down { to } else { to + BAR };
    let back = if down { -6.0 } else { 6.0 };
    html! {
        path d=(format!("M{x:.1} {:.1} V{end:.1}", from + BAR / 2.0)) fill="none" stroke=(INK) stroke-width="1.8" {}
        path d=(format!("M{x:.1} {end:.1} l-4 {back} h8 z")) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(from: f64, to: f64) -> Bar {
        Bar { from, to, words: format!("<{from}–{to}>"), text: "书记".into(), ..Bar::default() }
    }

    #[test]
    fn bars_of_one_time_stand_below_each_other() {
        let bars = [bar(0.0, 0.5), bar(0.2, 0.6), bar(0.5, 1.0), bar(0.1, 0.15), bar(0.6, 0.9)];
        let rows = stacked(&bars);
        for (i, a) in bars.iter().enumerate() {
            for (j, b) in bars.iter().enumerate().filter(|(j, _)| *j > i) {
                let together = a.from < b.to && b.from < a.to;
                assert!(!together || rows[i] != rows[j], "{i} and {j} in row {}", rows[i]);
            }
        }
        assert_eq!(rows.iter().max(), Some(&1), "no more rows than needed");
    }

    #[test]
    fn a_drawing_is_labelled_and_escaped_whatever_the_times() {
        let lane = |name: &str, bars: Vec<Bar>| Lane { name: name.into(), bars, ..Lane::default() };
        let sign = Sign { at: 0.5, number: 1, words: "moved".into() };
        let mut drawn = Lanes {
            title: "<T>".into(),
            lanes: vec![lane("a", vec![bar(f64::NAN, 2.0)]), lane("b", vec![bar(0.5, 0.5)])],
            ticks: vec![(0.0, "2012".into())],
            now: Some((1.0, "2013-12-31".into())),
            joints: vec![Joint { at: 0.5, from: 0, to: 1 }, Joint { at: 0.5, from: 1, to: 9 }],
        };
        drawn.lanes[1].signs.push(sign);
        drawn.lanes[1].bars[0].goes_on = true;
        let text = lanes(&drawn).into_string();
        assert!(text.contains("<title>&lt;T&gt;</title>") && text.contains("<desc>a: "), "{text}");
        assert!(!text.contains("NaN\"") && !text.contains("style="), "{text}");
        assert!(text.contains("role=\"img\"") && text.contains("<title>moved</title>"), "{text}");
        assert!(lanes(&Lanes::default()).into_string().is_empty());
    }
}

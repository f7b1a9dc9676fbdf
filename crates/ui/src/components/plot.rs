//! Charts of several series as SVG: bars beside each other or stacked, columns and lines over time. Everything that is
//! drawn stands in attributes, so that a chart looks the same on the page and as a file of its own; series are told apart
//! by pattern, dash and mark as well as by colour, and values stand beside what they measure, so that nothing is lost on
//! paper without colour. A chart never stands alone: its page also shows the table of the same numbers.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

use super::chart::{Scale, fixed};

/// What a chart shows.
#[derive(Clone, Debug, Default)]
pub struct Plot {
    /// Tells its patterns from those of other charts of the page: letters and digits.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The unit of the values.
    pub unit: String,
    /// The names along the axis.
    pub categories: Vec<String>,
    /// The series, each with a mark for each category.
    pub series: Vec<Series>,
}

/// A series.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Its values in the order of the categories.
    pub marks: Vec<Mark>,
}

/// A value.
#[derive(Clone, Debug, Default)]
pub struct Mark {
    /// The value; none is left out.
    pub value: Option<f64>,
    /// The value as people read it.
    pub text: String,
    /// Where it opens.
    pub href: Option<String>,
}

/// The form of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lying bars, the series beside each other: for places and kinds, whose names are long.
    Bars,
    /// Lying bars, the series one after the other in one bar: for parts of a whole.
    Stacked,
    /// Standing columns: for what happens over time.
    Columns,
    /// Lines: for what stands over time.
    Lines,
}

/// So many series can be told apart.
pub const MOST_SERIES: usize = 8;
/// So many categories a chart holds.
pub const MOST_CATEGORIES: usize = 40;

pub(super) const WIDTH: f64 = 720.0;
pub(super) const INK: &str = "#1d2129";
pub(super) const SOFT: &str = "#5d6877";
pub(super) const GRID: &str = "#e5e6eb";
/// The colour of each series: all dark enough to be seen on white.
const COLOURS: [&str; MOST_SERIES] =
    ["#b3261e", "#1f5fbf", "#1f7a4d", "#8a5200", "#5d3a9b", "#5d6877", "#0b7285", "#1d2129"];
/// The dashes of each series' line.
const DASHES: [&str; MOST_SERIES] = ["none", "8 4", "2 3", "10 3 2 3", "5 2", "1 4", "12 4", "6 2 2 2"];

/// The chart as part of a page; empty where there is nothing to draw.
#[must_use]
pub fn plot(form: Form, plot: &Plot) -> Markup {
    if plot.series.is_empty() || plot.categories.is_empty() {
        return html! {};
    }
    html! { div.plot role="region" aria-label=(plot.title) tabindex="0" { (drawing(form, plot, false)) } }
}

/// The chart as a file of its own.
#[must_use]
pub fn plot_file(form: Form, plot: &Plot) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", drawing(form, plot, true).into_string())
}

fn drawing(form: Form, plot: &Plot, alone: bool) -> Markup {
    let (marks, height) = match form {
        Form::Bars | Form::Stacked => bars(plot, form == Form::Stacked),
        Form::Columns => over_time(plot, true),
        Form::Lines => over_time(plot, false),
    };
    let links = !alone && plot.series.iter().flat_map(|s| &s.marks).any(|m| m.href.is_some());
    let top = legend_height(plot);
    let view = format!("0 0 {WIDTH} {}", fixed(height + top));
    let font = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif";
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(view) width=[alone.then_some(WIDTH)] font-size="12"
            font-family=(font) fill=(INK) role=(if links { "group" } else { "img" }) aria-label=(plot.title) {
            title { (plot.title) }
            desc { (words(plot)) }
            (patterns(plot))
            @if alone { rect width="100%" height="100%" fill="#fff" {} }
            (legend(plot, form == Form::Lines))
            g transform=(format!("translate(0 {})", fixed(top))) { (if alone { unlinked(marks) } else { marks }) }
        }
    }
}

/// A file leads nowhere: its marks are no links.
fn unlinked(marks: Markup) -> Markup {
    let mut out = String::with_capacity(marks.0.len());
    let mut rest = marks.0.as_str();
    while let Some((before, after)) = rest.split_once("<a ") {
        out.push_str(before);
        out.push_str("<g>");
        rest = after.split_once('>').map_or("", |(_, inside)| inside);
    }
    out.push_str(rest);
    PreEscaped(out.replace("</a>", "</g>"))
}

/// The values in words, for those who cannot see them.
fn words(plot: &Plot) -> String {
    let mut out = String::new();
    for (i, category) in plot.categories.iter().enumerate() {
        let _ = write!(out, "{}{category}: ", if i == 0 { "" } else { "; " });
        for (n, series) in plot.series.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            let text = series.marks.get(i).map_or("", |m| m.text.as_str());
            let name = if plot.series.len() > 1 { format!("{} ", series.name) } else { String::new() };
            let _ = write!(out, "{comma}{name}{text}");
        }
    }
    out
}

/// A pattern for each series: the first is full, the others are hatched, dotted or crossed in their colour.
fn patterns(plot: &Plot) -> Markup {
    let line = |d: &str, colour: &str| html! { path d=(d) stroke=(colour) stroke-width="1.6" fill="none" {} };
    html! {
        defs {
            @for (i, colour) in COLOURS.iter().enumerate().take(plot.series.len()) {
                pattern id=(format!("{}p{i}", plot.id)) width="8" height="8" patternUnits="userSpaceOnUse" {
                    rect width="8" height="8" fill=(if i == 0 { colour } else { "#fff" }) {}
                    @match i {
                        0 => {}
                        1 => { (line("M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6", colour)) }
                        2 => { circle cx="2" cy="2" r="1.5" fill=(colour) {} circle cx="6" cy="6" r="1.5" fill=(colour) {} }
                        3 => { (line("M0 2 H8 M0 6 H8", colour)) }
                        4 => { (line("M2 0 V8 M6 0 V8", colour)) }
                        5 => { rect width="8" height="8" fill="#c9cdd4" {} }
                        6 => { (line("M0 0 L8 8 M0 8 L8 0", colour)) }
                        _ => { (line("M0 0 L8 8 M-2 6 L2 10 M6 -2 L10 2", colour)) }
                    }
                }
            }
        }
    }
}

fn fill(plot: &Plot, series: usize) -> String {
    format!("url(#{}p{})", plot.id, series % MOST_SERIES)
}

/// Names of series in rows: how many fit beside each other.
fn legend_columns(plot: &Plot) -> usize {
    let longest = plot.series.iter().map(|s| width_of(&s.name)).fold(0.0, f64::max);
    ((WIDTH / (longest + 44.0)) as usize).clamp(1, 6)
}

fn legend_height(plot: &Plot) -> f64 {
    if plot.series.len() < 2 { 0.0 } else { plot.series.len().div_ceil(legend_columns(plot)) as f64 * 20.0 + 6.0 }
}

fn legend(plot: &Plot, lines: bool) -> Markup {
    if plot.series.len() < 2 {
        return html! {};
    }
    let columns = legend_columns(plot);
    let step = WIDTH / columns as f64;
    html! {
        @for (i, series) in plot.series.iter().enumerate() {
            @let x = (i % columns) as f64 * step + 8.0;
            @let y = (i / columns) as f64 * 20.0 + 14.0;
            @if lines {
                path d=(format!("M{} {} h22", fixed(x), fixed(y - 4.0))) stroke=(COLOURS[i % MOST_SERIES]) stroke-width="2"
                    stroke-dasharray=(DASHES[i % MOST_SERIES]) {}
                (shape(i, x + 11.0, y - 4.0))
            } @else {
                rect x=(fixed(x + 4.0)) y=(fixed(y - 10.0)) width="14" height="12" fill=(fill(plot, i))
                    stroke=(COLOURS[i % MOST_SERIES]) {}
            }
            text x=(fixed(x + 28.0)) y=(fixed(y)) { (series.name) }
        }
    }
}

/// About how wide a text is: Chinese characters are as wide as they are high, others a little more than half.
pub(super) fn width_of(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 7.0 } else { 12.5 }).sum()
}

/// A text cut to a width.
pub(super) fn cut(text: &str, most: f64) -> String {
    let mut out = String::new();
    let mut width = 0.0;
    for c in text.chars() {
        width += width_of(c.encode_utf8(&mut [0; 4]));
        if width > most {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

/// A mark with its words, as a link if it opens.
fn marked(name: &str, mark: &Mark, drawn: Markup) -> Markup {
    let words = format!("{name} {}", mark.text);
    html! {
        @match &mark.href {
            Some(href) => a href=(href) aria-label=(words) { title { (words) } (drawn) },
            None => g { title { (words) } (drawn) },
        }
    }
}

fn named(plot: &Plot, series: usize, category: usize) -> String {
    let (category, series) = (&plot.categories[category], &plot.series[series].name);
    if plot.series.len() > 1 { format!("{category} · {series}") } else { category.clone() }
}

/// Lying bars, with their height.
fn bars(plot: &Plot, stacked: bool) -> (Markup, f64) {
    let count = plot.series.len() as f64;
    let (bar, gap) = if stacked { (18.0, 10.0) } else { (if count > 1.0 { 11.0 } else { 16.0 }, 10.0) };
    let slot = if stacked { bar + gap } else { bar * count + gap };
    let left = plot.categories.iter().map(|c| width_of(c)).fold(40.0, f64::max).min(220.0) + 16.0;
    let right = WIDTH - 80.0;
    let top = 26.0;
    let bottom = top + slot * plot.categories.len() as f64;
    let sums = |i: usize| plot.series.iter().filter_map(|s| s.marks[i].value).filter(|v| *v > 0.0).sum::<f64>();
    let values: Vec<f64> = match stacked {
        true => (0..plot.categories.len()).map(sums).collect(),
        false => plot.series.iter().flat_map(|s| s.marks.iter().filter_map(|m| m.value)).collect(),
    };
    let scale = Scale::of_values(values.into_iter());
    let x = |value: f64| left + scale.share(value) * (right - left);
    let drawn = html! {
        text x=(fixed(left)) y="12" fill=(SOFT) { (plot.unit) }
        @for value in scale.lines() {
            path d=(format!("M{} {} V{}", fixed(x(value)), fixed(top - 4.0), fixed(bottom))) stroke=(GRID) {}
            text x=(fixed(x(value))) y=(fixed(bottom + 14.0)) fill=(SOFT) text-anchor="middle" { (scale.words(value)) }
        }
        @for (i, category) in plot.categories.iter().enumerate() {
            @let y = top + slot * i as f64 + gap / 2.0;
            text x=(fixed(left - 8.0)) y=(fixed(y + (slot - gap) / 2.0 + 4.0)) text-anchor="end" { (cut(category, left - 16.0)) }
            @if stacked { (stack(plot, i, y, bar, &x)) } @else { (beside(plot, i, y, bar, &x)) }
        }
    };
    (drawn, bottom + 24.0)
}

fn beside(plot: &Plot, i: usize, y: f64, bar: f64, x: &impl Fn(f64) -> f64) -> Markup {
    let zero = x(0.0);
    html! {
        @for (n, series) in plot.series.iter().enumerate() {
            @let mark = &series.marks[i];
            @let at = y + bar * n as f64;
            @let end = mark.value.filter(|v| v.is_finite()).map_or(zero, x);
            (marked(&named(plot, n, i), mark, html! {
                rect x=(fixed(end.min(zero))) y=(fixed(at)) width=(fixed((end - zero).abs().max(0.8)))
                    height=(fixed(bar - 1.0)) fill=(fill(plot, n)) stroke=(COLOURS[n % MOST_SERIES]) stroke-width="0.8" {}
                text x=(fixed(end.max(zero) + 5.0)) y=(fixed(at + bar / 2.0 + 3.5)) font-size="11" { (mark.text) }
            }))
        }
    }
}

fn stack(plot: &Plot, i: usize, y: f64, bar: f64, x: &impl Fn(f64) -> f64) -> Markup {
    let mut sum = 0.0;
    let mut parts = Vec::with_capacity(plot.series.len());
    for (n, series) in plot.series.iter().enumerate() {
        let mark = &series.marks[i];
        let value = mark.value.filter(|v| v.is_finite() && *v > 0.0).unwrap_or(0.0);
        if value > 0.0 {
            parts.push((n, mark, x(sum), x(sum + value)));
        }
        sum += value;
    }
    html! {
        @for (n, mark, from, to) in parts {
            (marked(&named(plot, n, i), mark, html! {
                rect x=(fixed(from)) y=(fixed(y)) width=(fixed(to - from)) height=(fixed(bar)) fill=(fill(plot, n))
                    stroke=(COLOURS[n % MOST_SERIES]) stroke-width="0.8" {}
                @if to - from > width_of(&mark.text) + 10.0 {
                    // On a white ground, because it stands on a pattern.
                    rect x=(fixed((from + to - width_of(&mark.text)) / 2.0 - 3.0)) y=(fixed(y + 2.5)) height="13" rx="2"
                        width=(fixed(width_of(&mark.text) + 6.0)) fill="#fff" {}
                    text x=(fixed((from + to) / 2.0)) y=(fixed(y + 13.0)) font-size="11" text-anchor="middle" { (mark.text) }
                }
            }))
        }
    }
}

/// Columns or lines over time, with their height.
fn over_time(plot: &Plot, columns: bool) -> (Markup, f64) {
    const TOP: f64 = 34.0;
    const BOTTOM: f64 = 240.0;
    let (left, right) = (58.0, WIDTH - 16.0);
    let slot = (right - left) / plot.categories.len() as f64;
    let scale = Scale::of_values(plot.series.iter().flat_map(|s| s.marks.iter().filter_map(|m| m.value)));
    let y = |value: f64| BOTTOM - scale.share(value) * (BOTTOM - TOP);
    let middle = |i: usize| left + slot * (i as f64 + 0.5);
    let widest = plot.categories.iter().map(|c| width_of(c)).fold(1.0, f64::max) + 8.0;
    let every = (widest / slot).ceil().max(1.0) as usize;
    // A value at each mark only where neighbours do not run into each other.
    let values = plot.series.iter().flat_map(|s| &s.marks).map(|m| width_of(&m.text)).fold(0.0, f64::max);
    let told = values + 4.0 < if columns { slot / plot.series.len() as f64 } else { slot } && plot.series.len() <= 3;
    let drawn = html! {
        text x="8" y="12" fill=(SOFT) { (plot.unit) }
        @for value in scale.lines() {
            path d=(format!("M{} {} H{}", fixed(left), fixed(y(value)), fixed(right))) stroke=(GRID) {}
            text x=(fixed(left - 8.0)) y=(fixed(y(value) + 4.0)) fill=(SOFT) text-anchor="end" { (scale.words(value)) }
        }
        @for (i, category) in plot.categories.iter().enumerate().step_by(every) {
            text x=(fixed(middle(i))) y=(fixed(BOTTOM + 20.0)) fill=(SOFT) text-anchor="middle" { (category) }
        }
        @for n in 0..plot.series.len() {
            @if columns { (standing(plot, n, slot, &middle, &y, told)) } @else { (line(plot, n, &middle, &y, told)) }
        }
    };
    (drawn, BOTTOM + 30.0)
}

fn standing(
    plot: &Plot,
    n: usize,
    slot: f64,
    middle: &impl Fn(usize) -> f64,
    y: &impl Fn(f64) -> f64,
    told: bool,
) -> Markup {
    let count = plot.series.len() as f64;
    let width = (slot * 0.7 / count).min(40.0);
    let zero = y(0.0);
    html! {
        @for (i, mark) in plot.series[n].marks.iter().enumerate() {
            @let end = mark.value.filter(|v| v.is_finite()).map_or(zero, y);
            @let x = middle(i) + width * (n as f64 - count / 2.0);
            (marked(&named(plot, n, i), mark, html! {
                rect x=(fixed(x)) y=(fixed(end.min(zero))) width=(fixed(width - 1.0)) height=(fixed((end - zero).abs().max(0.8)))
                    fill=(fill(plot, n)) stroke=(COLOURS[n % MOST_SERIES]) stroke-width="0.8" {}
                @if told {
                    text x=(fixed(x + width / 2.0)) y=(fixed(end.min(zero) - 5.0)) font-size="11" text-anchor="middle" { (mark.text) }
                }
            }))
        }
    }
}

fn line(plot: &Plot, n: usize, middle: &impl Fn(usize) -> f64, y: &impl Fn(f64) -> f64, told: bool) -> Markup {
    let mut path = String::new();
    let mut drawing = false;
    for (i, mark) in plot.series[n].marks.iter().enumerate() {
        // Where there is no value the line is broken: nothing is made up.
        match mark.value.filter(|v| v.is_finite()) {
            Some(value) => {
                let _ = write!(path, "{}{:.1} {:.1} ", if drawing { "L" } else { "M" }, middle(i), y(value));
                drawing = true;
            }
            None => drawing = false,
        }
    }
    html! {
        path d=(path.trim_end()) fill="none" stroke=(COLOURS[n % MOST_SERIES]) stroke-width="2"
            stroke-dasharray=(DASHES[n % MOST_SERIES]) {}
        @for (i, mark) in plot.series[n].marks.iter().enumerate() {
            @if let Some(value) = mark.value.filter(|v| v.is_finite()) {
                (marked(&named(plot, n, i), mark, html! {
                    circle cx=(fixed(middle(i))) cy=(fixed(y(value))) r="12" fill="transparent" {}
                    (shape(n, middle(i), y(value)))
                    @if told && is_clear(plot, n, i, y) {
                        text x=(fixed(middle(i))) y=(fixed(y(value) - 9.0)) font-size="11" text-anchor="middle" { (mark.text) }
                    }
                }))
            }
        }
    }
}

/// Whether a value has room above its mark: no other series passes where it would stand.
fn is_clear(plot: &Plot, series: usize, category: usize, y: &impl Fn(f64) -> f64) -> bool {
    const ROOM: f64 = 26.0;
    let at = |s: &Series| s.marks[category].value.filter(|v| v.is_finite()).map(y);
    let Some(here) = at(&plot.series[series]) else { return false };
    let others = plot.series.iter().enumerate().filter(|(n, _)| *n != series);
    others.filter_map(|(_, s)| at(s)).all(|there| (there - here).abs() >= ROOM)
}

/// The mark of a series' points: circle, square, triangle, diamond, full or hollow.
fn shape(n: usize, x: f64, y: f64) -> Markup {
    let colour = COLOURS[n % MOST_SERIES];
    let ground = if n % 8 < 4 { colour } else { "#fff" };
    let path = match n % 4 {
        0 => format!("M{:.1} {y:.1} a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0", x - 4.0),
        1 => format!("M{:.1} {:.1} h7 v7 h-7 z", x - 3.5, y - 3.5),
        2 => format!("M{x:.1} {:.1} l4.5 8 h-9 z", y - 5.0),
        _ => format!("M{x:.1} {:.1} l5 5 l-5 5 l-5 -5 z", y - 5.0),
    };
    html! { path d=(path) fill=(ground) stroke=(colour) stroke-width="1.5" {} }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(series: usize, values: &[Option<f64>]) -> Plot {
        let mark = |v: &Option<f64>| Mark { value: *v, text: "<7>".into(), href: Some("/f?a=1&b=2".into()) };
        let one = |i: usize| Series { name: format!("S{i}"), marks: values.iter().map(mark).collect() };
        Plot {
            id: "a".into(),
            title: "<T>".into(),
            unit: "u".into(),
            categories: values.iter().enumerate().map(|(i, _)| format!("滨河镇{i}")).collect(),
            series: (0..series).map(one).collect(),
        }
    }

    const FORMS: [Form; 4] = [Form::Bars, Form::Stacked, Form::Columns, Form::Lines];

    #[test]
    fn charts_hold_whatever_the_values() {
        for form in FORMS {
            for values in [&[Some(1.0)][..], &[None, Some(-3.0), Some(f64::INFINITY)], &[Some(0.0); 40], &[None]] {
                for series in [1, 3, MOST_SERIES] {
                    let text = plot(form, &sample(series, values)).into_string();
                    assert!(text.contains("<title>&lt;T&gt;</title>") && text.contains("<desc>"), "{form:?}");
                    assert!(!text.contains("NaN") && !text.contains("inf") && !text.contains("style="), "{text}");
                    assert!(text.contains("滨河镇0"), "{form:?}");
                }
            }
        }
        assert!(plot(Form::Bars, &sample(0, &[Some(1.0)])).into_string().is_empty());
    }

    #[test]
    fn a_file_stands_alone_and_leads_nowhere() {
        for form in FORMS {
            let page = plot(form, &sample(2, &[Some(1.0), Some(2.0)])).into_string();
            let file = plot_file(form, &sample(2, &[Some(1.0), Some(2.0)]));
            assert!(page.contains("<a href=\"/f?a=1&amp;b=2\""), "{form:?}");
            assert!(file.starts_with("<?xml") && !file.contains("<a ") && !file.contains("</a>"), "{file}");
            assert_eq!(file.matches("<g>").count() + 1, file.matches("</g>").count(), "{file}");
        }
    }

    #[test]
    fn values_of_lines_that_meet_are_not_written_over_each_other() {
        let series = |values: [f64; 2]| Series {
            marks: values.map(|v| Mark { value: Some(v), text: format!("v{v}"), href: None }).to_vec(),
            ..Series::default()
        };
        let plot = Plot {
            categories: vec!["1".into(), "2".into()],
            series: vec![series([10.0, 90.0]), series([11.0, 0.0])],
            ..Plot::default()
        };
        let text = drawing(Form::Lines, &plot, false).into_string();
        let told: Vec<bool> = ["v10", "v11", "v90", "v0"].map(|v| text.contains(&format!(">{v}</text>"))).to_vec();
        assert_eq!(told, [false, false, true, true], "{text}");
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(cut("滨河镇", 100.0), "滨河镇");
        assert_eq!(cut("滨河镇", 26.0), "滨河…");
    }
}

//! Line and column charts as SVG without scripts or inline styles. A chart never stands alone: its page also shows
//! the table of the same numbers.

use std::fmt::Write as _;

use maud::{Markup, html};

/// A chart of one series.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What it shows: its title for those who cannot see it.
    pub title: String,
    /// The unit of the values, above the axis.
    pub unit: String,
    /// The points, in order.
    pub points: Vec<Point>,
}

/// A point of a chart.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// Its name on the axis.
    pub label: String,
    /// Its value.
    pub value: f64,
    /// Its value as people read it.
    pub text: String,
    /// Where it opens.
    pub href: Option<String>,
}

/// The drawing: 640 × 240 units, of which these are the edges of the plot.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 624.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 206.0;
/// More labels than this below the axis would run into each other.
const MOST_LABELS: usize = 12;

/// The scale of the value axis: from, to, and the distance of its lines.
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// Round numbers around the values; always includes zero, so that heights can be compared.
    fn of(points: &[Point]) -> Scale {
        Scale::of_values(points.iter().map(|p| p.value))
    }

    /// As [`Scale::of`], from values alone.
    pub(super) fn of_values(values: impl Iterator<Item = f64>) -> Scale {
        let finite = values.filter(|v| v.is_finite());
        let (low, high) = finite.fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let high = if high > low { high } else { low + 1.0 };
        let rough = (high - low) / 4.0;
        let power = 10.0_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= rough).unwrap_or(rough);
        Scale { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - self.share(value) * (BOTTOM - TOP)
    }

    /// How far along the axis a value lies, from 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        let value = if value.is_finite() { value } else { 0.0 };
        (value - self.low) / (self.high - self.low)
    }

    /// The values at which lines are drawn; at most a dozen.
    pub(super) fn lines(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round().min(12.0) as u32;
        (0..=count).map(|i| self.low + f64::from(i) * self.step)
    }

    pub(super) fn words(&self, value: f64) -> String {
        let places = if self.step >= 1.0 {
            0
        } else if self.step >= 0.1 {
            1
        } else {
            2
        };
        crate::lang::decimal(crate::lang::Lang::En, value, if self.step == 2.5 { 1 } else { places })
    }
}

/// Columns from zero: for counts by place or period.
#[must_use]
pub fn column_chart(chart: &Chart) -> Markup {
    let scale = Scale::of(&chart.points);
    let zero = scale.y(0.0);
    let slot = (RIGHT - LEFT) / chart.points.len().max(1) as f64;
    let width = (slot * 0.56).min(40.0);
    frame(
        chart,
        &scale,
        html! {
            @for (i, point) in chart.points.iter().enumerate() {
                @let y = scale.y(point.value);
                @let middle = LEFT + slot * (i as f64 + 0.5);
                (mark(point, html! {
                    rect.column x=(fixed(middle - width / 2.0)) width=(fixed(width))
                        y=(fixed(y.min(zero))) height=(fixed((y - zero).abs().max(1.0))) {}
                    @if chart.points.len() <= MOST_LABELS {
                        text.amount x=(fixed(middle)) y=(fixed(y.min(zero) - 6.0)) text-anchor="middle" { (point.text) }
                    }
                }))
            }
        },
    )
}

/// A line through points: for the course of time.
#[must_use]
pub fn line_chart(chart: &Chart) -> Markup {
    let scale = Scale::of(&chart.points);
    let slot = (RIGHT - LEFT) / chart.points.len().max(1) as f64;
    let x = |i: usize| LEFT + slot * (i as f64 + 0.5);
    let mut path = String::with_capacity(chart.points.len() * 13);
    for (i, point) in chart.points.iter().enumerate() {
        let _ = write!(path, "{:.1},{:.1} ", x(i), scale.y(point.value));
    }
    frame(
        chart,
        &scale,
        html! {
            polyline.line points=(path.trim_end()) fill="none" {}
            @for (i, point) in chart.points.iter().enumerate() {
                @let y = scale.y(point.value);
                (mark(point, html! {
                    // The large invisible circle is what a finger hits.
                    circle.reach cx=(fixed(x(i))) cy=(fixed(y)) r="14" {}
                    circle.dot cx=(fixed(x(i))) cy=(fixed(y)) r="4" {}
                    @if chart.points.len() <= MOST_LABELS {
                        text.amount x=(fixed(x(i))) y=(fixed(y - 10.0)) text-anchor="middle" { (point.text) }
                    }
                }))
            }
        },
    )
}

pub(super) fn fixed(value: f64) -> String {
    format!("{value:.1}")
}

/// A mark with its words, as a link if it opens.
fn mark(point: &Point, shape: Markup) -> Markup {
    let words = html! { title { (point.label) " " (point.text) } };
    html! {
        @match &point.href {
            Some(href) => { a href=(href) aria-label={ (point.label) " " (point.text) } { (words) (shape) } }
            None => { g { (words) (shape) } }
        }
    }
}

/// Axes, labels and the words around the marks. Where marks are links the drawing is a group, because the parts of an
/// image cannot be reached by those who hear the page.
fn frame(chart: &Chart, scale: &Scale, marks: Markup) -> Markup {
    let role = if chart.points.iter().any(|p| p.href.is_some()) { "group" } else { "img" };
    let slot = (RIGHT - LEFT) / chart.points.len().max(1) as f64;
    let every = chart.points.len().div_ceil(MOST_LABELS).max(1);
    let mut words = String::new();
    for (i, point) in chart.points.iter().enumerate() {
        let comma = if i == 0 { "" } else { "; " };
        let _ = write!(words, "{comma}{} {}", point.label, point.text);
    }
    html! {
        div.chart role="region" aria-label=(chart.title) tabindex="0" {
            svg viewBox="0 0 640 240" role=(role) aria-label=(chart.title) {
                title { (chart.title) }
                desc { (words) }
                text x="8" y="14" { (chart.unit) }
                @for value in scale.lines() {
                    @let y = fixed(scale.y(value));
                    line.grid x1=(LEFT) x2=(RIGHT) y1=(y) y2=(y) {}
                    text x=(LEFT - 8.0) y=(y) dy="4" text-anchor="end" { (scale.words(value)) }
                }
                @for (i, point) in chart.points.iter().enumerate().step_by(every) {
                    text x=(fixed(LEFT + slot * (i as f64 + 0.5))) y=(BOTTOM + 20.0) text-anchor="middle" { (point.label) }
                }
                (marks)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[f64]) -> Chart {
        let point = |&value: &f64| Point { label: "<a>".into(), value, text: "t".into(), href: None };
        Chart { title: "T".into(), unit: "u".into(), points: values.iter().map(point).collect() }
    }

    #[test]
    fn scales_are_round_and_include_zero() {
        for (values, lines) in [
            (&[70.1, 95.0][..], "0 25 50 75 100"),
            (&[6680.0], "0 2000 4000 6000 8000"),
            (&[0.0, 0.0], "0 0.25 0.5 0.75 1"),
            (&[-3.0, 4.0], "-4 -2 0 2 4"),
            (&[f64::NAN, 3.0], "0 1 2 3"),
        ] {
            let scale = Scale::of(&chart(values).points);
            let shown: Vec<String> = scale.lines().map(|v| v.to_string()).collect();
            assert_eq!(shown.join(" "), lines);
        }
    }

    #[test]
    fn charts_are_labelled_and_escaped_whatever_the_values() {
        for values in [&[][..], &[1.0], &[f64::INFINITY, -2.0], &[5.0; 40]] {
            for text in [line_chart(&chart(values)).into_string(), column_chart(&chart(values)).into_string()] {
                assert!(text.contains("role=\"img\"") && text.contains("<title>T</title>"));
                assert!(!text.contains("<a>") && !text.contains("NaN") && !text.contains("inf"), "{text}");
            }
        }
    }
}

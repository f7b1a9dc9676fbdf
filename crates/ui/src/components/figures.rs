//! Figures in a row, shares as bars, and the smallest of charts. A figure is underlined because it opens.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::Kind;
use crate::lang::{Lang, tr};

/// A figure with what one wants to know at a glance.
#[derive(Clone, Debug, Default)]
pub struct FigureCard {
    /// What is measured.
    pub label: String,
    /// Its value, formatted.
    pub value: String,
    /// Its unit, and for a ratio its parts: `% · 39/41`.
    pub unit: String,
    /// The page of the figure, with its evidence.
    pub href: String,
    /// A line below.
    pub note: Option<String>,
    /// How it moved.
    pub trend: Option<Trend>,
    /// Its latest values, oldest first.
    pub spark: Option<Vec<f64>>,
    /// The same values in words, for those who cannot see the line; may be empty.
    pub course: String,
    /// Whether it meets its target, and the target in words.
    pub target: Option<(bool, String)>,
}

/// How a figure moved. The colour says whether that is good, the arrow says which way.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    /// Up, down, or neither.
    pub up: Option<bool>,
    /// Whether the movement is welcome; grey where nobody can say.
    pub kind: Kind,
    /// By how much, in words.
    pub text: String,
    /// Where the value it is compared with opens.
    pub href: Option<String>,
}

/// A row of figures.
#[must_use]
pub fn figure_strip(lang: Lang, cards: &[FigureCard]) -> Markup {
    html! {
        ul.strip {
            @for card in cards {
                li {
                    span.label { (card.label) }
                    p.value { a href=(card.href) { (card.value) span.hidden { " " (card.label) } } " " small { (card.unit) } }
                    @if let Some(trend) = &card.trend { (trend_line(lang, trend)) }
                    @if let Some((met, words)) = &card.target { (target_line(lang, *met, words)) }
                    @if let Some(note) = &card.note { p.note { (note) } }
                    @if let Some(values) = &card.spark { (sparkline(values)) }
                    @if !card.course.is_empty() { p.hidden { (card.course) } }
                }
            }
        }
    }
}

fn trend_line(lang: Lang, trend: &Trend) -> Markup {
    let (arrow, words) = match trend.up {
        Some(true) => ("▲", tr(lang, "trend-up")),
        Some(false) => ("▼", tr(lang, "trend-down")),
        None => ("＝", tr(lang, "trend-same")),
    };
    html! {
        p class={ "note " (trend.kind.class()) } {
            span aria-hidden="true" { (arrow) " " } span.hidden { (words) " " }
            @match &trend.href {
                Some(href) => a href=(href) { (trend.text) },
                None => (trend.text),
            }
        }
    }
}

fn target_line(lang: Lang, met: bool, words: &str) -> Markup {
    let (class, verdict) = match met {
        true => ("note good", tr(lang, "target-met")),
        false => ("note bad", tr(lang, "target-not-met")),
    };
    html! { p class=(class) { (verdict) " · " (words) } }
}

/// The words beside the colours of the bars in a table. Items are kind and word.
#[must_use]
pub fn legend(items: &[(Kind, String)]) -> Markup {
    html! {
        span.legend {
            @for (kind, word) in items {
                span { i class={ "swatch " (kind.class()) } {} (word) }
            }
        }
    }
}

/// Shares of a whole as one bar. Parts are kind (its colour), count and word; the words are read out, shown when
/// pointed at, and printed.
#[must_use]
pub fn share_bar(parts: &[(Kind, u64, String)]) -> Markup {
    let total: u64 = parts.iter().map(|(_, value, _)| value).sum();
    let mut words = String::new();
    for (i, (_, value, word)) in parts.iter().enumerate() {
        let comma = if i == 0 { "" } else { " · " };
        let _ = write!(words, "{comma}{word} {value}");
    }
    // Tenths of a per cent, each edge rounded by itself so that the last one always ends at 1000.
    let edge = |sum: u64| (sum * 1000 + total / 2).checked_div(total).unwrap_or(0);
    let mut sum = 0;
    html! {
        span.share {
            svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                title { (words) }
                rect.ground width="1000" height="10" {}
                @for (kind, value, _) in parts {
                    @let from = edge(sum);
                    @let to = edge({ sum += value; sum });
                    // A gap of a pixel or so between the parts.
                    @let gap = if from > 0 { 5 } else { 0 };
                    @if to > from + gap {
                        rect class=(kind.class()) x=(from + gap) width=(to - from - gap) height="10" {}
                    }
                }
            }
            span.share-words { (words) }
        }
    }
}

/// A line of the latest values without axes. It decorates: the numbers stand beside it.
#[must_use]
pub fn sparkline(values: &[f64]) -> Markup {
    const WIDTH: f64 = 96.0;
    const HEIGHT: f64 = 20.0;
    let values: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let span = values.iter().copied().fold(f64::NEG_INFINITY, f64::max) - low;
    let step = WIDTH / (values.len().max(2) - 1) as f64;
    let mut points = String::with_capacity(values.len() * 11);
    let mut end = (0.0, HEIGHT / 2.0);
    for (i, value) in values.iter().enumerate() {
        let y = if span > 0.0 { HEIGHT - (value - low) / span * HEIGHT } else { HEIGHT / 2.0 };
        end = (i as f64 * step, y);
        let _ = write!(points, "{:.1},{:.1} ", end.0, end.1);
    }
    html! {
        @if !values.is_empty() {
            svg.spark viewBox="-3 -3 102 26" width="102" height="26" aria-hidden="true" focusable="false" {
                polyline points=(points.trim_end()) fill="none" {}
                circle cx=(format!("{:.1}", end.0)) cy=(format!("{:.1}", end.1)) r="2.5" {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_fill_the_bar_and_are_told_in_words() {
        let parts =
            [(Kind::Good, 1, "good".to_owned()), (Kind::Plain, 1, "fair".into()), (Kind::Bad, 1, "poor".into())];
        let text = share_bar(&parts).into_string();
        assert!(text.contains("good 1 · fair 1 · poor 1"));
        assert!(text.contains("<rect class=\"bad\" x=\"672\" width=\"328\" height=\"10\">"), "{text}");
        assert!(share_bar(&[]).into_string().contains("ground"));
    }

    #[test]
    fn a_sparkline_survives_odd_values() {
        assert_eq!(sparkline(&[]).into_string(), "");
        assert_eq!(sparkline(&[f64::NAN]).into_string(), "");
        let flat = sparkline(&[5.0, 5.0]).into_string();
        assert!(flat.contains("0.0,10.0 96.0,10.0"), "{flat}");
    }
}

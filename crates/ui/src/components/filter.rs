//! The bar above a list that narrows it: a plain GET form, so that every filtered list has an address.

use std::borrow::Cow;

use maud::{Markup, html};

use super::form::field_error;
use crate::lang::{Lang, tr};

/// A field of the filter bar.
#[derive(Clone, Debug, Default)]
pub struct FilterField {
    /// The query parameter; a range sends `{name}_from` and `{name}_to`.
    pub name: String,
    /// The words beside it.
    pub label: String,
    /// What can be entered.
    pub kind: FilterKind,
    /// The present value; for a range, its beginning.
    pub value: String,
    /// Why that value does not fit.
    pub error: Option<String>,
}

/// What can be entered in a field of the filter bar.
#[derive(Clone, Debug, Default)]
pub enum FilterKind {
    /// Any text.
    #[default]
    Text,
    /// One of these (value, label); all of them when nothing is chosen.
    Select(Vec<(String, String)>),
    /// One of these (value, label), of which the first is meant when nothing is chosen.
    OneOf(Vec<(String, String)>),
    /// From the field's value to this date (`YYYY-MM-DD`, may be empty).
    DateRange {
        /// The end of the range.
        to: String,
    },
    /// One date (`YYYY-MM-DD`).
    Day,
    /// From the field's value to this number (may be empty); sends `{name}_min` and `{name}_max`.
    NumberRange {
        /// The end of the range.
        to: String,
    },
    /// Carried along unseen, such as the order of the list.
    Hidden,
}

/// The most fields that a phone shows without being asked.
const UNFOLDED: usize = 2;

/// The filter bar; `submit` is the word on its button, `clear_href` the address of the list without filters. On phones a
/// long one is folded behind a box to tick, so that the list begins on the first screen; with an error it is open.
#[must_use]
pub fn filter_bar(lang: Lang, fields: &[FilterField], submit: &str, clear_href: &str) -> Markup {
    let folded = fields.iter().filter(|f| !matches!(f.kind, FilterKind::Hidden)).count() > UNFOLDED;
    let wrong = fields.iter().any(|f| f.error.is_some());
    let form = html! {
        form.filters method="get" role="search" aria-label=(tr(lang, "list-filter")) {
            @for field in fields { (filter_field(lang, field)) }
            div.buttons {
                button.button type="submit" { (submit) }
                a.button.quiet href=(clear_href) { (tr(lang, "list-clear")) }
            }
        }
    };
    if !folded {
        return form;
    }
    // A box of its own: a page lays its parts out one below the other, and the switch stands beside its words.
    html! {
        div {
            input.fold type="checkbox" id="filter-fold" checked[wrong] autocomplete="off";
            label.fold for="filter-fold" { (tr(lang, "filter-show")) }
            (form)
        }
    }
}

fn filter_field(lang: Lang, field: &FilterField) -> Markup {
    let FilterField { name, label, kind, value, error } = field;
    let id = format!("filter-{name}");
    let error_id = format!("{id}-error");
    let told_by = error.as_ref().map(|_| &error_id);
    let told = field_error(lang, &id, error.as_deref());
    let invalid = error.as_ref().map(|_| "true");
    html! {
        @match kind {
            FilterKind::Hidden => { input type="hidden" name=(name) value=(value); }
            FilterKind::Text => {
                div {
                    label for=(id) { (label) }
                    input type="search" id=(id) name=(name) value=(value) maxlength="100" aria-invalid=[invalid]
                        aria-describedby=[told_by];
                    (told)
                }
            }
            FilterKind::Select(options) | FilterKind::OneOf(options) => {
                div {
                    label for=(id) { (label) }
                    select id=(id) name=(name) {
                        @if matches!(kind, FilterKind::Select(_)) { option value="" { (tr(lang, "filter-all")) } }
                        @for (key, words) in options {
                            option value=(key) selected[key == value] { (words) }
                        }
                    }
                    (told)
                }
            }
            FilterKind::Day => {
                div {
                    label for=(id) { (label) }
                    input type="date" id=(id) name=(name) value=(value);
                    (told)
                }
            }
            FilterKind::DateRange { to } => {
                fieldset.range {
                    legend { (label) }
                    (date(&id, name, "from", tr(lang, "filter-from"), value))
                    span aria-hidden="true" { "–" }
                    (date(&id, name, "to", tr(lang, "filter-to"), to))
                    (told)
                }
            }
            FilterKind::NumberRange { to } => {
                fieldset.range {
                    legend { (label) }
                    (number(&id, name, "min", tr(lang, "filter-from"), value))
                    span aria-hidden="true" { "–" }
                    (number(&id, name, "max", tr(lang, "filter-to"), to))
                    (told)
                }
            }
        }
    }
}

fn number(id: &str, name: &str, end: &str, label: Cow<'_, str>, value: &str) -> Markup {
    html! {
        input.short type="text" inputmode="decimal" id={ (id) "-" (end) } name={ (name) "_" (end) } value=(value)
            aria-label=(label) maxlength="20";
    }
}

fn date(id: &str, name: &str, end: &str, label: Cow<'_, str>, value: &str) -> Markup {
    html! { input type="date" id={ (id) "-" (end) } name={ (name) "_" (end) } value=(value) aria-label=(label); }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_label_and_keeps_its_value() {
        let fields = [
            FilterField { name: "q".into(), label: "Text".into(), value: "\"x".into(), ..FilterField::default() },
            FilterField {
                name: "kind".into(),
                label: "Kind".into(),
                kind: FilterKind::Select(vec![("a".into(), "A".into()), ("b".into(), "B".into())]),
                value: "b".into(),
                ..FilterField::default()
            },
            FilterField {
                name: "day".into(),
                label: "Day".into(),
                kind: FilterKind::DateRange { to: "2013-12-31".into() },
                value: "2013-01-01".into(),
                error: Some("too early".into()),
            },
        ];
        let text = filter_bar(Lang::En, &fields, "Filter", "/list").into_string();
        assert!(text.contains("value=\"&quot;x\""));
        assert!(text.contains("<option value=\"b\" selected>B</option>"));
        assert!(text.contains("name=\"day_from\" value=\"2013-01-01\""));
        assert!(text.contains("name=\"day_to\" value=\"2013-12-31\""));
        assert!(text.contains("too early") && text.contains("id=\"filter-fold\" checked"), "{text}");
    }

    #[test]
    fn only_a_long_bar_is_folded() {
        let field = |name: &str| FilterField { name: name.into(), ..FilterField::default() };
        let folds = |names: &[&str]| {
            let fields: Vec<FilterField> = names.iter().map(|n| field(n)).collect();
            filter_bar(Lang::En, &fields, "Filter", "/list").into_string().contains("filter-fold")
        };
        assert!(folds(&["a", "b", "c"]) && !folds(&["a", "b"]));
    }
}

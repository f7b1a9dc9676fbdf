//! The components that pages are made of. Each is a pure function from plain values to markup.
//!
//! * here: headings, cards, notices, tags, buttons, task lists, empty and fault pages
//! * [`table`]: tables, pagers; [`filter`]: filter bars; [`mod@form`]: forms
//! * [`record`]: the facts and the history of a record
//! * [`figures`]: figure strips, share bars, sparklines; [`chart`]: line and column charts, [`plot`](mod@plot): charts of several series
//! * [`mod@lanes`]: what held over time
//! * [`mod@tree`]: lazily opened trees
//! * [`found`]: what a search found; [`mod@prose`]: help texts

pub mod chart;
pub mod figures;
pub mod filter;
pub mod form;
pub mod found;
pub mod lanes;
pub mod plot;
pub mod prose;
pub mod record;
pub mod table;
pub mod tree;

pub use chart::{Chart, Point, column_chart, line_chart};
pub use figures::{FigureCard, Trend, figure_strip, legend, share_bar, sparkline};
pub use filter::{FilterField, FilterKind, filter_bar};
pub use form::{FieldKind, Form, FormField, Method, field_error, form};
pub use found::{Finding, Marked, findings};
pub use lanes::{Bar, Joint, Lane, Lanes, Sign, lanes};
pub use plot::{Form as PlotForm, MOST_CATEGORIES, MOST_SERIES, Mark, Plot, Series, plot, plot_file};
pub use prose::prose;
pub use record::{Change, EntryKind, Line, facts, history};
pub use table::{Col, Order, Pager, Sort, Table, Td, data_table, pager};
pub use tree::{Step, TreeNode, tree};

use maud::{Markup, html};

use crate::lang::{Lang, tr};

/// What a colour says. The words beside it always say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Nothing in particular: grey.
    #[default]
    Plain,
    /// For information: blue.
    Info,
    /// Done or well: green.
    Good,
    /// Needs attention: amber.
    Warn,
    /// Overdue, refused or failed: red.
    Bad,
}

impl Kind {
    /// The class in the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Kind::Plain => "plain",
            Kind::Info => "info",
            Kind::Good => "good",
            Kind::Warn => "warn",
            Kind::Bad => "bad",
        }
    }
}

/// The heading of a page: title, a line below it (may be empty), and actions at the right.
#[must_use]
pub fn heading(title: &str, sub: &str, actions: Markup) -> Markup {
    html! {
        div.heading {
            div {
                h1 { (title) }
                @if !sub.is_empty() { p { (sub) } }
            }
            @if !actions.0.is_empty() { div.actions { (actions) } }
        }
    }
}

/// A row of links of which one is current: the period switch. Items are label, address, current.
#[must_use]
pub fn segmented(label: &str, items: &[(String, String, bool)]) -> Markup {
    html! {
        nav.segmented aria-label=(label) {
            @for (label, href, current) in items {
                a href=(href) aria-current=[current.then_some("true")] { (label) }
            }
        }
    }
}

/// A titled box; `extra` stands beside the title (legend, link to all, export).
#[must_use]
pub fn card(title: &str, extra: Markup, body: Markup) -> Markup {
    html! {
        section.card {
            div.card-head { h2 { (title) } (extra) }
            (body)
        }
    }
}

/// Text with its usual distance from the edges of a card.
#[must_use]
pub fn pad(body: Markup) -> Markup {
    html! { div.pad { (body) } }
}

/// A wide and a narrow column, one below the other where there is no room.
#[must_use]
pub fn columns(wide: Markup, narrow: Markup) -> Markup {
    html! { div.columns { div.wide { (wide) } div.narrow { (narrow) } } }
}

/// A message in a coloured box. The body says in words what the colour says.
#[must_use]
pub fn notice(kind: Kind, body: Markup) -> Markup {
    let role = if kind == Kind::Bad { "alert" } else { "status" };
    html! { div class={ "notice " (kind.class()) } role=(role) { (body) } }
}

/// A short word on a coloured ground.
#[must_use]
pub fn tag(kind: Kind, text: &str) -> Markup {
    html! { span class={ "tag " (kind.class()) } { (text) } }
}

/// A link that looks like a button; `main` for the one action that the page is for.
#[must_use]
pub fn button_link(href: &str, text: &str, main: bool) -> Markup {
    html! { a.button.main[main] href=(href) { (text) } }
}

/// A button that posts to an address without asking anything more.
#[must_use]
pub fn post_button(action: &str, text: &str, main: bool) -> Markup {
    html! { form.inline action=(action) method="post" { button.button.main[main] type="submit" { (text) } } }
}

/// One thing to do: what kind of work, which one, and what is known about it.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// The colour of the tag.
    pub kind: Kind,
    /// The kind of work in one word, such as review or overdue; may be empty.
    pub tag: String,
    /// The thing itself.
    pub title: String,
    /// Where it is done.
    pub href: String,
    /// Place, days left, who handles it.
    pub detail: String,
    /// Steps done of all steps, shown as dots with words beside.
    pub steps: Option<(u32, u32)>,
}

/// The list of what a person must do.
#[must_use]
pub fn tasks(items: &[Task]) -> Markup {
    html! {
        ul.tasks {
            @for task in items {
                li {
                    a href=(task.href) {
                        @if !task.tag.is_empty() { (tag(task.kind, &task.tag)) " " }
                        span.what { (task.title) }
                    }
                    span.detail {
                        @if let Some((done, all)) = task.steps { (dots(done, all)) }
                        (task.detail)
                    }
                }
            }
        }
    }
}

/// Dots, the first ones filled. The words beside them carry the meaning.
fn dots(done: u32, all: u32) -> Markup {
    let all = all.min(20);
    html! {
        svg.dots width=(all * 18) height="14" aria-hidden="true" focusable="false" {
            @for i in 0..all {
                circle.on[i < done] cx=(i * 18 + 7) cy="7" r="5.5" {}
            }
        }
    }
}

/// What a page says when there is nothing to show: the fact, and what one may do about it (may be empty).
#[must_use]
pub fn empty_state(text: &str, hint: &str) -> Markup {
    html! {
        div.empty {
            p { (text) }
            @if !hint.is_empty() { p.hint { (hint) } }
        }
    }
}

/// Why a request could not be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no such thing, or not for this person.
    NotFound,
    /// The person may not do this.
    Forbidden,
    /// Somebody else changed the thing meanwhile.
    Conflict,
    /// The request makes no sense.
    BadInput,
    /// Our own failure.
    Server,
}

impl Fault {
    /// The title of the fault, for the page and the browser's tab.
    #[must_use]
    pub fn title(self, lang: Lang) -> String {
        tr(
            lang,
            match self {
                Fault::NotFound => "error-not-found",
                Fault::Forbidden => "error-forbidden",
                Fault::Conflict => "error-conflict",
                Fault::BadInput => "error-bad-input",
                Fault::Server => "error-server",
            },
        )
        .into_owned()
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Fault::NotFound => ("error-not-found-what", "error-not-found-do"),
            Fault::Forbidden => ("error-forbidden-what", "error-forbidden-do"),
            Fault::Conflict => ("error-conflict-what", "error-conflict-do"),
            Fault::BadInput => ("error-bad-input-what", "error-bad-input-do"),
            Fault::Server => ("error-server-what", "error-server-do"),
        }
    }
}

/// The content of an error page: what happened, where, and what to do. `what` replaces the usual words when it is
/// not empty; `place` is the address, the field, or the number under which the fault was written down.
#[must_use]
pub fn fault(lang: Lang, fault: Fault, what: &str, place: &str) -> Markup {
    let (usual, remedy) = fault.words();
    html! {
        section.fault {
            h1 { (fault.title(lang)) }
            dl.facts {
                div { dt { (tr(lang, "error-what")) } dd { @if what.is_empty() { (tr(lang, usual)) } @else { (what) } } }
                @if !place.is_empty() { div { dt { (tr(lang, "error-where")) } dd { (place) } } }
                div { dt { (tr(lang, "error-do")) } dd { (tr(lang, remedy)) } }
            }
            p { (button_link("/", &tr(lang, "error-back"), true)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_colours_have_words() {
        assert_eq!(tag(Kind::Bad, "<x>").into_string(), "<span class=\"tag bad\">&lt;x&gt;</span>");
        use Fault::*;
        for kind in [NotFound, Forbidden, Conflict, BadInput, Server] {
            for lang in Lang::ALL {
                let text = fault(lang, kind, "", "/list/<9>").into_string();
                assert!(text.contains("/list/&lt;9&gt;") && text.contains(&kind.title(lang)));
            }
        }
    }
}

//! Tables and pagers. The list page renders more often than any other, so a table is one pass over its cells.

use maud::{Markup, Render, html};

use crate::lang::{Arg, Lang, number, tr, tr_args};

/// A table with a caption for those who cannot see where it stands.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Col>,
    /// Its rows: as many cells as there are columns.
    pub rows: Vec<Vec<Td>>,
    /// Totals.
    pub footer: Option<Vec<Td>>,
    /// What to say when there are no rows.
    pub empty: String,
}

/// The head of a column.
#[derive(Clone, Debug, Default)]
pub struct Col {
    /// The words of the head.
    pub title: String,
    /// Whether the column holds numbers: aligned right, tabular numerals.
    pub numeric: bool,
    /// The link that sorts by this column.
    pub sort: Option<Sort>,
}

impl Col {
    /// A column of words.
    #[must_use]
    pub fn text(title: impl Into<String>) -> Col {
        Col { title: title.into(), ..Col::default() }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(title: impl Into<String>) -> Col {
        Col { title: title.into(), numeric: true, sort: None }
    }

    /// The same column with a link that sorts by it.
    #[must_use]
    pub fn sorted(self, href: impl Into<String>, state: Option<Order>) -> Col {
        Col { sort: Some(Sort { href: href.into(), state }), ..self }
    }
}

/// How a column is sorted and where the link leads that sorts by it (or turns the order round).
#[derive(Clone, Debug, Default)]
pub struct Sort {
    /// The address of the sorted list.
    pub href: String,
    /// The present order, if the list is sorted by this column.
    pub state: Option<Order>,
}

/// The order of a sorted column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Td {
    /// What it holds.
    pub body: Markup,
    /// Whether it holds a number.
    pub numeric: bool,
    /// Whether it names its row.
    pub head: bool,
}

impl Default for Td {
    fn default() -> Td {
        Td::of(html! {})
    }
}

impl Td {
    /// A cell with any content.
    #[must_use]
    pub fn of(body: Markup) -> Td {
        Td { body, numeric: false, head: false }
    }

    /// A cell with words.
    #[must_use]
    pub fn text(text: &str) -> Td {
        Td::of(text.render())
    }

    /// A cell with a number, formatted by the caller.
    #[must_use]
    pub fn number(text: &str) -> Td {
        Td { numeric: true, ..Td::text(text) }
    }

    /// A cell with a link.
    #[must_use]
    pub fn link(href: &str, text: &str) -> Td {
        Td::of(html! { a href=(href) { (text) } })
    }

    /// A cell with a figure that opens onto its evidence: a number, underlined.
    #[must_use]
    pub fn figure(href: &str, text: &str) -> Td {
        Td { numeric: true, ..Td::link(href, text) }
    }

    /// The same cell as the name of its row.
    #[must_use]
    pub fn heading(self) -> Td {
        Td { head: true, ..self }
    }
}

/// A table in a box of its own, within which it scrolls where the screen is narrow.
#[must_use]
pub fn data_table(lang: Lang, table: &Table) -> Markup {
    if table.rows.is_empty() {
        return super::empty_state(&table.empty, "");
    }
    html! {
        div.scroll role="region" aria-label=(table.caption) tabindex="0" {
            table {
                caption.hidden { (table.caption) }
                thead { tr { @for col in &table.columns { (column_head(lang, col)) } } }
                tbody { @for row in &table.rows { tr { @for cell in row { (cell) } } } }
                @if let Some(cells) = &table.footer { tfoot { tr { @for cell in cells { (cell) } } } }
            }
        }
    }
}

impl Render for Td {
    fn render_to(&self, out: &mut String) {
        let (open, close) = match (self.head, self.numeric) {
            (true, false) => ("<th scope=\"row\">", "</th>"),
            (true, true) => ("<th scope=\"row\" class=\"num\">", "</th>"),
            (false, false) => ("<td>", "</td>"),
            (false, true) => ("<td class=\"num\">", "</td>"),
        };
        out.push_str(open);
        out.push_str(&self.body.0);
        out.push_str(close);
    }
}

fn column_head(lang: Lang, col: &Col) -> Markup {
    let class = col.numeric.then_some("num");
    let Some(sort) = &col.sort else {
        return html! { th scope="col" class=[class] { (col.title) } };
    };
    let (aria, mark, words) = match sort.state {
        None => (None, "↕", tr(lang, "sort-none")),
        Some(Order::Asc) => (Some("ascending"), "▲", tr(lang, "sort-ascending")),
        Some(Order::Desc) => (Some("descending"), "▼", tr(lang, "sort-descending")),
    };
    html! {
        th scope="col" class=[class] aria-sort=[aria] {
            a.sort href=(sort.href) title=(words) {
                (col.title) " " span.mark-sort aria-hidden="true" { (mark) } span.hidden { (words) }
            }
        }
    }
}

/// Where one stands in a list of pages.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// This page, from 1.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// How many rows there are.
    pub total: u64,
    /// The number of the first row shown.
    pub first: u64,
    /// The number of the last row shown.
    pub last: u64,
    /// The page before, if there is one.
    pub href_prev: Option<String>,
    /// The page after, if there is one.
    pub href_next: Option<String>,
    /// The first page, where it is far.
    pub href_first: Option<String>,
    /// The last page, where it is far.
    pub href_last: Option<String>,
}

/// Which rows are shown, of how many, and the way to the others.
#[must_use]
pub fn pager(lang: Lang, pager: &Pager) -> Markup {
    let shown = |n: u64| number(lang, i64::try_from(n).unwrap_or(i64::MAX));
    let count = |n: u64| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let range = tr_args(
        lang,
        "pager-range",
        &[
            ("first", (&shown(pager.first)).into()),
            ("last", (&shown(pager.last)).into()),
            ("total", count(pager.total)),
        ],
    );
    let place =
        tr_args(lang, "pager-place", &[("page", (&shown(pager.page)).into()), ("pages", (&shown(pager.pages)).into())]);
    let step = |href: &Option<String>, rel: Option<&str>, words: &str| {
        html! { @if let Some(href) = href { a.button href=(href) rel=[rel] { (words) } } }
    };
    html! {
        nav.pager aria-label=(tr(lang, "pager-label")) {
            span { (range) }
            span.steps {
                (step(&pager.href_first, None, &tr(lang, "pager-first")))
                (step(&pager.href_prev, Some("prev"), &tr(lang, "pager-previous")))
                span aria-current="page" { (place) }
                (step(&pager.href_next, Some("next"), &tr(lang, "pager-next")))
                (step(&pager.href_last, None, &tr(lang, "pager-last")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_names_its_rows_and_columns() {
        let table = Table {
            caption: "Towns".into(),
            columns: vec![Col::text("Town").sorted("?sort=town", Some(Order::Asc)), Col::number("Visits")],
            rows: vec![vec![Td::text("<Binhe>").heading(), Td::figure("/f?a=1&b=2", "412")]],
            ..Table::default()
        };
        let text = data_table(Lang::En, &table).into_string();
        assert!(text.contains("<th scope=\"row\">&lt;Binhe&gt;</th>"));
        assert!(text.contains("<td class=\"num\"><a href=\"/f?a=1&amp;b=2\">412</a></td>"));
        assert!(text.contains("aria-sort=\"ascending\""));
    }

    #[test]
    fn an_empty_table_says_so() {
        let table = Table { empty: "Nothing here".into(), ..Table::default() };
        assert!(data_table(Lang::En, &table).into_string().contains("Nothing here"));
    }
}

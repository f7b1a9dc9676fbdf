//! What a search found: a list of links with where each stands and the passage that was meant, marked.

use std::ops::Range;

use maud::{Markup, html};

/// One thing found.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// What it is called.
    pub name: Marked,
    /// Where it leads.
    pub href: String,
    /// Where it stands; may be empty.
    pub place: String,
    /// The field in which the question was found; may be empty.
    pub field: String,
    /// The passage around what was found; may be empty.
    pub passage: Marked,
}

/// A text with stretches marked, in bytes, in order and apart.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// What of it is marked.
    pub marks: Vec<Range<usize>>,
}

/// Characters of a passage before and after its first mark.
const AROUND: usize = 36;

impl Marked {
    /// The part of a long text around its first mark, else its beginning, with an ellipsis where it was cut.
    #[must_use]
    pub fn around(&self) -> Marked {
        let none = 0..0;
        let first = self.marks.first().unwrap_or(&none);
        let before: Vec<usize> = self.text[..first.start].char_indices().rev().map(|(i, _)| i).take(AROUND).collect();
        let after = self.text[first.end..].char_indices().nth(AROUND * 2).map(|(i, _)| first.end + i);
        let (start, end) = (before.last().copied().unwrap_or(first.start), after.unwrap_or(self.text.len()));
        let ellipsis = |cut: bool| if cut { "…" } else { "" };
        let lead = ellipsis(start > 0);
        let shift = |i: usize| i - start + lead.len();
        let within = self.marks.iter().filter(|m| m.end <= end);
        Marked {
            marks: within.map(|m| shift(m.start)..shift(m.end)).collect(),
            text: format!("{lead}{}{}", &self.text[start..end], ellipsis(end < self.text.len())),
        }
    }
}

/// The list.
#[must_use]
pub fn findings(all: &[Finding]) -> Markup {
    html! {
        ul.found {
            @for one in all {
                li {
                    a href=(one.href) { (marked(&one.name)) }
                    @if !one.place.is_empty() { " " span.place { (one.place) } }
                    @if !one.passage.text.is_empty() {
                        p { @if !one.field.is_empty() { span.within { (one.field) } " " } (marked(&one.passage)) }
                    }
                }
            }
        }
    }
}

fn marked(text: &Marked) -> Markup {
    let starts = std::iter::once(0).chain(text.marks.iter().map(|m| m.end));
    let rest = text.marks.last().map_or(0, |m| m.end);
    html! {
        @for (start, mark) in starts.zip(&text.marks) {
            (text.text[start..mark.start])
            mark { (text.text[mark.clone()]) }
        }
        (text.text[rest..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_around_its_mark() {
        let text = format!("{}党费{}<b>", "前".repeat(50), "后".repeat(100));
        let start = "前".len() * 50;
        let cut = Marked { text, marks: std::iter::once(start..start + 6).collect() }.around();
        assert!(cut.text.starts_with('…') && cut.text.ends_with('…'));
        assert_eq!(&cut.text[cut.marks[0].clone()], "党费");
        let short = Marked { text: "<b>党".into(), marks: std::iter::once(3..6).collect() };
        assert_eq!(short.around().text, "<b>党");
        let all = findings(&[Finding { name: short, href: "/x".into(), ..Finding::default() }]).into_string();
        assert!(all.contains("&lt;b&gt;<mark>党</mark>"), "{all}");
    }
}

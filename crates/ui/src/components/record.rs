//! The page of a record: its facts, and its journal told in words.

use maud::{Markup, html};

use super::form::purpose_note;
use super::{Kind, tag};
use crate::lang::{Lang, tr};

/// The fields of a record: label, value, and who needs it (folded away).
#[must_use]
pub fn facts(lang: Lang, items: &[(String, Markup, Option<String>)]) -> Markup {
    html! {
        dl.facts {
            @for (label, value, purpose) in items {
                div {
                    dt { (label) }
                    dd {
                        (value)
                        @if let Some(purpose) = purpose { (purpose_note(lang, purpose)) }
                    }
                }
            }
        }
    }
}

/// What an entry of the journal did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryKind {
    /// The record was entered.
    #[default]
    Added,
    /// Some of its fields were changed.
    Amended,
    /// It was withdrawn; it counts nowhere any more, and stays readable.
    Withdrawn,
    /// The withdrawal was taken back.
    Restored,
    /// It came from a file.
    Imported,
    /// The import that it came from was undone.
    Undone,
    /// Personal data in it were erased, as the law requires.
    Erased,
    /// A file was attached to it.
    Attached,
    /// An attached file was withdrawn.
    Detached,
    /// Somebody remarked on it.
    Remarked,
    /// A remark was withdrawn.
    RemarkWithdrawn,
}

impl EntryKind {
    /// The kind in a word.
    #[must_use]
    pub fn words(self, lang: Lang) -> String {
        tr(
            lang,
            match self {
                EntryKind::Added => "history-added",
                EntryKind::Amended => "history-amended",
                EntryKind::Withdrawn => "history-withdrawn",
                EntryKind::Restored => "history-restored",
                EntryKind::Imported => "history-imported",
                EntryKind::Undone => "history-undone",
                EntryKind::Erased => "history-erased",
                EntryKind::Attached => "history-attached",
                EntryKind::Detached => "history-detached",
                EntryKind::Remarked => "history-remarked",
                EntryKind::RemarkWithdrawn => "history-remark-withdrawn",
            },
        )
        .into_owned()
    }

    fn kind(self) -> Kind {
        match self {
            EntryKind::Added | EntryKind::Imported => Kind::Good,
            EntryKind::Amended | EntryKind::Restored | EntryKind::Attached | EntryKind::Remarked => Kind::Info,
            EntryKind::Undone | EntryKind::Erased | EntryKind::Detached | EntryKind::RemarkWithdrawn => Kind::Warn,
            EntryKind::Withdrawn => Kind::Bad,
        }
    }
}

/// One entry of a record's journal.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The number of the entry in the journal.
    pub number: String,
    /// When it was written, in the reader's words.
    pub when: String,
    /// Who wrote it.
    pub who: String,
    /// What was done.
    pub what: EntryKind,
    /// Why, if a reason was given.
    pub reason: Option<String>,
    /// The fields that changed.
    pub lines: Vec<Line>,
}

/// A field before and after a change.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The field's label.
    pub field: String,
    /// Its value before, if it had one.
    pub before: Option<String>,
    /// Its value after, if it has one.
    pub after: Option<String>,
}

/// A record's journal as a timeline, in the order given.
#[must_use]
pub fn history(lang: Lang, changes: &[Change]) -> Markup {
    html! {
        ol.history {
            @for change in changes {
                li {
                    p.deed {
                        (tag(change.what.kind(), &change.what.words(lang))) " "
                        b { (change.who) } " "
                        span.when { (change.when) }
                        span.entry { (tr(lang, "history-entry")) " " (change.number) }
                    }
                    @if let Some(reason) = &change.reason {
                        p { (tr(lang, "record-reason")) (tr(lang, "colon")) (reason) }
                    }
                    @if !change.lines.is_empty() { (changed(lang, &change.lines)) }
                }
            }
        }
    }
}

/// Each changed field as a sentence: `field: before → after`.
#[must_use]
pub fn changed(lang: Lang, lines: &[Line]) -> Markup {
    html! {
        ul.lines {
            @for line in lines {
                li {
                    span.field-name { (line.field) (tr(lang, "colon")) }
                    @if let Some(before) = &line.before {
                        span.hidden { (tr(lang, "history-before")) " " }
                        del { (before) }
                        span aria-hidden="true" { " → " }
                        span.hidden { " " (tr(lang, "history-after")) " " }
                    }
                    @match &line.after {
                        Some(after) => { ins { (after) } }
                        None => { span.none { (tr(lang, "history-nothing")) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_has_words() {
        use EntryKind::*;
        let beside = [Attached, Detached, Remarked, RemarkWithdrawn];
        for entry_kind in [Added, Amended, Withdrawn, Restored, Imported, Undone, Erased].into_iter().chain(beside) {
            for lang in Lang::ALL {
                assert!(!entry_kind.words(lang).is_empty());
            }
        }
    }

    #[test]
    fn a_change_reads_as_a_sentence() {
        let change = Change {
            number: "17".into(),
            who: "Li <Na>".into(),
            what: EntryKind::Amended,
            reason: Some("misread".into()),
            lines: vec![Line { field: "Households".into(), before: Some("12".into()), after: Some("21".into()) }],
            ..Change::default()
        };
        let text = history(Lang::En, &[change]).into_string();
        assert!(text.contains("Li &lt;Na&gt;") && text.contains("Amended"));
        assert!(text.contains("<del>12</del>") && text.contains("<ins>21</ins>"));
    }
}

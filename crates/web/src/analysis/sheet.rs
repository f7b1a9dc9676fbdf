//! The answer of an analysis as one table of numbers in words: the page, the files and the API show the same.

use std::cmp::Ordering;

use hangji_platform::Result;
use hangji_platform::figures::analysis::{self, Answer, By, Compare, Readings, Slice};
use hangji_platform::figures::read::Fraction;
use hangji_platform::figures::{Figure, Measure, Period, Reading, Shown};
use hangji_platform::ledger::Value;
use hangji_platform::ledger::list::shown;
use hangji_store::Tx;
use hangji_ui::{encoded, tr};
use hangji_web_core::links;
use hangji_web_core::readings::by_value;
use hangji_web_core::request::RequestCx;
use hangji_web_core::words::{amount, org_kind, platform};

use super::ask::Ask;

/// One number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// The number; none where there is nothing to divide by.
    pub(crate) shown: Option<Shown>,
    /// Where it opens; differences open nothing.
    pub(crate) href: Option<String>,
}

impl Number {
    /// As people read it.
    pub(crate) fn text(&self, rcx: &RequestCx<'_>) -> String {
        amount(rcx.lang, self.shown)
    }
}

/// The head of a column.
pub(crate) struct Head {
    /// Its words.
    pub(crate) title: String,
    /// Place of its figure.
    pub(crate) figure: usize,
    /// Decimals of its numbers.
    pub(crate) decimals: u32,
    /// What it holds.
    pub(crate) what: What,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The readings of a slice of the second direction.
    Part(usize),
    /// The readings of the whole.
    Whole,
    /// Those it is compared with.
    Before,
    /// The difference of the two.
    Difference,
    /// The same in per cent of what was.
    Change,
}

/// A row.
pub(crate) struct Row {
    /// Its name.
    pub(crate) label: String,
    /// Where the name leads.
    pub(crate) href: Option<String>,
    /// Its numbers under the heads.
    pub(crate) numbers: Vec<Number>,
}

/// The table.
pub(crate) struct Sheet {
    /// What the rows are.
    pub(crate) label: String,
    /// The heads.
    pub(crate) heads: Vec<Head>,
    /// The rows as sorted.
    pub(crate) rows: Vec<Row>,
    /// The whole.
    pub(crate) total: Vec<Number>,
    /// The period of the whole.
    pub(crate) period: Period,
}

/// Answers a question as a table.
pub(crate) fn sheet(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ask: &Ask<'_>) -> Result<Sheet> {
    let answer = analysis::answer(tx, rcx.sys, &rcx.scope, &ask.question, rcx.today)?;
    let maker = Maker { rcx, ask, answer: &answer };
    let heads = maker.heads();
    let row = |i: usize| maker.row(&heads, Some(i));
    let mut rows: Vec<Row> = (0..answer.rows.len()).map(row).collect();
    if let Some((by, down)) = ask.sort {
        let turned = |o: Ordering| if down { o.reverse() } else { o };
        let value = |row: &Row, c: usize| row.numbers.get(c).and_then(|n| n.shown).map(|s| s.scaled);
        match by {
            None => rows.sort_by(|a, b| turned(a.label.cmp(&b.label))),
            Some(c) => rows.sort_by(|a, b| by_value(value(a, c), value(b, c), down)),
        }
    }
    let total = maker.row(&heads, None).numbers;
    let label = direction_words(rcx, ask, ask.question.rows);
    Ok(Sheet { label, heads, rows, total, period: answer.period })
}

/// A direction in words.
pub(crate) fn direction_words(rcx: &RequestCx<'_>, ask: &Ask<'_>, by: By) -> String {
    let key = match by {
        By::Below => "analysis-below",
        By::OrgKind => "analysis-kind",
        By::Month => "analysis-month",
        By::Quarter => "analysis-quarter",
        By::Year => "analysis-year",
        By::Field(name) => {
            let fields = analysis::fields(rcx.sys, &ask.question.figures);
            let field = fields.into_iter().find(|(_, f)| f.name == name);
            return field.map_or_else(|| name.to_owned(), |(_, f)| rcx.t(f.title).to_owned());
        }
    };
    tr(rcx.lang, key).into_owned()
}

struct Maker<'a> {
    rcx: &'a RequestCx<'a>,
    ask: &'a Ask<'a>,
    answer: &'a Answer,
}

impl Maker<'_> {
    fn heads(&self) -> Vec<Head> {
        let (rcx, q) = (self.rcx, &self.ask.question);
        let mut heads = Vec::new();
        for (figure, declared) in q.figures.iter().enumerate() {
            let unit = rcx.t(declared.unit.term);
            let name = format!("{} ({unit})", rcx.t(declared.title));
            let mut push = |what: What, words: Option<String>, decimals: u32| {
                let alone = q.figures.len() == 1;
                let title = match words {
                    None => name.clone(),
                    Some(words) if alone => words,
                    Some(words) => format!("{} · {words}", rcx.t(declared.title)),
                };
                heads.push(Head { title, figure, decimals, what });
            };
            let decimals = declared.unit.decimals;
            for (i, slice) in self.answer.across.iter().enumerate() {
                push(What::Part(i), Some(self.slice_words(q.across, slice)), decimals);
            }
            let whole = (!self.answer.across.is_empty()).then(|| tr(rcx.lang, "figure-total").into_owned());
            push(What::Whole, whole, decimals);
            if q.compare.is_some() {
                let words = |key: &str| Some(tr(rcx.lang, key).into_owned());
                push(What::Before, Some(self.before_words()), decimals);
                push(What::Difference, words("analysis-difference"), decimals);
                if matches!(declared.measure, Measure::Amount(_)) {
                    push(What::Change, words("analysis-change"), 1);
                }
            }
        }
        heads
    }

    /// What is compared with: the period, unless each row has its own.
    fn before_words(&self) -> String {
        let (words, q) = (tr(self.rcx.lang, "analysis-before"), &self.ask.question);
        match q.compare {
            Some(compare) if !(q.rows.is_time() && compare == Compare::Prior) => {
                format!("{words} {}", compare.of(self.answer.period))
            }
            _ => words.into_owned(),
        }
    }

    fn slice_words(&self, by: Option<By>, slice: &Slice) -> String {
        let rcx = self.rcx;
        match slice {
            Slice::Place(org) => org.name.clone(),
            Slice::When(period) => period.to_string(),
            Slice::Group(None) => tr(rcx.lang, "analysis-not-given").into_owned(),
            Slice::Group(Some(code)) => match by {
                Some(By::Field(name)) => {
                    let fields = analysis::fields(rcx.sys, &self.ask.question.figures);
                    let field = fields.into_iter().find(|(_, f)| f.name == name);
                    let value = code.parse::<i64>().map_or_else(|_| Value::from(code.as_str()), Value::from);
                    field.map_or_else(|| code.clone(), |(_, f)| shown(f, &value, None, platform(rcx.lang), true))
                }
                _ => org_kind(rcx.sys, rcx.lang, code),
            },
        }
    }

    /// A row by its place; none is the whole.
    fn row(&self, heads: &[Head], at: Option<usize>) -> Row {
        let slice = at.map(|i| &self.answer.rows[i]);
        let label = slice.map_or_else(String::new, |s| self.slice_words(Some(self.ask.question.rows), s));
        let href = match slice {
            Some(Slice::Place(org)) => Some(links::org(&org.code)),
            _ => None,
        };
        Row { label, href, numbers: heads.iter().map(|head| self.number(head, at)).collect() }
    }

    fn number(&self, head: &Head, at: Option<usize>) -> Number {
        let figure = self.ask.question.figures[head.figure];
        let all = &self.answer.figures[head.figure];
        let row = at.map(|i| &self.answer.rows[i]);
        let now = || at.map_or(all.whole, |i| all.rows[i]);
        let before = || before_of(all, at);
        let number = |reading: Reading, column: Option<&Slice>, before: bool| Number {
            shown: reading.shown(figure),
            href: Some(self.href(figure, [row, column], before)),
        };
        match head.what {
            What::Part(i) => {
                let reading = at.map_or(all.columns[i], |row| all.cells[row][i]);
                number(reading, Some(&self.answer.across[i]), false)
            }
            What::Whole => number(now(), None, false),
            What::Before => number(before(), None, true),
            What::Difference => {
                let by = now().value.minus(before().value);
                let decimals = figure.unit.decimals;
                let scaled = by.rounded(figure.unit.divisor, decimals);
                Number { shown: scaled.map(|scaled| Shown { scaled, decimals }), href: None }
            }
            What::Change => Number { shown: change(now().value, before().value), href: None },
        }
    }

    /// Where a number opens: the figure there and then, or the records of a field's value.
    fn href(&self, figure: &Figure, slices: [Option<&Slice>; 2], before: bool) -> String {
        let (mut code, mut period) = (self.ask.node.code.as_str(), self.answer.period);
        let mut records = None;
        for (slice, by) in slices.into_iter().zip([Some(self.ask.question.rows), self.ask.question.across]) {
            match slice {
                Some(Slice::Place(org)) => code = &org.code,
                Some(Slice::When(when)) => period = *when,
                Some(Slice::Group(Some(value))) => {
                    if let Some(By::Field(name)) = by {
                        records = Some((name, value));
                    }
                }
                Some(Slice::Group(None)) | None => {}
            }
        }
        if let (true, Some(compare)) = (before, self.ask.question.compare) {
            period = compare.of(period);
        }
        let fields = analysis::fields(self.rcx.sys, &self.ask.question.figures);
        match (records, fields.first()) {
            (Some((field, value)), Some((ledger, _))) if ledger.dated.is_some() => {
                let list = links::list(ledger.name);
                format!("{list}?{field}={}&org={}&period={period}", encoded(value), encoded(code))
            }
            _ => links::figure(figure.id, code, period),
        }
    }
}

fn before_of(all: &Readings, at: Option<usize>) -> Reading {
    let whole = all.before.as_ref();
    whole.map_or(all.whole, |(rows, whole)| at.map_or(*whole, |i| rows[i]))
}

/// The change in per cent of what was; none where that was nothing.
fn change(now: Fraction, was: Fraction) -> Option<Shown> {
    if was.n <= 0 {
        return None;
    }
    let by = now.minus(was);
    let share = Fraction { n: by.n * was.d * 100, d: by.d * was.n };
    share.rounded(1, 1).map(|scaled| Shown { scaled, decimals: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_in_per_cent_of_what_was() {
        for (now, was, expected) in [
            (15, 10, Some("50.0")),
            (5, 10, Some("-50.0")),
            (10, 3, Some("233.3")),
            (1, 0, None),
            (0, 7, Some("-100.0")),
        ] {
            let told = change(Fraction::whole(now), Fraction::whole(was)).map(|s| s.to_string());
            assert_eq!(told.as_deref(), expected, "{was} to {now}");
        }
    }
}

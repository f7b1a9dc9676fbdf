//! What an address asks of the figures: read, checked, and written again in one form, which pins and links share.

use hangji_platform::figures::analysis::{self, By, Compare, Question};
use hangji_platform::figures::{Figure, Period};
use hangji_platform::tree::lookup::{self, Org};
use hangji_platform::{Refusal, Result};
use hangji_store::Tx;
use hangji_ui::encoded;
use hangji_web_core::error;
use hangji_web_core::links::MOST_FIGURES;
use hangji_web_core::request::{ORG, PERIOD, Params, RequestCx, short};
use hangji_web_core::words::message;

/// The parameters of an analysis.
pub(crate) const PARAMS: [&str; 8] = ["figure", ORG, PERIOD, "by", "across", "compare", "sort", "chart"];
/// The directions that every figure has, by their names in addresses.
pub(crate) const DIRECTIONS: [(&str, By); 5] =
    [("below", By::Below), ("kind", By::OrgKind), ("month", By::Month), ("quarter", By::Quarter), ("year", By::Year)];
/// How a field is named as a direction.
const FIELD: &str = "field:";
/// What figures are compared with, by name.
pub(crate) const COMPARED: [(&str, Compare); 2] = [("year", Compare::YearBefore), ("prior", Compare::Prior)];

/// The drawing that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// What fits the question.
    Fitting,
    /// Bars or columns.
    Bars,
    /// Parts of a whole, in one bar.
    Stacked,
    /// Lines.
    Lines,
    /// None.
    Nothing,
}

/// The drawings by their names.
pub(crate) const DRAWINGS: [(&str, Drawing); 5] = [
    ("auto", Drawing::Fitting),
    ("bars", Drawing::Bars),
    ("stacked", Drawing::Stacked),
    ("lines", Drawing::Lines),
    ("none", Drawing::Nothing),
];

/// What rows are sorted by: a column or (none) their names; and whether downwards.
pub(crate) type Sort = (Option<usize>, bool);

/// A question with where it is asked and how its answer is shown.
pub(crate) struct Ask<'v> {
    /// The question.
    pub(crate) question: Question<'v>,
    /// The organisation it is asked at.
    pub(crate) node: Org,
    /// The order of the rows; none is their natural one.
    pub(crate) sort: Option<Sort>,
    /// The drawing.
    pub(crate) drawing: Drawing,
    /// Whether the period was named: else the question moves on with the year.
    dated: bool,
}

/// What is wrong with a parameter of a question: its name, and why.
pub(crate) type ApiError = (&'static str, Refusal);

impl<'v> Ask<'v> {
    /// Reads a question.
    ///
    /// # Errors
    /// A refusal in the words for what does not exist, or one that names the parameter.
    pub(crate) fn read(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, params: &Params) -> Result<Ask<'v>> {
        let (ask, wrong) = Ask::read_form(tx, rcx, params)?;
        wrong.into_iter().next().map_or(Ok(ask), |(_, refusal)| Err(refusal.into()))
    }

    /// Reads a question as its form sends it: in the place of a value that makes no sense stands the usual one, and
    /// beside the question comes what is wrong, for the form to show.
    ///
    /// # Errors
    /// A refusal in the words for what does not exist, or of a parameter that the form does not have.
    pub(crate) fn read_form(tx: &mut Tx<'_>, rcx: &RequestCx<'v>, params: &Params) -> Result<(Ask<'v>, Vec<ApiError>)> {
        params.only_of(&PARAMS)?;
        let none = || Refusal::NotFound(message("no-figures", &[]));
        if !rcx.viewer.sees_figures() {
            return Err(none().into());
        }
        let node = match params.get(ORG) {
            Some(code) => lookup::by_code(tx, &rcx.scope, code)?,
            None => rcx.home(tx)?.ok_or_else(none)?,
        };
        let dated = params.get(PERIOD).is_some();
        let figures = figures(rcx, params)?;
        let rows = if node.below > 0 { By::Below } else { By::Month };
        let sort = params.get("sort").map(sort).transpose()?;
        let mut form = Form { params, wrong: Vec::new() };
        let period = form.read(PERIOD, Period::year(rcx.today.year()), |text| Ok(text.parse()?))?;
        let rows = form.read("by", rows, |text| direction(rcx, &figures, "by", text))?;
        let across = form.read("across", None, |text| match text {
            "none" => Ok(None),
            text => direction(rcx, &figures, "across", text).map(Some),
        })?;
        let compare = form.read("compare", None, |text| match text {
            "none" => Ok(None),
            text => named(&COMPARED, "compare", text).map(Some),
        })?;
        let drawing = form.read("chart", Drawing::Fitting, |text| named(&DRAWINGS, "chart", text))?;
        let question = Question { figures, node: node.id, period, rows, across, compare };
        Ok((Ask { question, node, sort, drawing, dated }, form.wrong))
    }

    /// The question as the query of an address, always in the same form.
    pub(crate) fn query(&self) -> String {
        let mut out = self.query_without_sort();
        if let Some((column, down)) = self.sort {
            let column = column.map_or_else(|| "name".to_owned(), |c| format!("c{c}"));
            out.push_str(&format!("&sort={}{column}", if down { "-" } else { "" }));
        }
        out
    }

    /// The same, whatever the order of the rows.
    pub(crate) fn query_without_sort(&self) -> String {
        let q = &self.question;
        let mut out: Vec<String> = q.figures.iter().map(|f| format!("figure={}", encoded(f.id))).collect();
        out.push(format!("{ORG}={}", encoded(&self.node.code)));
        if self.dated {
            out.push(format!("{PERIOD}={}", q.period));
        }
        out.push(format!("by={}", encoded(&direction_name(q.rows))));
        out.extend(q.across.map(|by| format!("across={}", encoded(&direction_name(by)))));
        out.extend(q.compare.map(|c| format!("compare={}", name_of(&COMPARED, c))));
        if self.drawing != Drawing::Fitting {
            out.push(format!("chart={}", name_of(&DRAWINGS, self.drawing)));
        }
        out.join("&")
    }

    /// Its page.
    pub(crate) fn href(&self) -> String {
        format!("/analysis?{}", self.query())
    }
}

/// The form of a question while it is read.
struct Form<'p> {
    params: &'p Params,
    wrong: Vec<ApiError>,
}

impl Form<'_> {
    /// The value of a field; the usual one if it is not given, or if it is refused, which is noted.
    fn read<T>(&mut self, name: &'static str, usual: T, of_text: impl FnOnce(&str) -> Result<T>) -> Result<T> {
        match self.params.get(name).map(of_text) {
            None => Ok(usual),
            Some(Ok(value)) => Ok(value),
            Some(Err(e)) => {
                self.wrong.push((name, error::refusal(e)?));
                Ok(usual)
            }
        }
    }
}

fn figures<'v>(rcx: &RequestCx<'v>, params: &Params) -> Result<Vec<&'v Figure>> {
    let head = params.0.iter().filter(|(n, v)| n == "figure" && !v.trim().is_empty());
    let mut figures: Vec<&Figure> = Vec::new();
    for (_, id) in head {
        let figure = rcx.figure(id.trim())?;
        if figures.iter().all(|f| f.id != figure.id) {
            figures.push(figure);
        }
    }
    if figures.len() > MOST_FIGURES {
        return Err(Refusal::BadRequest(message("analysis-too-many", &[("most", MOST_FIGURES.into())])).into());
    }
    if figures.is_empty() {
        let first = rcx.sys.figures.iter().find(|f| f.desk).or(rcx.sys.figures.first());
        figures.push(first.ok_or_else(|| Refusal::NotFound(message("no-figures", &[])))?);
    }
    Ok(figures)
}

fn direction(rcx: &RequestCx<'_>, figures: &[&Figure], name: &str, text: &str) -> Result<By> {
    if let Some(field) = text.strip_prefix(FIELD) {
        let found = analysis::fields(rcx.sys, figures);
        // The ledger's own limits hold here too: who may not read it takes nothing of it apart.
        let open = |l: &hangji_platform::ledger::Ledger| rcx.viewer.may_read(rcx.sys, l.name).is_ok();
        let by = found.iter().find(|(l, f)| f.name == field && open(l)).map(|(_, f)| By::Field(f.name));
        return by.ok_or_else(|| Refusal::BadRequest(message("analysis-no-field", &[])).into());
    }
    named(&DIRECTIONS, name, text)
}

/// A direction as addresses name it.
pub(crate) fn direction_name(by: By) -> String {
    match by {
        By::Field(field) => format!("{FIELD}{field}"),
        _ => name_of(&DIRECTIONS, by).to_owned(),
    }
}

fn named<T: Copy>(all: &[(&'static str, T)], name: &str, text: &str) -> Result<T> {
    let known = || all.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ");
    all.iter().find(|(n, _)| *n == text).map(|(_, t)| *t).ok_or_else(|| wrong(name, text, &known()))
}

/// The name of one of several.
pub(crate) fn name_of<T: Copy + PartialEq>(all: &[(&'static str, T)], one: T) -> &'static str {
    all.iter().find(|(_, t)| *t == one).map_or("", |(n, _)| *n)
}

fn wrong(name: &str, value: &str, known: &str) -> anyhow::Error {
    let value = short(value);
    let args = [("name", name.into()), ("value", (&value).into()), ("known", known.into())];
    Refusal::BadRequest(message("bad-choice", &args)).into()
}

fn sort(text: &str) -> Result<Sort> {
    let (name, down) = text.strip_prefix('-').map_or((text, false), |n| (n, true));
    match name.strip_prefix('c').and_then(|n| n.parse().ok()) {
        Some(column) => Ok((Some(column), down)),
        None if name == "name" => Ok((None, down)),
        None => Err(wrong("sort", text, "name, c0, c1, …")),
    }
}

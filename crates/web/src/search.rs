//! What a question finds, gathered in groups for the page, the suggestions and the API: records through the platform's
//! index, and figures, ledgers and help from their declarations.
//!
//! What it may not touch: any record but through `hangji_platform::search`, which knows the viewer's scope.

use hangji_platform::figures::Period;
use hangji_platform::ledger::declare::PEOPLE;
use hangji_platform::ledger::list::{self, Line};
use hangji_platform::ledger::{Field, Ledger, Value};
use hangji_platform::search::{self, Question, index, words};
use hangji_platform::tree::lookup;
use hangji_platform::{Refusal, Result, tree};
use hangji_store::{Id, Tx};
use hangji_ui::components::{Finding, Marked};
use hangji_ui::help::topics;
use hangji_ui::tr;
use hangji_web_core::request::{Params, RequestCx};
use hangji_web_core::words::message;
use hangji_web_core::{links, listing};

/// Things found that belong together.
pub(crate) struct Group {
    /// Its name in addresses.
    pub(crate) name: &'static str,
    /// Its heading.
    pub(crate) title: String,
    /// How many there are; [`search::MOST`] + 1 stands for more.
    pub(crate) count: i64,
    /// Those asked for, best first.
    pub(crate) found: Vec<Finding>,
}

/// Names of the groups that are no ledgers.
pub(crate) const FIGURES: &str = "figures";
/// See [`FIGURES`].
pub(crate) const LEDGERS: &str = "ledgers";
/// See [`FIGURES`].
pub(crate) const HELP: &str = "help";

/// Which part of what is found is wanted.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) skip: i64,
    pub(crate) take: i64,
}

/// The question of a request; none if nothing was asked.
pub(crate) fn question(params: &Params) -> Result<Option<Question>> {
    let Some(text) = params.get("q") else { return Ok(None) };
    if text.chars().count() > words::LONGEST {
        return Err(Refusal::BadRequest(message("search-too-long", &[("most", words::LONGEST.into())])).into());
    }
    Ok(Question::of(text))
}

/// The ledgers searched, in the order of their groups: organisations and people first.
fn ledgers<'v>(rcx: &RequestCx<'v>) -> Vec<&'v Ledger> {
    let mut all: Vec<&Ledger> = rcx.sys.ledgers.iter().filter(|l| rcx.viewer.reads(l.name)).collect();
    all.sort_by_key(|l| match l.name {
        tree::ORGANISATIONS => 0,
        PEOPLE => 1,
        _ => 2,
    });
    all
}

/// Everything a question finds, some of each group; groups that find nothing are left out.
pub(crate) fn everything(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, question: &Question, part: Part) -> Result<Vec<Group>> {
    let mut groups = Vec::new();
    for ledger in ledgers(rcx) {
        groups.push(records(tx, rcx, ledger, question, part)?);
    }
    groups.push(figures(tx, rcx, question, part)?);
    groups.push(ledger_names(rcx, question, part));
    groups.push(help(rcx, question, part));
    groups.retain(|g| g.count > 0);
    Ok(groups)
}

/// One group, by its name.
///
/// # Errors
/// A refusal in the words for a ledger that does not exist.
pub(crate) fn one(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, name: &str, question: &Question, part: Part) -> Result<Group> {
    match name {
        FIGURES => figures(tx, rcx, question, part),
        LEDGERS => Ok(ledger_names(rcx, question, part)),
        HELP => Ok(help(rcx, question, part)),
        _ => records(tx, rcx, rcx.viewer.may_read(rcx.sys, name)?, question, part),
    }
}

/// What to suggest while somebody types: organisations, people, then what has a name of its own, with its kind.
pub(crate) fn suggestions(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, question: &Question) -> Result<Vec<(String, Finding)>> {
    const EACH: i64 = 4;
    let part = Part { skip: 0, take: EACH };
    let mut groups = Vec::new();
    for ledger in ledgers(rcx).into_iter().filter(|l| l.name == tree::ORGANISATIONS || l.name == PEOPLE) {
        groups.push(records(tx, rcx, ledger, question, part)?);
    }
    groups.extend([figures(tx, rcx, question, part)?, ledger_names(rcx, question, part)]);
    groups.push(help(rcx, question, part));
    let named = |g: Group| g.found.into_iter().map(move |f| (g.title.clone(), f));
    Ok(groups.into_iter().flat_map(named).take(2 * EACH as usize).collect())
}

/// The organisations that a question finds, by any name they have borne, best first: how many, and at most `take` of them.
///
/// # Errors
/// A refusal if the viewer may not read their ledger.
pub(crate) fn organisations(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    question: &Question,
    take: i64,
) -> Result<(i64, Vec<(Id, Finding)>)> {
    let ledger = rcx.viewer.may_read(rcx.sys, tree::ORGANISATIONS)?;
    hits(tx, rcx, ledger, question, Part { skip: 0, take })
}

/// The records of a ledger that a question finds.
fn records(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, question: &Question, part: Part) -> Result<Group> {
    let (count, found) = hits(tx, rcx, ledger, question, part)?;
    let found = found.into_iter().map(|(_, f)| f).collect();
    Ok(Group { name: ledger.name, title: rcx.t(ledger.title).to_owned(), count, found })
}

fn hits(
    tx: &mut Tx<'_>,
    rcx: &RequestCx<'_>,
    ledger: &Ledger,
    question: &Question,
    part: Part,
) -> Result<(i64, Vec<(Id, Finding)>)> {
    let hits = search::in_ledger(tx, rcx.sys, &rcx.scope, ledger, question, part.skip, part.take)?;
    let mut found = Vec::with_capacity(hits.records.len());
    for id in hits.records {
        if let Some(line) = list::one(tx, rcx.sys, &rcx.scope, ledger, id)? {
            found.push((id, record(tx, rcx, ledger, &line, question)?));
        }
    }
    Ok((hits.count, found))
}

/// A record as it was found: its name, and the first of its other fields that the question means.
fn record(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, ledger: &Ledger, line: &Line, question: &Question) -> Result<Finding> {
    let name = if ledger.is_tree { line.org_name.clone() } else { listing::name(rcx, ledger, line) };
    let mut fields: Vec<(String, String, bool)> = Vec::new();
    // The names of an organisation are told from its history below.
    let log_safe = |field: &Field| !(ledger.is_tree && index::is_name(ledger, field));
    for (i, field) in index::indexed(ledger).filter(|(_, f)| log_safe(f)) {
        match &line.record.values[i] {
            Value::Text(text) if **text != *name => {
                fields.push((rcx.t(field.title).to_owned(), text.to_string(), index::is_name(ledger, field)));
            }
            _ => {}
        }
    }
    if ledger.is_tree {
        let label = tr(rcx.lang, "search-former-name");
        let names =
            lookup::spans(tx, &rcx.scope, line.record.id)?.into_iter().map(|was| was.name).filter(|n| *n != name);
        fields.extend(names.map(|n| (label.clone().into_owned(), n, true)));
    }
    let marked = fields.into_iter().map(|(field, text, is_name)| {
        let marks = question.marks(&text, is_name);
        (field, Marked { text, marks })
    });
    let (field, passage) = marked.into_iter().find(|(_, m)| !m.marks.is_empty()).unwrap_or_default();
    Ok(Finding {
        name: Marked { marks: question.marks(&name, true), text: name },
        href: if ledger.is_tree { links::org(&line.org_code) } else { links::record(ledger.name, line.record.id) },
        place: if ledger.is_tree { line.org_code.clone() } else { line.org_name.clone() },
        field,
        passage: passage.around(),
    })
}

/// Something declared: what it is called in both languages, what is said of it, where it leads.
struct Declared {
    titles: [String; 2],
    texts: Vec<String>,
    title: String,
    text: String,
    href: String,
}

/// The declared things that a question finds, those named so first.
fn declared(
    rcx: &RequestCx<'_>,
    name: &'static str,
    title: &str,
    all: Vec<Declared>,
    question: &Question,
    part: Part,
) -> Group {
    let is_in = |d: &Declared, texts: bool| {
        let titles: Vec<&str> = d.titles.iter().map(String::as_str).collect();
        let rest: Vec<&str> = if texts { d.texts.iter().map(String::as_str).collect() } else { Vec::new() };
        question.is_in(&titles, &rest)
    };
    let mut hits: Vec<(bool, Declared)> =
        all.into_iter().filter(|d| is_in(d, true)).map(|d| (!is_in(&d, false), d)).collect();
    hits.sort_by_key(|(elsewhere, _)| *elsewhere);
    let finding = |d: Declared| Finding {
        name: Marked { marks: question.marks(&d.title, true), text: d.title },
        href: d.href,
        passage: Marked { marks: question.marks(&d.text, false), text: d.text }.around(),
        ..Finding::default()
    };
    let count = hits.len() as i64;
    let shown = hits.into_iter().skip(part.skip.max(0) as usize).take(part.take.max(0) as usize);
    let title = tr(rcx.lang, title).into_owned();
    Group { name, title, count, found: shown.map(|(_, d)| finding(d)).collect() }
}

/// The figures that a question finds, at the root of the viewer's territory.
fn figures(tx: &mut Tx<'_>, rcx: &RequestCx<'_>, question: &Question, part: Part) -> Result<Group> {
    let home = if rcx.viewer.sees_figures() { rcx.home(tx)? } else { None };
    let declare = |f: &hangji_platform::figures::Figure, code: &str| Declared {
        titles: [f.title.zh, f.title.en].map(str::to_owned),
        texts: vec![f.meaning.zh.to_owned(), f.meaning.en.to_owned(), f.id.to_owned()],
        title: rcx.t(f.title).to_owned(),
        text: rcx.t(f.meaning).to_owned(),
        href: links::figure(f.id, code, Period::year(rcx.today.year())),
    };
    let all = home.map_or_else(Vec::new, |h| rcx.sys.figures.iter().map(|f| declare(f, &h.code)).collect());
    Ok(declared(rcx, FIGURES, "search-figures", all, question, part))
}

/// The ledgers that a question finds by their name or by what they record.
fn ledger_names(rcx: &RequestCx<'_>, question: &Question, part: Part) -> Group {
    let declare = |l: &Ledger| Declared {
        titles: [l.title.zh, l.title.en].map(str::to_owned),
        texts: vec![l.about.zh.to_owned(), l.about.en.to_owned()],
        title: rcx.t(l.title).to_owned(),
        text: rcx.t(l.about).to_owned(),
        href: links::list(l.name),
    };
    let all = rcx.sys.ledgers.iter().filter(|l| rcx.viewer.reads(l.name)).map(declare).collect();
    declared(rcx, LEDGERS, "search-ledgers", all, question, part)
}

/// The help pages that a question finds.
fn help(rcx: &RequestCx<'_>, question: &Question, part: Part) -> Group {
    let all = topics().map(|t| Declared {
        titles: hangji_ui::Lang::ALL.map(|l| t.title(l).to_owned()),
        texts: hangji_ui::Lang::ALL.map(|l| t.plain(l)).to_vec(),
        title: t.title(rcx.lang).to_owned(),
        text: t.plain(rcx.lang),
        href: links::help(t.name),
    });
    declared(rcx, HELP, "help-title", all.collect(), question, part)
}
